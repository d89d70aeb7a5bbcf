public import Calendar

/// Key `calendar`.
public struct CalendarSettings: Hashable, Sendable {
  /// The clock that people live by. Key `time_zone`.
  public var zone = TimeZoneRules.utc

  /// The file that `holidays` was read from; nil: none. Key `holidays`.
  public var holidaysFile: String?

  /// What that file announces.
  public var holidays: [CalendarEvent] = []

  /// What the configuration itself announces. Key `events`.
  public var events: [CalendarEvent] = []

  /// Everything that is announced, on that clock.
  public var calendar: EventCalendar { EventCalendar(zone: zone, events: holidays + events) }

  /// Settings with every default.
  public init() {}
}
