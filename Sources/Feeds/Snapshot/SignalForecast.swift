/// How a signal's load is expected to go on, and how good such forecasts have been.
public struct SignalForecast: Sendable {
  /// A forecast number and what it is: `mean`, or a quantile level as text (`0.9`).
  public typealias Level = (level: String, value: Double)

  /// How far ahead: start-up time and one interval.
  public var horizon: Duration
  /// The load at the horizon.
  public var end: [Level]
  /// The largest load between now and the horizon.
  public var windowMax: [Level]
  /// The level of `windowMax` that the recommendation rests on.
  public var decisiveLevel: String
  /// The share of each model in the forecast, above 0.
  public var weights: [(model: String, weight: Double)]
  /// Mean absolute error of late, divided by the last value's.
  public var scaledError: Double?
  /// For each level the share of late in which the truth was at or below the forecast.
  public var coverage: [Level]
  /// For each level twice the mean pinball loss of late, divided by the last value's mean absolute error.
  public var quantileLosses: [Level]
  /// How far to trust it, 0 to 1.
  public var confidence: Double

  /// A forecast as given.
  public init(
    horizon: Duration, end: [Level], windowMax: [Level], decisiveLevel: String,
    weights: [(model: String, weight: Double)], scaledError: Double?, coverage: [Level],
    quantileLosses: [Level] = [], confidence: Double
  ) {
    self.horizon = horizon
    self.end = end
    self.windowMax = windowMax
    self.decisiveLevel = decisiveLevel
    self.weights = weights
    self.scaledError = scaledError
    self.coverage = coverage
    self.quantileLosses = quantileLosses
    self.confidence = confidence
  }
}
