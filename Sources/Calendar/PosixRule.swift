/// A time zone as POSIX's variable `TZ` says it (RFC 9636, section 3.3.1): `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixRule: Hashable, Sendable {
  /// The day of a year on which clocks change.
  enum ChangeDay: Hashable, Sendable {
    /// `Jn`: day 1 to 365, 29 February never counted.
    case julian(Int)
    /// `n`: day 0 to 365, 29 February counted.
    case ordinal(Int)
    /// `Mm.w.d`: weekday d (0 is Sunday) of week w (5 is the last) of month m.
    case weekday(month: Int, week: Int, day: Int)
  }

  /// When clocks change in each year.
  struct Change: Hashable, Sendable {
    var day: ChangeDay
    /// Seconds after local midnight of the day, on the clock before the change; -167 h to 167 h.
    var time: Int

    /// Seconds from 1970-01-01 00:00:00 to the change in `year`, on the clock before it.
    func wallSeconds(in year: Int) -> Int64 {
      let first = CivilDate(year: year, month: 1, day: 1)?.dayNumber ?? 0
      let isLeap = CivilDate.days(inMonth: 2, of: year) == 29
      let dayNumber: Int
      switch day {
      case .julian(let number): dayNumber = first + number - 1 + (isLeap && number >= 60 ? 1 : 0)
      case .ordinal(let number): dayNumber = first + number
      case .weekday(let month, let week, let weekday):
        let start = CivilDate(year: year, month: month, day: 1) ?? CivilDate(dayNumber: first)
        let toFirst = (weekday - start.weekday.rawValue % 7 + 7) % 7
        var dayOfMonth = 1 + toFirst + (week - 1) * 7
        if dayOfMonth > CivilDate.days(inMonth: month, of: year) { dayOfMonth -= 7 }
        dayNumber = start.dayNumber + dayOfMonth - 1
      }
      return Int64(dayNumber) * 86_400 + Int64(time)
    }
  }

  /// Seconds to add to UTC in standard time.
  var standardOffset: Int
  /// Daylight saving time: its offset, when it begins, and when it ends; nil where there is none.
  var daylight: (offset: Int, start: Change, end: Change)? {
    guard let daylightOffset, let start, let end else { return nil }
    return (daylightOffset, start, end)
  }

  private var daylightOffset: Int?
  private var start: Change?
  private var end: Change?

  /// Reads `text`.
  init(_ text: some Collection<UInt8>) throws(TimeZoneError) {
    var scanner = PosixScanner(text)
    guard scanner.name(), let standard = scanner.offset(limit: 24) else {
      throw Self.mismatch(text)
    }
    standardOffset = -standard
    guard !scanner.isAtEnd else { return }
    guard scanner.name() else { throw Self.mismatch(text) }
    var offset = standardOffset + 3600
    if !scanner.isAtEnd, scanner.peek != UInt8(ascii: ",") {
      guard let given = scanner.offset(limit: 24) else { throw Self.mismatch(text) }
      offset = -given
    }
    guard let start = scanner.change(), let end = scanner.change(), scanner.isAtEnd else {
      throw Self.mismatch(text)
    }
    daylightOffset = offset
    self.start = start
    self.end = end
  }

  private static func mismatch(_ text: some Collection<UInt8>) -> TimeZoneError {
    let quoted = String(decoding: text.prefix(80), as: UTF8.self)
    return TimeZoneError(
      "the rule `\(quoted)` is wrong; expected one such as `CET-1CEST,M3.5.0,M10.5.0/3`")
  }

  /// The stretch of equal offset that holds `second`, as this rule alone has it.
  func span(at second: Int64) -> OffsetSpan {
    guard let daylight else {
      return OffsetSpan(start: .min, end: .max, offset: standardOffset)
    }
    // The rule is followed through the years that civil dates know; beyond them its first and last state hold.
    let year = min(max(LocalTime(wallSeconds: second).date.year, 2), 9997)
    var changes: [(at: Int64, offset: Int)] = []
    for year in year - 1...year + 1 {
      changes.append(
        (daylight.start.wallSeconds(in: year) - Int64(standardOffset), daylight.offset))
      changes.append(
        (daylight.end.wallSeconds(in: year) - Int64(daylight.offset), standardOffset))
    }
    // Of two changes at once, as in a zone with daylight saving time all year, daylight saving time wins: the
    // rule then ends it only in order to begin it anew.
    changes.sort { left, right in
      left.at == right.at
        ? left.offset != daylight.offset && right.offset == daylight.offset : left.at < right.at
    }
    var span = OffsetSpan(start: .min, end: .max, offset: standardOffset)
    if let first = changes.first {
      span.offset = first.offset == daylight.offset ? standardOffset : daylight.offset
    }
    for change in changes {
      guard change.at <= second else {
        if change.offset == span.offset { continue }
        span.end = change.at
        break
      }
      if change.offset != span.offset || span.start == .min {
        span.start = change.at
        span.offset = change.offset
      }
    }
    return span
  }
}

/// Reads the parts of a POSIX rule.
private struct PosixScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: some Sequence<UInt8>) { rest = Array(text)[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var peek: UInt8? { rest.first }

  /// An abbreviation: three letters and more, or anything printable between `<` and `>`.
  mutating func name() -> Bool {
    if skip("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      let isEmpty = end == rest.startIndex
      rest = rest[(end + 1)...]
      return !isEmpty
    }
    let letters = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
    rest = rest.dropFirst(letters.count)
    return letters.count >= 3
  }

  /// `[+-]hh[:mm[:ss]]` in seconds, at most `limit` hours and 59:59.
  mutating func offset(limit: Int) -> Int? {
    let sign = skip("-") ? -1 : 1
    if sign == 1 { _ = skip("+") }
    guard let hours = number(digits: 3), hours <= limit else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] {
      guard skip(":") else { break }
      guard let part = number(digits: 2), part < 60 else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// `,day` or `,day/time`.
  mutating func change() -> PosixRule.Change? {
    guard skip(","), let day = day() else { return nil }
    guard skip("/") else { return PosixRule.Change(day: day, time: 7200) }
    guard let time = offset(limit: 167) else { return nil }
    return PosixRule.Change(day: day, time: time)
  }

  private mutating func day() -> PosixRule.ChangeDay? {
    if skip("J") {
      return number(digits: 3).flatMap { (1...365).contains($0) ? .julian($0) : nil }
    }
    if skip("M") {
      guard let month = number(digits: 2), (1...12).contains(month), skip("."),
        let week = number(digits: 1), (1...5).contains(week), skip("."),
        let day = number(digits: 1), (0...6).contains(day)
      else { return nil }
      return .weekday(month: month, week: week, day: day)
    }
    return number(digits: 3).flatMap { (0...365).contains($0) ? .ordinal($0) : nil }
  }

  private mutating func number(digits limit: Int) -> Int? {
    let digits = rest.prefix(limit).prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next = rest.first, UInt32(next) == character.value else { return false }
    rest = rest.dropFirst()
    return true
  }
}
