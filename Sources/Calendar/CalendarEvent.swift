/// Something that a calendar announces, once or again and again.
public struct CalendarEvent: Hashable, Sendable {
  /// What it means for load.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A day unlike others of its weekday.
    case holiday
    /// Anything else: a launch, a campaign, maintenance.
    case event
  }

  /// How long it lasts.
  public enum Length: Hashable, Sendable {
    /// Whole days on the calendar, which are 23 to 25 hours long where clocks change.
    case days(Int)
    /// Seconds.
    case seconds(Int)
  }

  /// Its name; iCalendar's SUMMARY.
  public var name: String

  /// What it means for load.
  public var kind: Kind

  /// When it begins for the first time.
  public var start: EventTime

  /// How long it lasts, each time.
  public var length: Length

  /// How it repeats; nil: it does not.
  public var recurrence: Recurrence?

  /// Further beginnings; iCalendar's RDATE.
  public var additions: [EventTime] = []

  /// Beginnings that are left out; a whole day leaves out all of that day. iCalendar's EXDATE.
  public var exclusions: [EventTime] = []

  /// An event as given; it lasts 0 and more.
  public init(
    name: String, kind: Kind = .event, start: EventTime, length: Length,
    recurrence: Recurrence? = nil
  ) {
    self.name = name
    self.kind = kind
    self.start = start
    self.length = length
    self.recurrence = recurrence
  }

  /// Its longest possible duration in seconds, clocks being put back included.
  var longestSeconds: Int64 {
    switch length {
    case .days(let days): Int64(min(max(0, days), CivilDate.limit)) * 86_400 + 93_600
    case .seconds(let seconds): min(Int64(max(0, seconds)), 1 << 45)
    }
  }
}
