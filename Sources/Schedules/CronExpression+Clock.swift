internal import Calendar

/// The search on a clock that never changes. Times are seconds after 1970-01-01 00:00:00 as the clock shows them, in the years 0 to 9999.
extension CronExpression {
  /// After so many years all dates have come with the same weekdays.
  private static let cycle = 400

  /// The first time that matches and is not before `wall`; nil where none comes up to the year 9999.
  func next(atOrAfterWall wall: Int64) -> Int64? {
    let minute = -Self.floorDivide(-wall, 60).quotient
    let (day, minuteOfDay) = Self.floorDivide(minute, 1440)
    let date = CivilDate(dayNumber: Int(day))
    if matches(date), let found = firstMinute(atOrAfter: Int(minuteOfDay)) {
      return Self.wall(date, minute: found)
    }
    let (year, month, dayOfMonth) = date.numbers
    guard let later = nextDate(fromYear: year, month: month, day: dayOfMonth + 1),
      let found = firstMinute(atOrAfter: 0)
    else { return nil }
    return Self.wall(later, minute: found)
  }

  /// The last time that matches and is not after `wall`; nil where none comes from the year 0 on.
  func previous(atOrBeforeWall wall: Int64) -> Int64? {
    let minute = Self.floorDivide(wall, 60).quotient
    let (day, minuteOfDay) = Self.floorDivide(minute, 1440)
    let date = CivilDate(dayNumber: Int(day))
    if matches(date), let found = lastMinute(atOrBefore: Int(minuteOfDay)) {
      return Self.wall(date, minute: found)
    }
    let (year, month, dayOfMonth) = date.numbers
    guard let earlier = previousDate(fromYear: year, month: month, day: dayOfMonth - 1),
      let found = lastMinute(atOrBefore: 1439)
    else { return nil }
    return Self.wall(earlier, minute: found)
  }

  /// The first date that matches, from a day on that may be beyond the end of its month.
  func nextDate(fromYear year: Int, month: Int, day: Int) -> CivilDate? {
    var firstMonth = month
    var firstDay = day
    for candidate in year...(year + Self.cycle) {
      for month in stride(from: firstMonth, through: 12, by: 1) where months.contains(month) {
        let start = month == firstMonth ? firstDay : 1
        for day in stride(from: start, through: 31, by: 1) {
          if let date = match(candidate, month, day) { return date }
        }
      }
      (firstMonth, firstDay) = (1, 1)
    }
    return nil
  }

  /// The last date that matches, up to a day that may be 0, before the beginning of its month.
  private func previousDate(fromYear year: Int, month: Int, day: Int) -> CivilDate? {
    var lastMonth = month
    var lastDay = day
    for candidate in stride(from: year, through: year - Self.cycle, by: -1) {
      for month in stride(from: lastMonth, through: 1, by: -1) where months.contains(month) {
        let start = month == lastMonth ? lastDay : 31
        for day in stride(from: start, through: 1, by: -1) {
          if let date = match(candidate, month, day) { return date }
        }
      }
      (lastMonth, lastDay) = (12, 31)
    }
    return nil
  }

  /// The date, where it exists and matches. The month is known to.
  private func match(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    let isEnough = monthDays.contains(day)
    guard isEnough || areDaysAlternatives,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let isWeekday = weekdays.contains(date.weekday.rawValue % 7)
    return (areDaysAlternatives ? isEnough || isWeekday : isEnough && isWeekday) ? date : nil
  }

  private func matches(_ date: CivilDate) -> Bool {
    let (year, month, day) = date.numbers
    return months.contains(month) && match(year, month, day) != nil
  }

  /// Whether either of the two day fields is enough.
  private var areDaysAlternatives: Bool { !monthDays.isStar && !weekdays.isStar }

  private func firstMinute(atOrAfter minute: Int) -> Int? {
    let hour = minute / 60
    if hours.contains(hour), let found = minutes.first(atOrAfter: minute % 60) {
      return hour * 60 + found
    }
    guard let later = hours.first(atOrAfter: hour + 1), let found = minutes.first(atOrAfter: 0)
    else { return nil }
    return later * 60 + found
  }

  private func lastMinute(atOrBefore minute: Int) -> Int? {
    let hour = minute / 60
    if hours.contains(hour), let found = minutes.last(atOrBefore: minute % 60) {
      return hour * 60 + found
    }
    guard let earlier = hours.last(atOrBefore: hour - 1), let found = minutes.last(atOrBefore: 59)
    else { return nil }
    return earlier * 60 + found
  }

  private static func wall(_ date: CivilDate, minute: Int) -> Int64 {
    Int64(date.dayNumber) * 86_400 + Int64(minute) * 60
  }

  private static func floorDivide(
    _ number: Int64, _ divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
