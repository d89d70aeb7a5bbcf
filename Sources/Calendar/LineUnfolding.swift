/// Joins the folded lines of an iCalendar file (RFC 5545, section 3.1).
struct LineUnfolding: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark, as some programs write it.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next line and the number of its first part in the file, from 1; lines end with CR LF or LF alone. Empty
  /// lines are passed over.
  mutating func next() -> (bytes: [UInt8], number: Int)? {
    while var line = physicalLine() {
      let first = number
      while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09,
        let more = physicalLine()
      {
        line += more.dropFirst()
      }
      if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return (line, first) }
    }
    return nil
  }

  private mutating func physicalLine() -> [UInt8]? {
    guard position < bytes.count else { return nil }
    number += 1
    let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    var line = bytes[position..<end]
    if line.last == 0x0D { line = line.dropLast() }
    position = end + 1
    return Array(line)
  }
}
