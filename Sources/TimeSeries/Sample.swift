/// One value of a series at one moment.
public struct Sample: Hashable, Sendable {
  /// When the value was true.
  public var timestamp: Timestamp

  /// The value. NaN says that it is known to be unknown then (a gap, a stale series); infinities
  /// never get into a series.
  public var value: Double

  /// The value `value` at `timestamp`.
  public init(timestamp: Timestamp, value: Double) {
    self.timestamp = timestamp
    self.value = value
  }

  /// Whether the value is known.
  public var isKnown: Bool { value.isFinite }
}
