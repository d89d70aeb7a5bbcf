internal import TimeSeries

/// A day of the proleptic Gregorian calendar, in no zone in particular.
public struct CivilDate: Hashable, Sendable {
  /// Days since 1970-01-01, at most what `limit` allows.
  public let dayNumber: Int

  /// The largest distance from 1970-01-01 in days, some 27,000 years: far more than calendars know, and
  /// far less than what overflows in seconds.
  static let limit = 10_000_000

  /// The day `dayNumber` days after 1970-01-01; what is too far away becomes the nearest day that is not.
  public init(dayNumber: Int) {
    self.dayNumber = min(max(dayNumber, -Self.limit), Self.limit)
  }

  /// A day by its numbers; nil unless it exists in a year from 0 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard
      let time = CivilTime(
        year: Int64(year), month: Int64(month), day: Int64(day), hour: 0, minute: 0, second: 0,
        millisecond: 0)
    else { return nil }
    self.init(dayNumber: Int(time.timestamp.milliseconds / 86_400_000))
  }

  /// The year, the month from 1 and the day of the month from 1.
  public var numbers: (year: Int, month: Int, day: Int) {
    let time = CivilTime(Timestamp(milliseconds: Int64(dayNumber) * 86_400_000))
    return (Int(time.year), Int(time.month), Int(time.day))
  }

  /// The year.
  public var year: Int { numbers.year }

  /// The month, 1 to 12.
  public var month: Int { numbers.month }

  /// The day of the month, 1 to 31.
  public var day: Int { numbers.day }

  /// The day of the week.
  public var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let fromMonday = (dayNumber + 3) % 7
    return Weekday(rawValue: (fromMonday < 0 ? fromMonday + 7 : fromMonday) + 1) ?? .monday
  }

  /// The day `days` later, or earlier for a negative number.
  public func adding(days: Int) -> CivilDate {
    let (sum, overflow) = dayNumber.addingReportingOverflow(days)
    return CivilDate(dayNumber: overflow ? (days < 0 ? .min : .max) : sum)
  }

  /// The days that `month`, 1 to 12, has in `year`.
  static func days(inMonth month: Int, of year: Int) -> Int {
    Int(CivilTime.days(inMonth: Int64(month), of: Int64(year)))
  }
}

extension CivilDate: Comparable {
  /// Whether `left` is earlier.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.dayNumber < right.dayNumber
  }
}

extension CivilDate: CustomStringConvertible {
  /// The day as ISO 8601 writes it: `2026-02-28`.
  public var description: String {
    let (year, month, day) = numbers
    return "\(LocalTime.padded(year, 4))-\(LocalTime.padded(month, 2))-\(LocalTime.padded(day, 2))"
  }
}
