/// A moment's date and time of day in UTC, in the proleptic Gregorian calendar.
///
/// The conversion counts days in 400-year eras that begin on a 1 March (H. Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", 2013).
package struct CivilTime: Equatable {
  package var year: Int64
  package var month: Int64
  package var day: Int64
  package var hour: Int64 = 0
  package var minute: Int64 = 0
  package var second: Int64 = 0
  package var millisecond: Int64 = 0

  private static let daysInEra: Int64 = 146_097
  private static let millisecondsInDay: Int64 = 86_400_000

  /// Days from 0000-03-01 to 1970-01-01.
  private static let daysBeforeEpoch: Int64 = 719_468

  /// The date and time of `timestamp`; every timestamp has one.
  package init(_ timestamp: Timestamp) {
    let milliseconds = timestamp.milliseconds
    let days = milliseconds.flooredQuotient(Self.millisecondsInDay)
    // The first day of all begins before the first millisecond: the product wraps, and back.
    var rest = milliseconds &- days &* Self.millisecondsInDay
    millisecond = rest % 1000
    rest /= 1000
    second = rest % 60
    minute = rest / 60 % 60
    hour = rest / 3600

    let shifted = days + Self.daysBeforeEpoch
    let era = shifted.flooredQuotient(Self.daysInEra)
    let dayOfEra = shifted - era * Self.daysInEra
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// A date and time of day; nil unless the day exists, the year is 0 to 9999, and the time is
  /// 00:00:00 to 23:59:60, a leap second being the first second of the next minute.
  package init?(
    year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64,
    millisecond: Int64
  ) {
    guard (0...9999).contains(year), (1...12).contains(month),
      (1...Self.days(inMonth: month, of: year)).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (0...999).contains(millisecond)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.millisecond = millisecond
  }

  /// The moment.
  package var timestamp: Timestamp {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = yearFromMarch.flooredQuotient(400)
    let yearOfEra = yearFromMarch - era * 400
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * Self.daysInEra + dayOfEra - Self.daysBeforeEpoch
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    return Timestamp(milliseconds: seconds * 1000 + millisecond)
  }

  /// The days that `month`, 1 to 12, has in `year`.
  package static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Int64 {
  /// The quotient by a positive `divisor`, rounded down.
  fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
