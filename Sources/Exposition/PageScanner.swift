internal import Numerals

/// Goes through a page line by line.
struct PageScanner {
  /// A line with a sample, of which only the name is known yet.
  struct Line {
    var start: Int
    var nameEnd: Int
    var end: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let format: ExpositionFormat
  private var next = 0
  private var number = 0
  private var hasEnded = false

  /// The last name that was asked for, and whether it was wanted: lines of one name come together.
  private var lastName: Range<Int> = 0..<0
  private var lastText = ""
  private var lastIsWanted = false

  /// The last family that said its type.
  private var typedName: Range<Int> = 0..<0
  private var type: Range<Int> = 0..<0

  init(_ bytes: UnsafeBufferPointer<UInt8>, format: ExpositionFormat) {
    self.bytes = bytes
    self.format = format
  }

  /// The next line with a sample; nil at the end of the page.
  mutating func nextLine() throws(PageError) -> Line? {
    while next < bytes.count {
      number += 1
      var start = next
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      next = end + 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      skipSpaces(&start, end)
      if start == end { continue }
      if hasEnded { throw error("expected nothing after # EOF") }
      if bytes[start] == UInt8(ascii: "#") {
        try readComment(start, end)
        continue
      }
      var nameEnd = start
      while nameEnd < end, isNameByte(bytes[nameEnd]) { nameEnd += 1 }
      guard nameEnd > start, !NameSyntax.isDigit(bytes[start]) else {
        throw error("expected a metric name, found \(excerpt(start, end))")
      }
      return Line(start: start, nameEnd: nameEnd, end: end)
    }
    if format == .openMetrics, !hasEnded {
      throw error("expected # EOF at the end of the page")
    }
    return nil
  }

  /// Whether `wants` the name on `line`.
  mutating func isWanted(_ line: Line, _ wants: (String) -> Bool) -> Bool {
    let name = line.start..<line.nameEnd
    if !equal(name, lastName) || lastName.isEmpty {
      lastText = text(name)
      lastIsWanted = wants(lastText)
    }
    lastName = name
    return lastIsWanted
  }

  /// The sample on `line`, which `isWanted` has seen.
  func sample(_ line: Line) throws(PageError) -> PageSample {
    var sample = PageSample(name: lastText, value: 0)
    var place = line.nameEnd
    skipSpaces(&place, line.end)
    if place < line.end, bytes[place] == UInt8(ascii: "{") {
      place += 1
      try readLabels(&place, line.end, &sample.labels)
      skipSpaces(&place, line.end)
    } else if place == line.nameEnd {
      throw error("expected '{' or a value after the name, found \(excerpt(place, line.end))")
    }
    let value = word(&place, line.end)
    guard let number = number(value, allowsNames: true) else {
      throw error("expected a value, found \(excerpt(value.lowerBound, line.end))")
    }
    sample.value = number
    skipSpaces(&place, line.end)
    if place < line.end, bytes[place] != UInt8(ascii: "#") {
      sample.timestampMilliseconds = try timestamp(word(&place, line.end), line.end)
      skipSpaces(&place, line.end)
    }
    // Behind a number sign stands an exemplar: a sample of something else.
    let hasExemplar =
      format == .openMetrics && place < line.end && bytes[place] == UInt8(ascii: "#")
    guard place == line.end || hasExemplar else {
      throw error("expected the end of the line, found \(excerpt(place, line.end))")
    }
    if belongsToTyped(line.start..<line.nameEnd) { sample.type = text(type) }
    return sample
  }

  // MARK: Parts of a line

  private mutating func readComment(_ start: Int, _ end: Int) throws(PageError) {
    var place = start + 1
    skipSpaces(&place, end)
    let keyword = word(&place, end)
    if text(keyword, is: "EOF"), format == .openMetrics {
      hasEnded = true
    } else if text(keyword, is: "TYPE") {
      skipSpaces(&place, end)
      typedName = word(&place, end)
      skipSpaces(&place, end)
      type = word(&place, end)
      skipSpaces(&place, end)
      if typedName.isEmpty || type.isEmpty || place < end {
        throw error("expected # TYPE, a metric name and a type")
      }
    }
  }

