internal import Calendar
internal import TimeSeries

/// The hours of a series on a local clock: what was known of each, day by day.
struct LocalHours {
  /// One hour of one day; where a clock is put back, both of its passes.
  struct Cell {
    var sum = 0.0
    var count = 0
  }

  /// The local day that `cells[0]` belongs to; 24 cells a day follow.
  let firstDay: CivilDate

  /// The mean of each hour, NaN where fewer than half of its values are known, or where its day is left out.
  private(set) var means: [Double]

  /// The days that are touched.
  var dayCount: Int { means.count / 24 }

  /// The hours of `values`.
  ///
  /// - Parameters:
  ///   - values: At equal steps of at most an hour; NaN is a gap.
  ///   - start: The moment of `values[0]`.
  ///   - step: The time from one value to the next.
  ///   - zone: The clock.
  ///   - holidays: Days that are left out.
  init(
    _ values: [Double], start: Timestamp, step: Duration, zone: TimeZoneRules,
    holidays: HolidayTable
  ) {
    var clock = LocalClock(zone)
    let stride = step.milliseconds
    firstDay = clock.localTime(at: start).date
    var cells: [Cell] = []
    var moment = start
    for value in values {
      let time = clock.wall(at: moment)
      // A clock that is put back over midnight would begin a day before the first.
      let index = max(0, (time.day - firstDay.dayNumber) * 24 + time.hour)
      if index >= cells.count {
        cells.append(contentsOf: repeatElement(Cell(), count: (index / 24 + 1) * 24 - cells.count))
      }
      if !value.isNaN {
        cells[index].sum += value
        cells[index].count += 1
      }
      moment = Timestamp(milliseconds: moment.milliseconds &+ stride)
    }
    let needed = max(1, Int(3_600_000 / stride / 2))
    means = cells.map { $0.count >= needed ? $0.sum / Double($0.count) : .nan }
    for day in 0..<cells.count / 24 where holidays.contains(firstDay.adding(days: day)) {
      for hour in 0..<24 { means[day * 24 + hour] = .nan }
    }
  }

  /// The mean of each day, NaN where fewer than half of its hours are known.
  var days: [Double] {
    (0..<dayCount).map { day in
      let known = means[day * 24..<(day + 1) * 24].filter { !$0.isNaN }
      return known.count >= 12 ? known.reduce(0, +) / Double(known.count) : .nan
    }
  }
}

extension LocalClock {
  /// The local day, counted from 1970-01-01, and hour at `moment`.
  fileprivate mutating func wall(at moment: Timestamp) -> (day: Int, hour: Int) {
    let time = localTime(at: moment)
    return (time.date.dayNumber, time.hour)
  }
}
