internal import Calendar
internal import TimeSeries

/// `calendar` while it is read.
struct CalendarDraft: Sendable {
  var zone = TimeZoneRules.utc
  var holidays: String?
  var events: [CalendarEvent] = []
}

/// One entry of `events` while it is read.
struct EventDraft: Sendable {
  var name = ""
  var start = EventTime.day(CivilDate(dayNumber: 0))
  var end: EventTime?
  var duration: Duration?
  var kind = CalendarEvent.Kind.event
  var recurrence: Recurrence?
}

/// The keys of a calendar.
enum CalendarTable {
  static let calendar = Block<CalendarDraft, CalendarSettings>(
    title: "calendar", noun: "`calendar`",
    introduction: """
      Load follows people's clocks and days off. The time zone is the one in which they live; a file of holidays \
      (iCalendar, RFC 5545) and a list of events say what is known ahead. A workload may have a `calendar` of its \
      own: what it leaves out is that of the top level. See [Patterns](patterns.md).
      """,
    example: """
      calendar:
        time_zone: UTC
        events:
          - { name: launch, start: 2026-12-01T09:00, duration: 4h }
          - { name: Christmas, start: 2026-12-25, end: 2026-12-26, kind: holiday, repeat: yearly }
          - { name: month end, start: 2026-11-30T18:00, duration: 6h, repeat: 'FREQ=MONTHLY;BYMONTHDAY=-1' }
      """,
    initial: { CalendarDraft() },
    keys: [
      .value(
        "time_zone", \.zone, .timeZone,
        "The zone whose clock load follows, daylight saving time included; read from the folder that `TZDIR` names, or /usr/share/zoneinfo."
      ),
      .optional(
        "holidays", \.holidays, .existingFile("a calendar of holidays (iCalendar, `.ics`)"),
        absent: "none",
        "A calendar file. Whole days without a category, and what has a category `HOLIDAY`, are holidays; the rest are events. It is watched."
      ),
      .list(
        "events", \.events, event, isRequired: false, nameOf: { $0.name }, default: "none",
        "What is known ahead."),
    ],
    elsewhere: [
      "timezone": "`time_zone`", "tz": "`time_zone`", "zone": "`time_zone`",
      "holiday": "`holidays`", "file": "`holidays`",
    ],
    finish: { draft, given, loading in
      var settings = loading.calendar
      if given.has("time_zone") { settings.zone = draft.zone }
      if let path = draft.holidays {
        let place = given.place(of: "holidays")
        guard let events = CalendarFile.events(path: path, at: place, loading) else { return nil }
        settings.holidaysFile = path
        settings.holidays = events
      }
      if given.has("events") { settings.events = draft.events }
      return settings
    })

  static let event = Block<EventDraft, CalendarEvent>(
    title: "calendar.events[]", noun: "an event",
    introduction: """
      Something that is known ahead. It begins with a day or a time of the calendar's zone, or with a moment \
      (`Z`, `+01:00`). A day lasts one day unless `end`, its last day, or `duration` says more; a time needs `end` \
      or `duration`.
      """,
    initial: { EventDraft() },
    keys: [
      .required("name", \.name, .text("an event's name"), "Its name, used once in its list."),
      .required("start", \.start, .eventTime, "When it begins, for the first time."),
      .optional(
        "end", \.end, .eventTime, absent: "`duration`, or the day itself",
        "When it ends; of days the last one."),
      .optional(
        "duration", \.duration, .duration(from: .seconds(1), through: .seconds(366 * 86_400)),
        absent: "`end`", "How long it lasts; whole days follow the clock."),
      .value(
        "kind", \.kind, .choice, "Whether its days are holidays, unlike others of their weekday."),
      .optional(
        "repeat", \.recurrence, .recurrence, absent: "once",
        "How it repeats: a word, or a rule of RFC 5545."),
    ],
    elsewhere: [
      "summary": "`name`", "begin": "`start`", "from": "`start`", "to": "`end`",
      "rrule": "`repeat`",
    ],
    finish: { draft, given, loading in
      guard given.has("start"), !given.isBroken("start"), !given.isBroken("end"),
        !given.isBroken("duration"),
        let length = length(of: draft, given, loading)
      else { return nil }
      return CalendarEvent(
        name: draft.name, kind: draft.kind, start: draft.start, length: length,
        recurrence: draft.recurrence)
    })

  private static func length(
    of draft: EventDraft, _ given: Given, _ loading: LoadingContext
  ) -> CalendarEvent.Length? {
    if let duration = draft.duration {
      guard draft.end == nil else {
        loading.report(
          given.keyPlace("duration"), "`duration` beside `end`; expected one of them in an event")
        return nil
      }
      let day: Int64 = 86_400_000
      return duration.milliseconds % day == 0
        ? .days(Int(duration.milliseconds / day)) : .seconds(Int(duration.milliseconds / 1000))
    }
    guard let end = draft.end else {
      if draft.start.isDay { return .days(1) }
      loading.report(
        given.place, "an event at a time has no length; expected `end` or `duration`")
      return nil
    }
    let place = given.place(of: "end")
    guard end.isLike(draft.start) else {
      loading.report(
        place,
        "`start` and `end` are of different kinds; expected two days, two times, or two moments"
      )
      return nil
    }
    let zone = TimeZoneRules.utc
    let seconds = (end.moment(in: zone) - draft.start.moment(in: zone)).milliseconds / 1000
    guard draft.start.isDay ? seconds >= 0 : seconds > 0 else {
      loading.report(place, "`end` is before `start`; expected a later one")
      return nil
    }
    return draft.start.isDay ? .days(Int(seconds / 86_400) + 1) : .seconds(Int(seconds))
  }
}

extension EventTime {
  /// Whether both are days, both times of the calendar's zone, or both moments.
  fileprivate func isLike(_ other: EventTime) -> Bool {
    switch (self, other) {
    case (.day, .day), (.floating, .floating), (.zoned, .zoned): true
    default: false
    }
  }
}
