/// How records lie in a file, so that any damage costs only the records that it hits.
///
/// A file begins with 16 bytes: `OUTRIDER`, kind, format, two zeros, and the CRC-32C of these
/// twelve. A record is 16 bytes and its payload: a mark, the payload's length, the payload's
/// CRC-32C, and the CRC-32C of these twelve. All numbers are little-endian. As the head of a record
/// has a check sum of its own, a reader that lost its way finds the next record by looking for a
/// head that is right.
enum RecordFraming {
  /// The bytes before the first record, and before each payload.
  static let headerSize = 16

  /// The longest payload.
  static let maximumPayload = 64 << 20

  private static let magic = Array("OUTRIDER".utf8)
  private static let mark: UInt32 = 0x6452_724F

  /// What a file of records holds.
  enum Kind: UInt8 {
    case log = 1
    case block = 2
    case journal = 3
  }

  /// What a file's first bytes say.
  enum Header: Equatable {
    /// Records of this kind and format follow.
    case known
    /// Records of a format that this program does not know follow.
    case foreign(kind: UInt8, format: UInt8)
    /// The file ends within its header, which a crash can leave.
    case cut
    /// Something else, or damage.
    case damaged
  }

  /// The only format so far.
  static let format: UInt8 = 1

  /// The first bytes of a file.
  static func header(_ kind: Kind) -> [UInt8] {
    var bytes = magic + [kind.rawValue, format, 0, 0]
    bytes.appendNumber(checksum(bytes[...]))
    return bytes
  }

  /// Reads the first bytes of a file of which a `kind` is expected.
  static func readHeader(_ bytes: [UInt8], _ kind: Kind) -> Header {
    guard bytes.count >= headerSize else {
      return header(kind).starts(with: bytes) ? .cut : .damaged
    }
    var tail = PayloadReader(bytes[12..<16])
    guard bytes.starts(with: magic), tail.number(UInt32.self) == checksum(bytes[..<12]) else {
      return .damaged
    }
    return bytes[8] == kind.rawValue && bytes[9] == format
      ? .known : .foreign(kind: bytes[8], format: bytes[9])
  }

  /// Appends the record of a payload that `body` appends. A payload that is too long is left out.
  ///
  /// - Returns: whether the record was appended.
  static func append(to bytes: inout [UInt8], _ body: (inout [UInt8]) -> Void) -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: headerSize))
    body(&bytes)
    let length = bytes.count - start - headerSize
    guard length <= maximumPayload else {
      bytes.removeSubrange(start...)
      return false
    }
    bytes.setNumber(mark, at: start)
    bytes.setNumber(UInt32(length), at: start + 4)
    bytes.setNumber(checksum(bytes[(start + headerSize)...]), at: start + 8)
    bytes.setNumber(checksum(bytes[start..<(start + 12)]), at: start + 12)
    return true
  }

  /// The records of a file, and what of it is none.
  struct Scan: Equatable {
    /// Where the payloads of whole records are.
    var payloads: [Range<Int>] = []

    /// Where the last whole record ends; the file's header where there is none.
    var end = headerSize

    /// Places before `end` where there should have been records, and the bytes that they take.
    var damages = 0
    var damagedBytes = 0
  }

  /// Finds all whole records of a file.
  static func scan(_ bytes: [UInt8]) -> Scan {
    var scan = Scan()
    var position = headerSize
    while position + headerSize <= bytes.count {
      if let payload = payload(at: position, in: bytes) {
        if position > scan.end {
          scan.damages += 1
          scan.damagedBytes += position - scan.end
        }
        scan.payloads.append(payload)
        scan.end = payload.upperBound
        position = payload.upperBound
      } else {
        position = nextMark(after: position, in: bytes)
      }
    }
    return scan
  }

  /// The payload of the whole record that begins at `position`.
  private static func payload(at position: Int, in bytes: [UInt8]) -> Range<Int>? {
    var header = PayloadReader(bytes[position..<(position + headerSize)])
    guard header.number(UInt32.self) == mark, let length = header.number(UInt32.self),
      let sum = header.number(UInt32.self), length <= UInt32(maximumPayload),
      header.number(UInt32.self) == checksum(bytes[position..<(position + 12)])
    else { return nil }
    let start = position + headerSize
    guard Int(length) <= bytes.count - start else { return nil }
    let payload = start..<(start + Int(length))
    return checksum(bytes[payload]) == sum ? payload : nil
  }

  private static func nextMark(after position: Int, in bytes: [UInt8]) -> Int {
    let first = UInt8(truncatingIfNeeded: mark)
    return bytes[(position + 1)...].firstIndex(of: first) ?? bytes.count
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBytes(CRC32C.checksum)
  }
}
