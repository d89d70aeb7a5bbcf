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

  /// For each of these levels twice the recent mean pinball loss of the quantile, divided by the last value's mean absolute error: of the median it
  /// is what `scaledError` is of the mean. Nil before the first, and while the last value has made no error.
  public var quantileLosses: [Double?]

  /// The share of the last value's error that is saved, 1 - `scaledError`; below 0 where it is worse.
  public var skill: Double? { scaledError.map { 1 - $0 } }
}
