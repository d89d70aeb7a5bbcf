internal import TimeSeries

extension EventTime {
  /// A day (`2026-12-24`), a local time (`2026-12-01T09:00`, with or without seconds) or a moment (with `Z` or
  /// `+01:00`); a space may stand for the `T`. Nil for anything else.
  public init?(text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, let date = Self.date(bytes[..<10]) else { return nil }
    if bytes.count == 10 {
      self = .day(date)
      return
    }
    var clock = bytes[10...]
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(clock.removeFirst())
    else { return nil }
    let zoneStart = clock.firstIndex {
      [UInt8(ascii: "Z"), UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0)
    }
    let parts = clock[..<(zoneStart ?? clock.endIndex)].split(
      separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let numbers = parts.compactMap(Self.number)
    guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
      numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    let second = numbers.count == 3 ? numbers[2] : 0
    let time = LocalTime(date, secondOfDay: numbers[0] * 3600 + numbers[1] * 60 + second)
    guard let zoneStart else {
      self = .floating(time)
      return
    }
    let name = String(decoding: clock[zoneStart...], as: UTF8.self).uppercased()
    guard let zone = TimeZoneRules(builtIn: name) else { return nil }
    self = .zoned(time, zone)
  }

  private static func date(_ bytes: ArraySlice<UInt8>) -> CivilDate? {
    let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2] else { return nil }
    let digits = parts.joined().reduce(into: 0) { number, byte in
      guard number >= 0, (0x30...0x39).contains(byte) else { return number = -1 }
      number = number * 10 + Int(byte) - 0x30
    }
    guard digits >= 0 else { return nil }
    return CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
  }

  /// Exactly two digits.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.count == 2, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }
}
