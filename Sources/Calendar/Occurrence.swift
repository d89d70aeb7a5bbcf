public import TimeSeries

/// One time that an event takes place.
public struct Occurrence: Hashable, Sendable {
  /// The event's name.
  public var name: String

  /// What it means for load.
  public var kind: CalendarEvent.Kind

  /// Its first moment.
  public var start: Timestamp

  /// The first moment after it; `start` where it takes no time.
  public var end: Timestamp

  /// The days that it fills where it is counted in whole days, on the calendar it was asked of; nil where it is not.
  public var days: ClosedRange<CivilDate>?

  /// An occurrence as given.
  public init(
    name: String, kind: CalendarEvent.Kind, start: Timestamp, end: Timestamp,
    days: ClosedRange<CivilDate>? = nil
  ) {
    self.name = name
    self.kind = kind
    self.start = start
    self.end = end
    self.days = days
  }
}