  private func readLabels(
    _ place: inout Int, _ end: Int, _ labels: inout [PageSample.Label]
  ) throws(PageError) {
    skipSpaces(&place, end)
    while place < end, bytes[place] != UInt8(ascii: "}") {
      let start = place
      while place < end, isNameByte(bytes[place]), bytes[place] != UInt8(ascii: ":") { place += 1 }
      guard place > start, !NameSyntax.isDigit(bytes[start]) else {
        throw error("expected a label name, found \(excerpt(start, end))")
      }
      let name = text(start..<place)
      if labels.contains(where: { $0.name == name }) {
        throw error("the label \(name.prefix(40)) comes twice")
      }
      guard labels.count < PageParser.maximumLabels else {
        throw error("more than \(PageParser.maximumLabels) labels")
      }
      skipSpaces(&place, end)
      guard place < end, bytes[place] == UInt8(ascii: "=") else {
        throw error("expected '=' after the label \(name.prefix(40)), found \(excerpt(place, end))")
      }
      place += 1
      skipSpaces(&place, end)
      let value = try labelValue(of: name, &place, end)
      labels.append(PageSample.Label(name: name, value: value))
      skipSpaces(&place, end)
      if place < end, bytes[place] == UInt8(ascii: ",") {
        place += 1
        skipSpaces(&place, end)
      } else if place >= end || bytes[place] != UInt8(ascii: "}") {
        throw error(
          "expected ',' or '}' after the label \(name.prefix(40)), found \(excerpt(place, end))")
      }
    }
    guard place < end else { throw error("expected '}' after the labels") }
    place += 1
  }

  /// The quoted text at `place`. Escapes other than the three of the format stand for themselves,
  /// as in Prometheus.
  private func labelValue(
    of name: String, _ place: inout Int, _ end: Int
  ) throws(PageError) -> String {
    guard place < end, bytes[place] == UInt8(ascii: "\"") else {
      throw error(
        "expected a quoted value of the label \(name.prefix(40)), found \(excerpt(place, end))")
    }
    place += 1
    let start = place
    var escapes = 0
    while place < end, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        escapes += 1
        place += 1  // and past the byte that it escapes
      }
      place += 1
    }
    guard place < end else {
      throw error("the value of the label \(name.prefix(40)) has no closing quote")
    }
    let content = UnsafeBufferPointer(rebasing: bytes[start..<place])
    place += 1
    let value =
      escapes == 0
      ? String(validating: content, as: UTF8.self)
      : String(validating: unescaped(content), as: UTF8.self)
    guard let value else { throw error("the value of the label \(name.prefix(40)) is no UTF-8") }
    return value
  }

  private func unescaped(_ content: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      if content[index] == UInt8(ascii: "\\"), index + 1 < content.count {
        index += 1
        switch content[index] {
        case UInt8(ascii: "n"): output.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): output.append(content[index])
        default: output.append(contentsOf: [UInt8(ascii: "\\"), content[index]])
        }
      } else {
        output.append(content[index])
      }
      index += 1
    }
    return output
  }

  /// Milliseconds in the text format, seconds in OpenMetrics.
  private func timestamp(_ word: Range<Int>, _ end: Int) throws(PageError) -> Int64 {
    let value = number(word, allowsNames: false)
    let milliseconds = format == .openMetrics ? value.map { $0 * 1000 } : value
    guard let milliseconds, milliseconds.magnitude < 1e15 else {
      throw error("expected a timestamp, found \(excerpt(word.lowerBound, end))")
    }
    return Int64(milliseconds + (milliseconds < 0 ? -0.5 : 0.5))
  }

  private func number(_ word: Range<Int>, allowsNames: Bool) -> Double? {
    DecimalText.parse(
      UnsafeBufferPointer(rebasing: bytes[word]), grammar: .prometheus, allowsNames: allowsNames)
  }

  // MARK: Bytes

  /// What stands between `place` and the next white space.
  private func word(_ place: inout Int, _ end: Int) -> Range<Int> {
    let start = place
    while place < end, bytes[place] != 0x20, bytes[place] != 0x09 { place += 1 }
    return start..<place
  }

  @inline(__always)
  private func skipSpaces(_ place: inout Int, _ end: Int) {
    while place < end, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
  }

  @inline(__always)
  private func isNameByte(_ byte: UInt8) -> Bool {
    NameSyntax.isLetter(byte) || NameSyntax.isDigit(byte) || byte == UInt8(ascii: ":")
  }

  private func equal(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    one.count == other.count && bytes[one].elementsEqual(bytes[other])
  }

  /// Whether the sample `name` is of the family that said its type last.
  private func belongsToTyped(_ name: Range<Int>) -> Bool {
    guard !typedName.isEmpty, name.count >= typedName.count,
      equal(name.lowerBound..<name.lowerBound + typedName.count, typedName)
    else { return false }
    if name.count == typedName.count { return true }
    let suffix = text(name.lowerBound + typedName.count..<name.upperBound)
    return switch text(type) {
    case "counter": ["_total", "_created"].contains(suffix)
    case "info": suffix == "_info"
    case "histogram", "summary": ["_bucket", "_sum", "_count", "_created"].contains(suffix)
    case "gaugehistogram": ["_bucket", "_gsum", "_gcount"].contains(suffix)
    default: false
    }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  private func text(_ range: Range<Int>, is text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount
      && bytes[range].elementsEqual(
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private func excerpt(_ start: Int, _ end: Int) -> String {
    start >= end ? "the end of the line" : "\"\(text(start..<min(end, start + 40)))\""
  }

  private func error(_ message: String) -> PageError {
    PageError(line: max(number, 1), message: message)
  }
}
