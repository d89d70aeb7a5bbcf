/// Where a model expects a target to be and, where the model knows it, how far off it tends to be.
public struct PointForecast: Hashable, Sendable {
  /// The expected value; NaN where the model has no answer for the target.
  public var value: Double

  /// The size of the error to expect, in the unit of the value and up to a constant factor: errors are compared after division by it.
  /// NaN where the model has no view of its own; then the series' recent volatility serves.
  public var scale: Double

  /// The forecast `value`, with an error of size `scale`.
  public init(_ value: Double, scale: Double = .nan) {
    self.value = value
    self.scale = scale
  }

  /// Whether it is neither a forecast nor the absence of one.
  var isBroken: Bool { value.isInfinite || scale.isInfinite }
}
