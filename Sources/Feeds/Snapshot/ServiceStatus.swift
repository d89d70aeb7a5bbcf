public import Scaling

/// How load and ready capacity stand to each other.
public struct ServiceStatus: Hashable, Sendable {
  /// The time in which load exceeded ready capacity, in seconds since the start; it says nothing while `overloadRatio` is nil
  /// and it is 0.
  public var overloadSeconds: Double
  /// The share of the last day in which it did; nil where it was never known.
  public var overloadRatio: Double?
  /// The free share of ready capacity, below 0 where load exceeds it; nil where it is unknown.
  public var headroomRatio: Double?

  /// Wait and queue now, and around the last scaling.
  public var phases = ScalingPhases()

  /// Whether load and ready capacity were ever known together, so that no overload means that there was none.
  var isOverloadKnown: Bool { overloadSeconds > 0 || overloadRatio != nil }

  /// A status as given.
  public init(
    overloadSeconds: Double = 0, overloadRatio: Double? = nil, headroomRatio: Double? = nil
  ) {
    self.overloadSeconds = overloadSeconds
    self.overloadRatio = overloadRatio
    self.headroomRatio = headroomRatio
  }
}
