internal import TimeSeries

/// Dates, times and durations as iCalendar writes them.
enum EventTimeText {
  /// `20260228`, `20260228T093000`, `20260228T093000Z`; nil for anything else.
  ///
  /// - Parameter zone: The zone of a time without `Z`; nil: it floats.
  static func parse(_ text: some StringProtocol, zone: TimeZoneRules?) -> EventTime? {
    var bytes = Array(text.utf8)[...]
    guard let date = date(bytes.prefix(8)) else { return nil }
    bytes = bytes.dropFirst(8)
    if bytes.isEmpty { return .day(date) }
    guard bytes.first == UInt8(ascii: "T"), bytes.count >= 7,
      let hour = number(bytes.dropFirst().prefix(2)), hour < 24,
      let minute = number(bytes.dropFirst(3).prefix(2)), minute < 60,
      let second = number(bytes.dropFirst(5).prefix(2)), second <= 60
    else { return nil }
    // A leap second is the last second that a clock without leap seconds shows.
    let time = LocalTime(date, secondOfDay: hour * 3600 + minute * 60 + min(second, 59))
    let rest = bytes.dropFirst(7)
    if rest.isEmpty { return zone.map { .zoned(time, $0) } ?? .floating(time) }
    return rest.elementsEqual("Z".utf8) ? .zoned(time, .utc) : nil
  }

  /// `P1D`, `PT1H30M`, `P2W`, with a sign where it has one; days and seconds, nil for anything else.
  static func duration(_ text: some StringProtocol) -> CalendarEvent.Length? {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
    guard bytes.first == UInt8(ascii: "P"), bytes.count >= 3 else { return nil }
    bytes = bytes.dropFirst()
    var days = 0
    var seconds = 0
    var isInTime = false
    while let first = bytes.first {
      if first == UInt8(ascii: "T"), !isInTime {
        isInTime = true
        bytes = bytes.dropFirst()
        continue
      }
      let digits = bytes.prefix { (0x30...0x39).contains($0) }
      guard (1...9).contains(digits.count), let value = number(digits) else { return nil }
      bytes = bytes.dropFirst(digits.count)
      switch (bytes.first.map { Unicode.Scalar($0) }, isInTime) {
      case ("W", false): days += value * 7
      case ("D", false): days += value
      case ("H", true): seconds += value * 3600
      case ("M", true): seconds += value * 60
      case ("S", true): seconds += value
      default: return nil
      }
      bytes = bytes.dropFirst()
    }
    guard days <= CivilDate.limit, seconds <= 1 << 40 else { return nil }
    return seconds == 0 ? .days(days) : .seconds(days * 86_400 + seconds)
  }

  private static func date(_ digits: ArraySlice<UInt8>) -> CivilDate? {
    guard digits.count == 8, let number = number(digits) else { return nil }
    return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.count <= 9, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }
}
