extension TraceTable {
  /// The trace in `bytes`, comma-separated text in UTF-8 with a header row.
  ///
  /// The first column is the time: Unix seconds, RFC 3339, or `YYYY-MM-DD hh:mm:ss` in UTC,
  /// strictly ascending. The others are decimal numbers; an empty cell, `NaN` and an infinity are
  /// gaps. Cells may stand in double quotes, lines may end in CR LF, empty lines are skipped.
  /// O(bytes).
  ///
  /// - Throws: The first thing that is wrong, with its line.
  public init(csv bytes: [UInt8]) throws(TraceError) {
    var lines = CSVLines(bytes)
    guard let header = lines.next() else {
      throw TraceError(
        line: 1, message: "found no header row, expected one such as `timestamp,value`")
    }
    self.init()
    try readHeader(header)
    while let line = lines.next() { try readRow(line) }
    if timestamps.isEmpty {
      throw TraceError(line: header.number, message: "found no row below the header row")
    }
  }

  private mutating func readHeader(_ line: CSVLines.Line) throws(TraceError) {
    let names = try line.cells().map(line.text)
    guard names.count > 1 else {
      throw TraceError(
        line: line.number,
        message: "found one column, expected the time and at least one signal, separated by commas")
    }
    if Timestamp(unixSecondsOrRFC3339: names[0]) != nil {
      throw TraceError(
        line: line.number,
        message: "found \(quoted(names[0])), expected a header row such as `timestamp,value`")
    }
    for (index, name) in names.enumerated() where name.isEmpty || names[..<index].contains(name) {
      throw TraceError(
        line: line.number,
        message: name.isEmpty
          ? "found no name for column \(index + 1)"
          : "found two columns named \(quoted(name)), expected different names")
    }
    columns = names.dropFirst().map { Column(name: $0, values: []) }
  }

  private mutating func readRow(_ line: CSVLines.Line) throws(TraceError) {
    let cells = try line.cells()
    guard cells.count == columns.count + 1 else {
      throw TraceError(
        line: line.number,
        message: "found \(cells.count) cells, expected \(columns.count + 1) as in the header row")
    }
    let text = line.text(cells[0])
    guard let moment = Timestamp(unixSecondsOrRFC3339: text) ?? Timestamp(utcText: text) else {
      throw TraceError(
        line: line.number,
        message: "found the time \(quoted(text)), expected Unix seconds, RFC 3339 or"
          + " YYYY-MM-DD hh:mm:ss in UTC")
    }
    if let last = timestamps.last, moment <= last {
      throw TraceError(
        line: line.number,
        message:
          "found the time \(quoted(text)), expected one after \(last.rfc3339), the row before")
    }
    timestamps.append(moment)
    for (index, cell) in cells.dropFirst().enumerated() {
      guard let value = line.value(cell) else {
        throw TraceError(
          line: line.number,
          message: "found \(quoted(line.text(cell))) for \(quoted(columns[index].name)),"
            + " expected a decimal number, or nothing for a gap")
      }
      columns[index].values.append(value)
    }
  }

  /// `text` in quotes, cut off where it is long.
  private func quoted(_ text: String) -> String {
    text.count > 40 ? "'\(text.prefix(40))...'" : "'\(text)'"
  }
}

/// The lines of comma-separated text that are not empty.
private struct CSVLines {
  private let bytes: [UInt8]
  private var position = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Spreadsheets like to write a byte order mark.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func next() -> Line? {
    while position < bytes.count {
      let start = position
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      position = end + 1
      number += 1
      if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return Line(number: number, bytes: bytes[start..<end]) }
    }
    return nil
  }

  /// One line, without its end.
  struct Line {
    var number: Int
    var bytes: ArraySlice<UInt8>

    /// The cells, without quotes and the spaces round them.
    func cells() throws(TraceError) -> [ArraySlice<UInt8>] {
      var cells: [ArraySlice<UInt8>] = []
      var start = bytes.startIndex
      while true {
        let comma = bytes[start...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
        var cell = trimmed(bytes[start..<comma])
        var end = comma
        if cell.first == UInt8(ascii: "\"") {
          guard let (content, behind) = quotedCell(from: cell.startIndex) else {
            throw TraceError(line: number, message: "found a quote that is not closed, expected \"")
          }
          cell = content
          end = behind
        }
        cells.append(cell)
        if end == bytes.endIndex { return cells }
        start = end + 1
      }
    }

    /// The cell whose opening quote is at `start`, and the comma or line end behind it.
    private func quotedCell(from start: Int) -> (content: ArraySlice<UInt8>, end: Int)? {
      var content: [UInt8] = []
      var index = start + 1
      while index < bytes.endIndex {
        if bytes[index] != UInt8(ascii: "\"") {
          content.append(bytes[index])
        } else if index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "\"") {
          content.append(bytes[index])
          index += 1
        } else {
          let end = bytes[index...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
          return trimmed(bytes[(index + 1)..<end]).isEmpty ? (content[...], end) : nil
        }
        index += 1
      }
      return nil
    }

    private func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var cell = cell
      while let first = cell.first, first == 0x20 || first == 0x09 { cell.removeFirst() }
      while let last = cell.last, last == 0x20 || last == 0x09 { cell.removeLast() }
      return cell
    }

    /// The text of a cell.
    func text(_ cell: ArraySlice<UInt8>) -> String {
      String(decoding: cell, as: UTF8.self)
    }

    /// The number in a cell, NaN for a gap; nil where it is neither.
    func value(_ cell: ArraySlice<UInt8>) -> Double? {
      if cell.isEmpty { return .nan }
      if let value = Double(decimalText: cell) { return value }
      switch text(cell).lowercased() {
      case "nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": return .nan
      default: return nil
      }
    }
  }
}
