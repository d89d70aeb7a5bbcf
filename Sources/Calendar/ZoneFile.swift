/// The contents of a TZif file (RFC 9636, versions 1 to 4): transitions, offsets and the rule for all time
/// after them.
///
/// Of versions 2 and later the second, 64-bit block counts. Abbreviations, and whether a time is daylight
/// saving time, are not kept.
struct ZoneFile {
  /// The seconds since the Unix epoch at which the offset changes, ascending.
  private(set) var transitions: [Int64] = []

  /// The offset from `transitions[i]` on.
  private(set) var offsets: [Int] = []

  /// The offset before the first transition.
  private(set) var firstOffset = 0

  /// The POSIX rule after the last transition; empty where there is none.
  private(set) var footer: ArraySlice<UInt8> = []

  /// Far more than the 2,500 transitions of the longest zone.
  private static let maximumCount: Int64 = 100_000

  /// Numbers of records, in the order of the header.
  private struct Counts {
    var universal: Int
    var standard: Int
    var leaps: Int
    var transitions: Int
    var types: Int
    var characters: Int

    func byteCount(timeSize: Int) -> Int {
      transitions * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standard
        + universal
    }
  }

  init(_ bytes: [UInt8]) throws(TimeZoneError) {
    var cursor = ByteCursor(bytes)
    var (version, counts) = try Self.header(&cursor)
    guard version >= UInt8(ascii: "2") else {
      try readBlock(&cursor, counts, timeSize: 4)
      return
    }
    guard cursor.bytes(counts.byteCount(timeSize: 4)) != nil else { throw Self.cutShort }
    (version, counts) = try Self.header(&cursor)
    try readBlock(&cursor, counts, timeSize: 8)
    guard let rest = cursor.bytes(cursor.remaining), rest.first == 0x0A,
      let end = rest.dropFirst().firstIndex(of: 0x0A)
    else {
      throw TimeZoneError("no footer between two line breaks at the end; expected a TZif file")
    }
    footer = rest[(rest.startIndex + 1)..<end]
  }

  private static let cutShort = TimeZoneError("it is cut short; expected a whole TZif file")

  private static func header(_ cursor: inout ByteCursor) throws(TimeZoneError) -> (UInt8, Counts) {
    guard let magic = cursor.bytes(4), magic.elementsEqual("TZif".utf8) else {
      throw TimeZoneError("it does not begin with `TZif`; expected a compiled time zone (TZif)")
    }
    guard let version = cursor.bytes(1)?.first, cursor.bytes(15) != nil else { throw cutShort }
    var numbers: [Int] = []
    for _ in 0..<6 {
      guard let number = cursor.integer(4) else { throw cutShort }
      guard (0...maximumCount).contains(number) else {
        throw TimeZoneError("\(number) records of a kind; expected 0 to \(maximumCount)")
      }
      numbers.append(Int(number))
    }
    let counts = Counts(
      universal: numbers[0], standard: numbers[1], leaps: numbers[2], transitions: numbers[3],
      types: numbers[4], characters: numbers[5])
    return (version, counts)
  }

  private mutating func readBlock(
    _ cursor: inout ByteCursor, _ counts: Counts, timeSize: Int
  ) throws(TimeZoneError) {
    guard counts.byteCount(timeSize: timeSize) <= cursor.remaining else { throw Self.cutShort }
    guard counts.types > 0 else {
      throw TimeZoneError("it has no local time type; expected at least one")
    }
    guard counts.leaps == 0 else {
      throw TimeZoneError(
        "it counts leap seconds; expected a zone that does not, as those outside `right/`")
    }
    for _ in 0..<counts.transitions {
      guard let second = cursor.integer(timeSize) else { throw Self.cutShort }
      if let last = transitions.last, last >= second {
        throw TimeZoneError("its transitions are out of order; expected ascending times")
      }
      // Far-off times become the end of time, so that arithmetic with them cannot overflow.
      transitions.append(min(max(second, -(1 << 59)), 1 << 59))
    }
    guard let indices = cursor.bytes(counts.transitions) else { throw Self.cutShort }
    var types: [Int] = []
    for _ in 0..<counts.types {
      guard let offset = cursor.integer(4), cursor.bytes(2) != nil else { throw Self.cutShort }
      guard abs(offset) <= 26 * 3600 else {
        throw TimeZoneError("an offset of \(offset) s; expected at most 26 hours")
      }
      types.append(Int(offset))
    }
    for index in indices {
      guard Int(index) < types.count else {
        throw TimeZoneError(
          "a transition to type \(index) of \(types.count); expected one that exists")
      }
      offsets.append(types[Int(index)])
    }
    firstOffset = types[0]
    guard cursor.bytes(counts.characters + counts.standard + counts.universal) != nil else {
      throw Self.cutShort
    }
  }
}
