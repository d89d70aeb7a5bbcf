public import TimeSeries

/// Holidays and other events that are known ahead, on the clock of one zone.
public struct EventCalendar: Hashable, Sendable {
  /// The zone whose days are meant where an event does not say.
  public var zone: TimeZoneRules

  /// What is announced.
  public var events: [CalendarEvent]

  /// The most occurrences that one question is answered with.
  public static let maximumOccurrences = 100_000

  /// A calendar of `events` for someone whose clock is in `zone`.
  public init(zone: TimeZoneRules = .utc, events: [CalendarEvent] = []) {
    self.zone = zone
    self.events = events
  }

  /// Everything that goes on at some moment from `start` up to, not including, `end`, ordered by beginning, then
  /// end and name. What takes no time counts where it begins.
  public func occurrences(from start: Timestamp, to end: Timestamp) -> [Occurrence] {
    guard start < end else { return [] }
    var found: [Occurrence] = []
    var budget = Recurrence.maximumUnits
    for event in events {
      for time in Self.beginnings(of: event, from: start, to: end, zone: zone, &budget) {
        let occurrence = occurrence(of: event, at: time)
        let isNow = occurrence.start == start && occurrence.end == start
        let isOver = occurrence.end <= start && !isNow
        guard occurrence.start < end, !isOver else { continue }
        found.append(occurrence)
      }
      if found.count >= Self.maximumOccurrences { break }
    }
    found.sort { left, right in
      (left.start, left.end, left.name) < (right.start, right.end, right.name)
    }
    return Array(found.prefix(Self.maximumOccurrences))
  }

  /// The next `limit` occurrences that begin at `moment` or later, at most `horizon` later.
  public func next(
    after moment: Timestamp, limit: Int = 10, within horizon: Duration = .seconds(366 * 86_400)
  ) -> [Occurrence] {
    Array(
      occurrences(from: moment, to: moment + horizon).filter { $0.start >= moment }
        .prefix(max(0, limit)))
  }

  /// The holidays from one date through another, ready for many questions.
  public func holidays(from first: CivilDate, through last: CivilDate) -> HolidayTable {
    var names: [Int: String] = [:]
    guard first <= last else { return HolidayTable(names: names) }
    let holidays = EventCalendar(zone: zone, events: events.filter { $0.kind == .holiday })
    let occurrences = holidays.occurrences(
      from: zone.start(of: first), to: zone.start(of: last.adding(days: 1)))
    for occurrence in occurrences {
      // A holiday that is not counted in days counts on the days that it touches.
      let lastMoment = max(occurrence.start, occurrence.end - .milliseconds(1))
      let days =
        occurrence.days
        ?? (zone.localTime(at: occurrence.start).date...zone.localTime(at: lastMoment).date)
      let lower = max(days.lowerBound, first).dayNumber
      let upper = min(days.upperBound, last).dayNumber
      guard lower <= upper else { continue }
      for day in lower...upper where names[day] == nil { names[day] = occurrence.name }
    }
    return HolidayTable(names: names)
  }

  /// Whether `date` is a holiday. For many dates ask `holidays(from:through:)` once.
  public func isHoliday(_ date: CivilDate) -> Bool {
    holidays(from: date, through: date).contains(date)
  }

  private func occurrence(of event: CalendarEvent, at time: EventTime) -> Occurrence {
    let start = time.moment(in: zone)
    switch event.length {
    case .seconds(let seconds):
      return Occurrence(
        name: event.name, kind: event.kind, start: start,
        end: start + .seconds(min(max(0, seconds), 1 << 45)))
    case .days(let days):
      let local = time.localTime
      let end = time.replacing(
        LocalTime(local.date.adding(days: max(0, days)), secondOfDay: local.secondOfDay))
      let filled = time.isDay && days > 0 ? local.date...local.date.adding(days: days - 1) : nil
      return Occurrence(
        name: event.name, kind: event.kind, start: start, end: max(start, end.moment(in: zone)),
        days: filled)
    }
  }

  /// The beginnings of `event` that may matter between two moments, exclusions left out, each once.
  private static func beginnings(
    of event: CalendarEvent, from start: Timestamp, to end: Timestamp, zone: TimeZoneRules,
    _ budget: inout Int
  ) -> [EventTime] {
    // Two days of margin hold every zone.
    let lower = LocalTime(start - .seconds(event.longestSeconds), offset: 0).date.adding(days: -2)
    let upper = LocalTime(end, offset: 0).date.adding(days: 2)
    var times: [EventTime] = []
    if let recurrence = event.recurrence {
      let first = event.start.localTime
      let dates = recurrence.dates(
        from: first.date, lower: lower, through: upper, budget: &budget)
      times = dates.map { event.start.replacing(LocalTime($0, secondOfDay: first.secondOfDay)) }
      if case .until(let last) = recurrence.end {
        let limit = last.moment(in: zone)
        // A whole day as the end of a rule includes the day.
        let dayLimit = last.isDay ? last.localTime.date : nil
        times.removeAll { time in
          dayLimit.map { time.localTime.date > $0 } ?? (time.moment(in: zone) > limit)
        }
      }
    } else {
      times = [event.start]
    }
    var seen: Set<Timestamp> = []
    let excludedMoments = Set(event.exclusions.filter { !$0.isDay }.map { $0.moment(in: zone) })
    let excludedDays = Set(event.exclusions.filter(\.isDay).map(\.localTime.date))
    return (times + event.additions).filter { time in
      let moment = time.moment(in: zone)
      return !excludedMoments.contains(moment) && !excludedDays.contains(time.localTime.date)
        && seen.insert(moment).inserted
    }
  }
}

/// Which days are holidays, within the range that was asked for.
public struct HolidayTable: Hashable, Sendable {
  private let names: [Int: String]

  /// No holidays.
  public static let none = HolidayTable(names: [:])

  init(names: [Int: String]) { self.names = names }

  /// Whether there is no holiday.
  public var isEmpty: Bool { names.isEmpty }

  /// The holidays, ascending.
  public var dates: [CivilDate] { names.keys.sorted().map { CivilDate(dayNumber: $0) } }

  /// Whether `date` is a holiday. O(1).
  public func contains(_ date: CivilDate) -> Bool { names[date.dayNumber] != nil }

  /// The name of the holiday on `date`; nil where it is none.
  public func name(of date: CivilDate) -> String? { names[date.dayNumber] }
}
