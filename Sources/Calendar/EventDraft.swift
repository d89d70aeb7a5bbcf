internal import TimeSeries

/// Why an event cannot be used: what is wrong, and what was expected.
struct EventProblem: Error {
  var message: String
  /// Where, if not at the line that was just read.
  var line: Int?
}

/// A VEVENT while it is read.
struct EventDraft {
  /// The line of its BEGIN.
  let line: Int
  /// Whether one of its lines cannot be used, which was reported.
  var isBroken = false
  private(set) var identifier: String?
  /// The instance of a series that this event takes the place of.
  private(set) var instance: EventTime?
  private(set) var isCancelled = false

  private var summary = ""
  private var start: EventTime?
  private var end: (time: EventTime, line: Int)?
  private var length: CalendarEvent.Length?
  private var recurrence: Recurrence?
  private var additions: [EventTime] = []
  private var exclusions: [EventTime] = []
  private var categories: [String] = []

  /// The most dates in the RDATE and EXDATE of an event.
  private static let maximumDates = 10_000

  init(line: Int) { self.line = line }

  /// Takes one property; those that mean nothing here are passed over.
  mutating func take(_ line: ContentLine, zone: (String) -> TimeZoneRules?) throws(EventProblem) {
    switch line.name {
    case "DTSTART": start = try Self.time(line, zone: zone)
    case "DTEND": end = (try Self.time(line, zone: zone), line.number)
    case "DURATION":
      guard let length = EventTimeText.duration(line.value) else {
        throw EventProblem(
          message: "DURATION is \(Self.quote(line.value)); expected one such as PT1H30M or P1D")
      }
      self.length = length
    case "SUMMARY": summary = line.text
    case "UID": identifier = line.value
    case "RECURRENCE-ID": instance = try Self.time(line, zone: zone)
    case "STATUS": isCancelled = line.value.uppercased() == "CANCELLED"
    case "CATEGORIES": categories += line.texts.prefix(100)
    case "RDATE": additions += try Self.times(line, zone: zone)
    case "EXDATE": exclusions += try Self.times(line, zone: zone)
    case "RRULE":
      guard recurrence == nil else {
        throw EventProblem(message: "a second RRULE in an event; expected one")
      }
      do throws(RecurrenceError) {
        recurrence = try Recurrence(text: line.value)
      } catch {
        throw EventProblem(message: "RRULE: \(error)")
      }
    default: break
    }
    guard additions.count <= Self.maximumDates, exclusions.count <= Self.maximumDates else {
      throw EventProblem(message: "too many dates; expected at most \(Self.maximumDates)")
    }
  }

  /// The event.
  func event(_ kinds: ICalendar.KindRule) throws(EventProblem) -> CalendarEvent {
    guard let start else {
      throw EventProblem(message: "an event without DTSTART; expected when it begins", line: line)
    }
    let speaksOfHolidays = categories.contains { $0.lowercased().contains("holiday") }
    let isHoliday =
      speaksOfHolidays || (kinds == .holidayFile && categories.isEmpty && start.isDay)
    var event = CalendarEvent(
      name: summary.isEmpty ? "unnamed" : summary, kind: isHoliday ? .holiday : .event,
      start: start, length: try length(from: start), recurrence: instance == nil ? recurrence : nil)
    event.additions = additions
    event.exclusions = exclusions
    return event
  }

  private func length(from start: EventTime) throws(EventProblem) -> CalendarEvent.Length {
    guard let end else { return length ?? (start.isDay ? .days(1) : .seconds(0)) }
    guard length == nil else {
      throw EventProblem(
        message: "DTEND stands beside DURATION; expected one of them", line: end.line)
    }
    guard start.isDay == end.time.isDay else {
      throw EventProblem(
        message: "one of DTSTART and DTEND is a date, the other a time; expected both alike",
        line: end.line)
    }
    if start.isDay {
      let days = end.time.localTime.date.dayNumber - start.localTime.date.dayNumber
      guard days >= 0 else { throw Self.backwards(end.line) }
      // Some programs write the first day as the end too.
      return .days(max(1, days))
    }
    let seconds = (end.time.moment(in: .utc) - start.moment(in: .utc)).components.seconds
    guard seconds >= 0 else { throw Self.backwards(end.line) }
    return .seconds(Int(seconds))
  }

  private static func backwards(_ line: Int) -> EventProblem {
    EventProblem(message: "DTEND is before DTSTART; expected a later end", line: line)
  }

  private static func time(
    _ line: ContentLine, zone: (String) -> TimeZoneRules?
  ) throws(EventProblem) -> EventTime {
    try time(line.value, of: line, in: try zoneRules(of: line, zone: zone))
  }

  private static func times(
    _ line: ContentLine, zone: (String) -> TimeZoneRules?
  ) throws(EventProblem) -> [EventTime] {
    let rules = try zoneRules(of: line, zone: zone)
    var times: [EventTime] = []
    for part in line.value.split(separator: ",").prefix(maximumDates + 1) {
      times.append(try time(part, of: line, in: rules))
    }
    return times
  }

  private static func time(
    _ text: some StringProtocol, of line: ContentLine, in zone: TimeZoneRules?
  ) throws(EventProblem) -> EventTime {
    guard let time = EventTimeText.parse(text, zone: zone) else {
      throw EventProblem(
        message:
          "\(line.name) is \(quote(text)); expected a date (20260228) or a time (20260228T093000, with Z for UTC)"
      )
    }
    return time
  }

  private static func zoneRules(
    of line: ContentLine, zone: (String) -> TimeZoneRules?
  ) throws(EventProblem) -> TimeZoneRules? {
    guard let name = line.parameters["TZID"] else { return nil }
    if let rules = zone(name) { return rules }
    // `/example.org/2005/Europe/Berlin`: programs put their own name in front.
    let parts = name.split(separator: "/")
    for count in [3, 2] where parts.count > count {
      if let rules = zone(parts.suffix(count).joined(separator: "/")) { return rules }
    }
    throw EventProblem(
      message: "TZID is \(quote(name)); expected the name of a time zone such as Europe/Berlin")
  }

  private static func quote(_ text: some StringProtocol) -> String { "`\(text.prefix(60))`" }
}
