/// What schedules ask for at one moment, merged.
public struct ScheduleState: Hashable, Sendable {
  /// A number, and the schedule that it comes from.
  public struct Bound: Hashable, Sendable {
    /// The replicas.
    public var replicas: Int
    /// The name of the schedule that decided them.
    public var schedule: String
    /// That schedule's priority.
    public var priority: Int

    /// A bound as given.
    public init(replicas: Int, schedule: String, priority: Int) {
      self.replicas = replicas
      self.schedule = schedule
      self.priority = priority
    }
  }

  /// The fewest replicas; nil where nothing asks for any, or `exact` decides.
  public internal(set) var floor: Bound?
  /// The most replicas, never below `floor`; nil where nothing asks for any, or `exact` decides.
  public internal(set) var ceiling: Bound?
  /// The one number of replicas; nil where there is room for others.
  public internal(set) var exact: Bound?
  /// The names of all schedules in force, those that count most first.
  public internal(set) var inForce: [String] = []

  /// Nothing in force.
  public init() {}

  /// The bound that changes `replicas`; nil where they are within bounds.
  public func bound(limiting replicas: Int) -> Bound? {
    if let exact { return exact.replicas == replicas ? nil : exact }
    if let floor, replicas < floor.replicas { return floor }
    if let ceiling, replicas > ceiling.replicas { return ceiling }
    return nil
  }

  /// `replicas`, or the nearest number within bounds.
  public func apply(to replicas: Int) -> Int { bound(limiting: replicas)?.replicas ?? replicas }
}
