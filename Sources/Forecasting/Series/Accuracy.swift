/// How good the forecasts of one target have been of late, measured on forecasts made before the truth was known.
public struct Accuracy: Hashable, Sendable {
  /// The number of forecasts scored so far, also those that no longer weigh.
  public var scored: Int

  /// Recent mean absolute error, in the series's unit; nil before the first score.
  public var meanAbsoluteError: Double?

  /// The recent mean absolute error divided by the last value's at the same moments: below 1 is better than no forecast at all. Nil before
  /// the first score, and while the last value has made no error.
  public var scaledError: Double?

  /// For each of `SeriesForecaster.coverageLevels` the recent share of truths at or below the quantile of that level; nil before the first.
  public var coverage: [Double?]
}
