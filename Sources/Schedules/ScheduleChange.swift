public import TimeSeries

/// A moment at which a schedule comes into force or ceases to be.
public struct ScheduleChange: Hashable, Sendable {
  /// Which of the two.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case start
    case end
  }

  /// When.
  public var at: Timestamp
  /// The schedule's name.
  public var schedule: String
  /// Which of the two.
  public var kind: Kind
  /// What the schedule asks for while it is in force.
  public var bounds: ReplicaBounds

  /// A change as given.
  public init(at: Timestamp, schedule: String, kind: Kind, bounds: ReplicaBounds) {
    self.at = at
    self.schedule = schedule
    self.kind = kind
    self.bounds = bounds
  }
}
