public import TimeSeries

/// A date and a time of day as a wall clock shows them, in no zone in particular.
public struct LocalTime: Hashable, Sendable {
  /// The day.
  public var date: CivilDate

  /// Seconds since the clock showed midnight, 0 to 86,399.
  public var secondOfDay: Int

  /// A time of day on `date`; `secondOfDay` is clamped to 0 ... 86,399.
  public init(_ date: CivilDate, secondOfDay: Int = 0) {
    self.date = date
    self.secondOfDay = min(max(0, secondOfDay), 86_399)
  }

  /// A time by its numbers; nil unless the day exists in a year from 0 to 9999 and the time is 00:00:00 to
  /// 23:59:59.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    guard let date = CivilDate(year: year, month: month, day: day), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    self.init(date, secondOfDay: hour * 3600 + minute * 60 + second)
  }

  /// The hour, 0 to 23.
  public var hour: Int { secondOfDay / 3600 }

  /// The minute, 0 to 59.
  public var minute: Int { secondOfDay / 60 % 60 }

  /// The second, 0 to 59.
  public var second: Int { secondOfDay % 60 }

  /// The hour of the week, 0 (Monday 00:00) to 167.
  public var hourOfWeek: Int { (date.weekday.rawValue - 1) * 24 + hour }

  /// The time that a clock shows `offset` seconds ahead of UTC at `moment`.
  public init(_ moment: Timestamp, offset: Int) {
    self.init(wallSeconds: LocalTime.seconds(of: moment) + Int64(offset))
  }

  /// The time `seconds` after 1970-01-01 00:00:00 on the same clock.
  init(wallSeconds seconds: Int64) {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let day = rest < 0 ? days - 1 : days
    self.init(
      CivilDate(dayNumber: Int(day)), secondOfDay: Int(rest < 0 ? rest + 86_400 : rest))
  }

  /// Seconds after 1970-01-01 00:00:00 on the same clock.
  var wallSeconds: Int64 { Int64(date.dayNumber) * 86_400 + Int64(secondOfDay) }

  /// The moment at which a clock `offset` seconds ahead of UTC shows this time.
  public func moment(offset: Int) -> Timestamp {
    Timestamp(milliseconds: (wallSeconds - Int64(offset)) * 1000)
  }

  /// Whole seconds since the Unix epoch, rounded down.
  static func seconds(of moment: Timestamp) -> Int64 {
    let (seconds, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest < 0 ? seconds - 1 : seconds
  }

  /// `number` with at least `digits` digits.
  static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, digits - text.count))
      + text
  }
}

extension LocalTime: Comparable {
  /// Whether `left` is earlier on the same clock.
  public static func < (left: LocalTime, right: LocalTime) -> Bool {
    left.wallSeconds < right.wallSeconds
  }
}

extension LocalTime: CustomStringConvertible {
  /// The time as ISO 8601 writes it, without a zone: `2026-02-28T09:30:00`.
  public var description: String {
    let clock = [hour, minute, second].map { LocalTime.padded($0, 2) }.joined(separator: ":")
    return "\(date)T\(clock)"
  }
}
