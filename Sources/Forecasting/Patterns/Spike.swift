public import TimeSeries

/// A time in which load was more than two standard deviations above its mean.
public struct Spike: Hashable, Sendable {
  /// The first moment above the threshold.
  public let start: Timestamp

  /// From the first moment above to the last, and one step.
  public let duration: Duration

  /// The largest load in it.
  public internal(set) var peak: Double

  /// The mean load in it, less the mean of the series.
  public internal(set) var size: Double

  /// The mean load of the hour before; nil where it is not known.
  public internal(set) var levelBefore: Double?

  /// How load changed in the hour before, per hour: the slope of the least-squares line; nil where it is not known.
  public internal(set) var trendBefore: Double?

  /// The hour on the local clock in which it began.
  public let hour: Int

  /// Whether it began within a step, or half a minute, of a full hour.
  public let isOnTheHour: Bool
}
