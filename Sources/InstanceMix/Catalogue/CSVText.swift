/// Comma-separated text, line by line.
enum CSVText {
  /// The lines, without their ends and without a byte order mark.
  static func lines(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var all = Array(bytes)
    if all.starts(with: [0xEF, 0xBB, 0xBF]) { all.removeFirst(3) }
    return all.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
    }
  }

  /// The fields of a line; quoted as in RFC 4180, but without line breaks.
  static func fields(_ line: [UInt8], _ number: Int) throws(CatalogueError) -> [String] {
    let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
    var fields: [String] = []
    var field: [UInt8] = []
    var position = 0
    func text() throws(CatalogueError) -> String {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw CatalogueError(line: number, message: "found bytes that are not UTF-8")
      }
      return text
    }
    while true {
      field.removeAll()
      if position < line.count, line[position] == quote {
        position += 1
        while true {
          guard position < line.count else {
            throw CatalogueError(line: number, message: "found a quoted field without its end")
          }
          if line[position] != quote {
            field.append(line[position])
          } else if position + 1 < line.count, line[position + 1] == quote {
            field.append(quote)
            position += 1
          } else {
            break
          }
          position += 1
        }
        position += 1
        guard position == line.count || line[position] == comma else {
          throw CatalogueError(
            line: number, message: "found text behind a quoted field, expected a comma")
        }
      } else {
        while position < line.count, line[position] != comma {
          field.append(line[position])
          position += 1
        }
        while field.last == 0x20 { field.removeLast() }
        field = Array(field.drop { $0 == 0x20 })
      }
      fields.append(try text())
      if position >= line.count { return fields }
      position += 1
    }
  }
}
