import Calendar
import TimeSeries

/// The clock that a load follows, and what is known of its days, looked up by step.
///
/// A table over some weeks round the newest step, made anew when that nears the end: a look-up takes a few comparisons.
struct LoadClock: Sendable {
  /// What events have done to the load, by their names, on the transformed scale: what the load was above other days.
  private(set) var effects: [String: Double] = [:]

  private let calendar: EventCalendar
  private let stepMilliseconds: Int64

  /// The steps that the table holds.
  private var covered: Range<Int64> = 0..<0
  /// The clock's distances from UTC in milliseconds, each from its step on, ascending.
  private var offsets: [(index: Int64, milliseconds: Int64)] = [(.min, 0)]
  /// For each day from `firstDay` on, counted from 1970-01-01 on that clock, whether it is a weekend or a holiday.
  private var daysOff: [Bool] = []
  /// Whether each of these days is a holiday and no weekend.
  private var holidays: [Bool] = []
  private var firstDay: Int64 = 0
  /// The times of events, ordered by their beginning: first step, last step, and the effect, nil where it is not known.
  private var events: [(first: Int64, last: Int64, effect: Double?)] = []

  /// Some 9,000 years.
  private static let farthest: UInt64 = 1 << 58

  private static let day: Int64 = 86_400_000
  /// What a row may look back and ahead.
  private static let margin = 9 * day
  /// How far ahead the table reaches beyond that.
  private static let reserve = 7 * day

  /// A clock for steps of `stepMilliseconds`.
  init(_ calendar: EventCalendar, stepMilliseconds: Int64) {
    self.calendar = calendar
    self.stepMilliseconds = stepMilliseconds
  }

  /// Makes sure that rows of step `index` can be told. O(1), and O(weeks + events) once a week.
  mutating func cover(_ index: Int64) {
    let margin = Self.margin / stepMilliseconds + 1
    guard index - margin < covered.lowerBound || index + margin >= covered.upperBound else {
      return
    }
    makeTable(from: index - margin, to: index + margin + Self.reserve / stepMilliseconds)
  }

  /// Makes sure that rows of steps `first` through `last` can be told, and learns what events did to `values`, transformed loads of those steps
  /// with NaN for a gap. O(weeks + events), and O(steps) where there are events.
  mutating func cover(learningFrom values: [Double], first: Int64, grid: FeatureGrid) {
    let margin = Self.margin / stepMilliseconds + 1
    let last = first + Int64(values.count) - 1
    let end = last + margin + Self.reserve / stepMilliseconds
    makeTable(from: first - margin, to: end)
    guard !events.isEmpty else { return }
    let occurrences = occurrences(from: moment(first), to: moment(last + 1)).map {
      EventEffects.Span(
        name: $0.name, first: Int(step(at: $0.start) - first),
        last: Int(step(at: $0.end) - 1 - first))
    }
    effects = EventEffects.of(occurrences, in: values) { days, place in
      let lag = self.lag(
        days: days, daySteps: grid.daySteps, at: first + Int64(place))
      let other = place - Int(lag)
      return isDayOff(at: first + Int64(other)) == isDayOff(at: first + Int64(place)) ? other : nil
    }
    makeTable(from: first - margin, to: end)
  }

  /// The time on the clock at step `index`, in milliseconds since its 1970-01-01.
  func localMilliseconds(at index: Int64) -> Int64 {
    index * stepMilliseconds + offset(at: index)
  }

  /// The steps from the same time on the clock `days` days before to step `index`, on a grid with `daySteps` to a day.
  func lag(days: Int, daySteps: Int64, at index: Int64) -> Int64 {
    let lag = daySteps * Int64(days)
    guard offsets.count > 1 else { return lag }
    let change = offset(at: index) - offset(at: index - lag)
    return lag - (change + (change < 0 ? -1 : 1) * stepMilliseconds / 2) / stepMilliseconds
  }

  /// Whether step `index` lies on a weekend or a holiday.
  func isDayOff(at index: Int64) -> Bool {
    let day = BucketRing.floorDivide(localMilliseconds(at: index), Self.day) - firstDay
    return day >= 0 && day < daysOff.count && daysOff[Int(day)]
  }

