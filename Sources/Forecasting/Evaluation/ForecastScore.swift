/// How good a model's forecasts of one target were. What cannot be told is nil, never 0.
public struct ForecastScore: Hashable, Sendable {
  /// How many forecasts there were, and what became of them: `origins` = `gaps` + `abstentions` + `scored`.
  public struct Counts: Hashable, Sendable {
    /// The steps of the held-back part from which the target ends within the series.
    public var origins = 0

    /// The origins that are gaps, or whose truth is unknown.
    public var gaps = 0

    /// The other origins at which the model or the last value had no answer.
    public var abstentions = 0

    /// The forecasts whose means were scored.
    public var scored = 0

    /// Those among them for which the model and the last value had quantiles too.
    public var scoredQuantiles = 0
  }

  /// How one quantile did.
  public struct Quantile: Hashable, Sendable {
    /// The level, above 0 and below 1.
    public var level: Double
    /// The mean pinball loss, in the series's unit: level · (truth - quantile) where that is above zero, (1 - level) · (quantile - truth) else.
    public var loss: Double?
    /// The loss over that of the last value's quantiles, on the same origins; those are the quantiles of a `SeriesForecaster` of the last value alone.
    public var scaledLoss: Double?
    /// The share of truths that lay at or below the quantile.
    public var coverage: Double?
  }

  /// How many forecasts there were.
  public var counts: Counts

  /// The mean absolute error of the mean, in the series's unit.
  public var meanAbsoluteError: Double?

  /// The mean absolute error over that of the last value on the same origins; nil also where that is 0.
  public var scaledError: Double?

  /// One a level, ascending.
  public var quantiles: [Quantile]

  /// The mean distance between the quantiles at `RollingEvaluation.bandLevels`, in the series's unit.
  public var bandWidth: Double?

  /// 1 - `scaledError`: the share of the last value's error that the model saves.
  public var skill: Double? { scaledError.map { 1 - $0 } }
}
