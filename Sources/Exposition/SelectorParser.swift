/// The parts of a selector, from left to right.
struct SelectorParser {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func selector() throws(SelectorError) -> SeriesSelector {
    var matchers: [SeriesSelector.Matcher] = []
    skipSpaces()
    let start = offset
    if let name = word({ NameSyntax.isLetter($0) || $0 == UInt8(ascii: ":") }) {
      try add("__name__", .equal, name, at: start, to: &matchers)
      skipSpaces()
    }
    let hasBraces = take("{")
    if matchers.isEmpty, !hasBraces { throw expected("a metric name or '{'") }
    if hasBraces { try braces(&matchers) }
    skipSpaces()
    guard offset == bytes.count else {
      throw expected(hasBraces ? "the end of the selector" : "'{' or the end of the selector")
    }
    guard matchers.contains(where: { !$0.accepts("") }) else {
      throw error(
        "expected a metric name or a matcher that an empty value does not meet", at: start)
    }
    return SeriesSelector(matchers: matchers)
  }

  /// What comes after `{`, the `}` included.
  private mutating func braces(
    _ matchers: inout [SeriesSelector.Matcher]
  ) throws(SelectorError) {
    skipSpaces()
    while !take("}") {
      let start = offset
      guard let label = word(NameSyntax.isLetter) else {
        throw expected(matchers.isEmpty ? "a label name or '}'" : "a label name")
      }
      skipSpaces()
      let operation = try operation()
      skipSpaces()
      let valueStart = offset
      let value = try string()
      if label == "__name__", operation == .equal,
        matchers.contains(where: { $0.label == "__name__" && $0.operation == .equal })
      {
        throw error("the metric name is given twice", at: start)
      }
      try add(label, operation, value, at: valueStart, to: &matchers)
      skipSpaces()
      if take(",") {
        skipSpaces()
      } else if offset >= bytes.count || bytes[offset] != UInt8(ascii: "}") {
        throw expected("',' or '}'")
      }
    }
  }

  private func add(
    _ label: String, _ operation: SeriesSelector.Operation, _ value: String, at place: Int,
    to matchers: inout [SeriesSelector.Matcher]
  ) throws(SelectorError) {
    guard
      let matcher = SeriesSelector.Matcher(label: label, operation: operation, value: value)
    else { throw error("\"\(value)\" is no regular expression", at: place) }
    matchers.append(matcher)
  }

  private mutating func operation() throws(SelectorError) -> SeriesSelector.Operation {
    if take("=~") { return .matches }
    if take("!~") { return .doesNotMatch }
    if take("!=") { return .notEqual }
    if take("=") { return .equal }
    throw expected("=, !=, =~ or !~")
  }

  /// A string in PromQL's quotes: double or single ones with escapes, or back quotes without.
  private mutating func string() throws(SelectorError) -> String {
    let start = offset
    guard offset < bytes.count,
      [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(bytes[offset])
    else { throw expected("a string in quotes") }
    let quote = bytes[offset]
    offset += 1
    var content: [UInt8] = []
    while offset < bytes.count, bytes[offset] != quote {
      if bytes[offset] == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") {
        try escape(quote, to: &content)
      } else {
        content.append(bytes[offset])
        offset += 1
      }
    }
    guard offset < bytes.count else { throw error("the string has no end", at: start) }
    offset += 1
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error("the string is no UTF-8", at: start)
    }
    return text
  }

  /// The escapes of Go's strings.
  private mutating func escape(
    _ quote: UInt8, to content: inout [UInt8]
  ) throws(SelectorError) {
    let start = offset
    offset += 1
    let letter = offset < bytes.count ? bytes[offset] : 0
    offset += 1
    switch letter {
    case quote, UInt8(ascii: "\\"): content.append(letter)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "a"): content.append(0x07)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "v"): content.append(0x0B)
    case UInt8(ascii: "x"):
      content.append(UInt8(truncatingIfNeeded: try number(2, radix: 16, at: start)))
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let code = try number(letter == UInt8(ascii: "u") ? 4 : 8, radix: 16, at: start)
      guard let scalar = Unicode.Scalar(code) else { throw badEscape(at: start) }
      content.append(contentsOf: String(scalar).utf8)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      offset -= 1
      content.append(UInt8(truncatingIfNeeded: try number(3, radix: 8, at: start)))
    default: throw badEscape(at: start)
    }
  }

  private mutating func number(
    _ digits: Int, radix: Int, at start: Int
  ) throws(SelectorError) -> UInt32 {
    guard offset + digits <= bytes.count else { throw badEscape(at: start) }
    let text = String(decoding: bytes[offset..<offset + digits], as: UTF8.self)
    guard text.utf8.first != UInt8(ascii: "+"), let number = UInt32(text, radix: radix) else {
      throw badEscape(at: start)
    }
    offset += digits
    return number
  }

  private func badEscape(at start: Int) -> SelectorError {
    error(
      "expected an escape as Go's strings have them; a regular expression's own \\ is \\\\",
      at: start)
  }

  /// A name that starts with what `isFirst` accepts, and goes on with that and digits.
  private mutating func word(_ isFirst: (UInt8) -> Bool) -> String? {
    let start = offset
    while offset < bytes.count,
      isFirst(bytes[offset]) || (offset > start && NameSyntax.isDigit(bytes[offset]))
    {
      offset += 1
    }
    return offset == start ? nil : String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset + count <= bytes.count else { return false }
    for index in 0..<count where bytes[offset + index] != text.utf8Start[index] { return false }
    offset += count
    return true
  }

  private mutating func skipSpaces() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private func expected(_ what: String) -> SelectorError {
    let rest = String(decoding: bytes[min(offset, bytes.count)...].prefix(20), as: UTF8.self)
    return error(
      "expected \(what), found \(rest.isEmpty ? "the end" : "\"\(rest)\"")", at: offset)
  }

  private func error(_ message: String, at offset: Int) -> SelectorError {
    SelectorError(offset: offset, message: message)
  }
}
