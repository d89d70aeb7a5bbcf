public import TimeSeries

/// What schedules ask for now, and next.
public struct ScheduleStatus: Hashable, Sendable {
  /// A schedule that begins or ends.
  public struct Change: Hashable, Sendable {
    /// When.
    public var time: Timestamp
    /// The schedule's name.
    public var schedule: String
    /// `start` or `end`.
    public var change: String
    /// The fewest replicas that it asks for, if any.
    public var floor: Int?
    /// The most.
    public var ceiling: Int?
    /// The exact number.
    public var exact: Int?

    /// A change as given.
    public init(
      time: Timestamp, schedule: String, change: String, floor: Int?, ceiling: Int?, exact: Int?
    ) {
      self.time = time
      self.schedule = schedule
      self.change = change
      self.floor = floor
      self.ceiling = ceiling
      self.exact = exact
    }
  }

  /// The names of those in force, those that count most first.
  public var inForce: [String]
  /// The next changes, in order.
  public var upcoming: [Change]

  /// A status as given.
  public init(inForce: [String], upcoming: [Change]) {
    self.inForce = inForce
    self.upcoming = upcoming
  }
}
