extension Recurrence {
  /// The most units (days, weeks, months, years) that are looked at for one question, all rules together.
  static let maximumUnits = 500_000

  /// The most dates that one expansion gives.
  static let maximumDates = 100_000

  /// The dates of a rule that begins on `first`, ascending, from `lower` (or a few earlier) through `upper`.
  ///
  /// `first` always is one of them, and counts. Bounded: at most `maximumDates` dates are returned and `budget`
  /// units looked at, which is lowered by as many; a rule with COUNT is followed from its beginning.
  func dates(
    from first: CivilDate, lower: CivilDate, through upper: CivilDate, budget: inout Int
  ) -> [CivilDate] {
    guard first <= upper else { return [] }
    var remaining = Self.maximumDates
    var isCounting = false
    if case .count(let count) = end {
      remaining = count
      isCounting = true
    }
    var last = upper
    if case .until(let time) = end {
      // A day more, for UNTIL in another zone; moments are compared where they are known.
      last = min(last, time.localTime.date.adding(days: 1))
    }
    var dates: [CivilDate] = []
    if first >= lower { dates.append(first) }
    remaining -= 1

    let step = max(1, interval)
    var unit = 0
    if !isCounting, lower > first {
      // Nothing before `lower` is wanted: begin a unit earlier.
      unit = max(0, units(from: first, to: lower) / step - 1) * step
    }
    while remaining > 0, budget > 0 {
      budget -= 1
      guard let start = unitStart(first, unit), start <= last else { break }
      for date in selected(inUnit: unit, of: first) where date > first && date <= last {
        guard remaining > 0 else { break }
        remaining -= 1
        if date >= lower { dates.append(date) }
        if dates.count >= Self.maximumDates { return dates }
      }
      unit += step
    }
    return dates
  }

  /// The number of whole units between two dates, roughly: never more than there are.
  private func units(from first: CivilDate, to date: CivilDate) -> Int {
    let days = date.dayNumber - first.dayNumber
    switch frequency {
    case .daily: return days
    case .weekly: return days / 7
    case .monthly: return days / 31
    case .yearly: return days / 366
    }
  }

  /// The first day of the unit `unit` units after that of `first`; nil beyond the year 9999.
  private func unitStart(_ first: CivilDate, _ unit: Int) -> CivilDate? {
    switch frequency {
    case .daily:
      let date = first.adding(days: unit)
      return date.year <= 9999 ? date : nil
    case .weekly:
      let back = (first.weekday.rawValue - weekStart.rawValue + 7) % 7
      let date = first.adding(days: unit * 7 - back)
      return date.year <= 9999 ? date : nil
    case .monthly:
      let (year, month, _) = first.numbers
      let index = year * 12 + month - 1 + unit
      return CivilDate(year: index / 12, month: index % 12 + 1, day: 1)
    case .yearly:
      return CivilDate(year: first.year + unit, month: 1, day: 1)
    }
  }

  /// The dates of a unit that all BY parts allow, ascending.
  private func selected(inUnit unit: Int, of first: CivilDate) -> [CivilDate] {
    guard let start = unitStart(first, unit) else { return [] }
    let dates: [CivilDate]
    switch frequency {
    case .daily: dates = [start].filter { allows($0) }
    case .weekly:
      let weekdays = days.isEmpty ? [first.weekday] : days.map(\.weekday)
      dates = (0..<7).map { start.adding(days: $0) }
        .filter { weekdays.contains($0.weekday) && isMonthAllowed($0.month) }
    case .monthly:
      let (year, month, _) = start.numbers
      dates = isMonthAllowed(month) ? selected(inMonth: month, of: year, day: first.day) : []
    case .yearly: dates = selected(inYear: start.year, of: first)
    }
    guard !positions.isEmpty else { return dates }
    return dates.indices.compactMap { index in
      positions.contains(index + 1) || positions.contains(index - dates.count) ? dates[index] : nil
    }
  }

  private func selected(inYear year: Int, of first: CivilDate) -> [CivilDate] {
    if !days.isEmpty, months.isEmpty, monthDays.isEmpty {
      // Weekdays of a whole year; ordinals count within the year.
      guard let newYear = CivilDate(year: year, month: 1, day: 1) else { return [] }
      let length = CivilDate.days(inMonth: 2, of: year) == 29 ? 366 : 365
      return weekdays(from: newYear, count: length)
    }
    let defaultMonths = days.isEmpty && monthDays.isEmpty ? [first.month] : Array(1...12)
    let chosen = months.isEmpty ? defaultMonths : months.sorted()
    return chosen.flatMap { selected(inMonth: $0, of: year, day: first.day) }
  }

  private func selected(inMonth month: Int, of year: Int, day: Int) -> [CivilDate] {
    guard let start = CivilDate(year: year, month: month, day: 1) else { return [] }
    let length = CivilDate.days(inMonth: month, of: year)
    if days.isEmpty {
      let numbers = monthDays.isEmpty ? [day] : monthDays.map { $0 < 0 ? length + 1 + $0 : $0 }
      return Set(numbers).sorted().filter { (1...length).contains($0) }
        .map { start.adding(days: $0 - 1) }
    }
    let dates = weekdays(from: start, count: length)
    guard !monthDays.isEmpty else { return dates }
    return dates.filter { date in
      let number = date.dayNumber - start.dayNumber + 1
      return monthDays.contains(number) || monthDays.contains(number - length - 1)
    }
  }

  /// Of `count` days from `start` on those that BYDAY names, ordinals counted among them.
  private func weekdays(from start: CivilDate, count: Int) -> [CivilDate] {
    (0..<count).compactMap { index in
      let date = start.adding(days: index)
      let fromStart = index / 7 + 1
      let fromEnd = -((count - 1 - index) / 7 + 1)
      let isNamed = days.contains { day in
        day.weekday == date.weekday && [0, fromStart, fromEnd].contains(day.ordinal)
      }
      return isNamed ? date : nil
    }
  }

  /// Whether every BY part allows a date of a daily rule.
  private func allows(_ date: CivilDate) -> Bool {
    let (year, month, day) = date.numbers
    let fromEnd = day - CivilDate.days(inMonth: month, of: year) - 1
    return isMonthAllowed(month)
      && (monthDays.isEmpty || monthDays.contains(day) || monthDays.contains(fromEnd))
      && (days.isEmpty || days.contains { $0.weekday == date.weekday })
  }

  private func isMonthAllowed(_ month: Int) -> Bool { months.isEmpty || months.contains(month) }
}
