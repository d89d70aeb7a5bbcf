import Calendar
import TimeSeries

/// The clock that a load follows, and what is known of its days, looked up by step.
///
/// A table over some weeks round the newest step, made anew when that nears the end: a look-up takes a few comparisons.
struct LoadClock: Sendable {
  /// The names of the events that have a place of their own, at most `mostEvents`.
  private(set) var eventNames: [String] = []

  /// The most events that are told apart by name.
  static let mostEvents = 4

  private let calendar: EventCalendar
  private let stepMilliseconds: Int64

  /// The steps that the table holds.
  private var covered: Range<Int64> = 0..<0
  /// The clock's distances from UTC in milliseconds, each from its step on, ascending.
  private var offsets: [(index: Int64, milliseconds: Int64)] = [(.min, 0)]
  /// For each day from `firstDay` on, counted from 1970-01-01 on that clock, whether it is a weekend or a holiday.
  private var daysOff: [Bool] = []
  private var firstDay: Int64 = 0
  /// The times of events, ordered by their beginning: first step, last step, place in `eventNames` or -1.
  private var events: [(first: Int64, last: Int64, place: Int)] = []

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

  /// Makes sure that rows of steps `first` through `last` can be told, and gives a place of their own to the events that take most of that
  /// time.
  mutating func cover(learningFrom first: Int64, through last: Int64) {
    let margin = Self.margin / stepMilliseconds + 1
    eventNames = longestEvents(from: first, through: last)
    makeTable(
      from: first - margin, to: last + margin + Self.reserve / stepMilliseconds)
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

  /// Whether anything out of the ordinary goes on at step `index`.
  func hasEvent(at index: Int64) -> Bool {
    events.contains { $0.first <= index && index <= $0.last }
  }

  /// Appends 1 for each event with a place of its own that goes on at a step from `first` through `last`, else 0.
  func appendEvents(from first: Int64, through last: Int64, to row: inout [Float]) {
    guard !eventNames.isEmpty else { return }
    let start = row.count
    for _ in eventNames { row.append(0) }
    for event in events where event.place >= 0 && event.first <= last && first <= event.last {
      row[start + event.place] = 1
    }
  }

  /// The bytes held.
  var byteCount: Int {
    daysOff.capacity + (events.capacity + offsets.capacity) * 24
      + eventNames.reduce(0) { $0 + 16 + $1.utf8.count }
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
    daysOff = (firstDay...lastDay).map { number in
      let date = CivilDate(dayNumber: Int(number))
      return date.weekday == .saturday || date.weekday == .sunday || holidays.contains(date)
    }
    events = occurrences(from: start, to: stop).map { occurrence in
      (
        step(at: occurrence.start), step(at: occurrence.end) - 1,
        eventNames.firstIndex(of: occurrence.name) ?? -1
      )
    }
  }

  /// Everything that goes on from `start` to `stop` and is no holiday.
  private func occurrences(from start: Timestamp, to stop: Timestamp) -> [Occurrence] {
    guard calendar.events.contains(where: { $0.kind == .event }) else { return [] }
    return calendar.occurrences(from: start, to: stop).filter { $0.kind == .event }
  }

  private func longestEvents(from first: Int64, through last: Int64) -> [String] {
    var lengths: [String: Int64] = [:]
    let (start, stop) = (moment(first), moment(last + 1))
    for occurrence in occurrences(from: start, to: stop) {
      let length = min(occurrence.end, stop) - max(occurrence.start, start)
      lengths[occurrence.name, default: 0] += length.milliseconds
    }
    // By name where two are as long, so that the order is the same each time.
    return lengths.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostEvents)
      .map(\.key)
  }
}