  /// Whether step `index` lies on a holiday that is no weekend.
  func isHoliday(at index: Int64) -> Bool {
    let day = BucketRing.floorDivide(localMilliseconds(at: index), Self.day) - firstDay
    return day >= 0 && day < holidays.count && holidays[Int(day)]
  }

  /// Whether there is any event or holiday at all.
  var hasAnnouncements: Bool { !calendar.events.isEmpty }

  /// What the events at step `index` add to the load, on the transformed scale; 0 without one.
  func effect(at index: Int64) -> Double {
    var sum = 0.0
    for event in events where event.first <= index && index <= event.last {
      sum += event.effect ?? 0
    }
    return sum
  }

  /// The largest effect at a step from `first` through `last`. O(events).
  func largestEffect(from first: Int64, through last: Int64) -> Double {
    var largest = max(effect(at: first), effect(at: last))
    for event in events where event.first <= last && first <= event.last {
      // Between two changes the effect stays the same.
      if event.first > first { largest = max(largest, effect(at: event.first - 1)) }
      largest = max(largest, effect(at: max(first, event.first)))
      if event.last < last { largest = max(largest, effect(at: event.last + 1)) }
    }
    return largest
  }

  /// Whether an event goes on at step `index` of which it is not known what it does.
  func hasStrangeEvent(at index: Int64) -> Bool {
    events.contains { $0.first <= index && index <= $0.last && $0.effect == nil }
  }

  /// The bytes held.
  var byteCount: Int {
    daysOff.capacity + holidays.capacity + (events.capacity + offsets.capacity) * 24
      + effects.keys.reduce(0) { $0 + 40 + $1.utf8.count }
  }

  private func offset(at index: Int64) -> Int64 {
    var place = offsets.count - 1
    while place > 0, offsets[place].index > index { place -= 1 }
    return offsets[place].milliseconds
  }

  private func moment(_ index: Int64) -> Timestamp {
    Timestamp(milliseconds: index.multipliedReportingOverflow(by: stepMilliseconds).partialValue)
  }

  /// The first step at or after `moment`.
  private func step(at moment: Timestamp) -> Int64 {
    -BucketRing.floorDivide(-moment.milliseconds, stepMilliseconds)
  }

  private mutating func makeTable(from first: Int64, to end: Int64) {
    // Beyond what calendars know there is no calendar.
    guard moment(first).milliseconds.magnitude < Self.farthest,
      moment(end).milliseconds.magnitude < Self.farthest
    else { return }
    covered = first..<end
    let (start, stop) = (moment(first), moment(end))
    offsets = calendar.zone.offsets(from: start, to: stop).map {
      (step(at: $0.start), Int64($0.seconds) * 1000)
    }
    firstDay = BucketRing.floorDivide(localMilliseconds(at: first), Self.day)
    let lastDay = BucketRing.floorDivide(localMilliseconds(at: end), Self.day)
    let holidays =
      calendar.events.isEmpty
      ? .none
      : calendar.holidays(
        from: CivilDate(dayNumber: Int(firstDay)), through: CivilDate(dayNumber: Int(lastDay)))
    daysOff.removeAll(keepingCapacity: true)
    self.holidays.removeAll(keepingCapacity: true)
    for number in firstDay...lastDay {
      let date = CivilDate(dayNumber: Int(number))
      let isWeekend = date.weekday.isWeekend
      let isHoliday = holidays.contains(date) && !isWeekend
      daysOff.append(isWeekend || isHoliday)
      self.holidays.append(isHoliday)
    }
    events = occurrences(from: start, to: stop).map { occurrence in
      (step(at: occurrence.start), step(at: occurrence.end) - 1, effects[occurrence.name])
    }
  }

  /// Everything that goes on from `start` to `stop` and is no holiday.
  private func occurrences(from start: Timestamp, to stop: Timestamp) -> [Occurrence] {
    guard calendar.events.contains(where: { $0.kind == .event }) else { return [] }
    return calendar.occurrences(from: start, to: stop).filter { $0.kind == .event }
  }
}
