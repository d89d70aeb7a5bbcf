/// The forecast of one target: a mean, and a distribution round it from the forecaster's own past errors at that target.
public struct Forecast: Sendable {
  /// What is forecast.
  public let target: ForecastTarget

  /// The expected value.
  public let mean: Double

  /// The number of past errors that do not overlap in time; how much the distribution may be trusted. 0: there is none.
  public let effectiveSamples: Double

  /// How far to trust the forecast, 0 ... 1. See docs/forecasting.md for the definition.
  public let confidence: Double

  /// The models that made the forecast and their shares, which add up to 1.
  public let weights: [ModelWeight]

  private let errors: ErrorDistribution
  private let control: CoverageControl
  private let scale: Double
  private let floor: Double

  init(
    target: ForecastTarget, mean: Double, errors: ErrorDistribution, control: CoverageControl,
    scale: Double, floor: Double, effectiveSamples: Double, confidence: Double,
    weights: [ModelWeight]
  ) {
    self.target = target
    self.mean = mean
    self.errors = errors
    self.control = control
    self.scale = scale
    self.floor = floor
    self.effectiveSamples = effectiveSamples
    self.confidence = confidence
    self.weights = weights
  }

  /// The value that the target stays at or below with probability `level`.
  ///
  /// Never falls as `level` rises. Nil while no error is known yet, and where `level` is not above 0 and below 1: an interval is
  /// unknown then, not empty.
  public func quantile(_ level: Double) -> Double? {
    guard let error = errors.quantile(control.corrected(level)) else { return nil }
    let value = max(floor, mean + scale * error)
    return value.isFinite ? value : nil
  }

  /// Whether the quantile at `level` lies beyond all errors seen, so that a fitted tail and not experience speaks.
  public func isExtrapolated(_ level: Double) -> Bool {
    errors.isBeyondReach(control.corrected(level))
  }

  /// The probability that the target exceeds `value`; nil while no error is known yet.
  public func exceedance(of value: Double) -> Double? {
    if value < floor { return errors.count > 0 ? 1 : nil }
    return errors.exceedance(of: (value - mean) / scale).map { 1 - control.original(1 - $0) }
  }
}

/// A model's share in a forecast.
public struct ModelWeight: Hashable, Sendable {
  /// The model's name.
  public var model: String

  /// Its share, 0 ... 1.
  public var weight: Double

  /// The share `weight` of the model named `model`.
  public init(model: String, weight: Double) {
    self.model = model
    self.weight = weight
  }
}
