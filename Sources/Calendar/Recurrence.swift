/// How an event repeats: iCalendar's RRULE (RFC 5545, section 3.3.10), in whole days and longer.
public struct Recurrence: Hashable, Sendable {
  /// The unit that `interval` counts.
  public enum Frequency: String, CaseIterable, Hashable, Sendable {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// When it ends.
  public enum End: Hashable, Sendable {
    /// Never.
    case never
    /// After so many times, the first included.
    case count(Int)
    /// With the last beginning that is not after this.
    case until(EventTime)
  }

  /// A weekday, or one of those of a month or year.
  public struct Day: Hashable, Sendable {
    /// Which one: 1 is the first, -1 the last; 0 means each.
    public var ordinal: Int
    /// The weekday.
    public var weekday: Weekday

    /// A day as given.
    public init(_ weekday: Weekday, ordinal: Int = 0) {
      self.weekday = weekday
      self.ordinal = ordinal
    }
  }

  /// The unit that `interval` counts.
  public var frequency: Frequency

  /// Every so many units; 1 and more.
  public var interval = 1

  /// When it ends.
  public var end = End.never

  /// Months, 1 to 12; empty for all. BYMONTH.
  public var months: Set<Int> = []

  /// Days of the month, 1 to 31, or from the end, -1 to -31; empty for all. BYMONTHDAY.
  public var monthDays: Set<Int> = []

  /// Weekdays; empty for all. BYDAY.
  public var days: [Day] = []

  /// Of each unit's days these, from 1, or from the end, from -1; empty for all. BYSETPOS.
  public var positions: Set<Int> = []

  /// The day on which weeks begin. WKST.
  public var weekStart = Weekday.monday

  /// A rule that repeats in every unit.
  public init(_ frequency: Frequency) { self.frequency = frequency }
}
