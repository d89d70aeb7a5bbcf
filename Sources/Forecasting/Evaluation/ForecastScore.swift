/// How good a model's forecasts of one target were.
public struct ForecastScore: Hashable, Sendable {
  /// How one quantile did.
  public struct Quantile: Hashable, Sendable {
    /// The level, above 0 and below 1.
    public var level: Double
    /// The mean pinball loss: level · (truth - quantile) where that is above zero, (1 - level) · (quantile - truth) else. Nil where no quantile was
    /// known.
    public var loss: Double?
    /// The loss over that of the last value's quantiles, on the same origins; the last value's come from its own past errors.
    public var scaledLoss: Double?
    /// The share of truths that lay at or below the quantile.
    public var coverage: Double?
  }

  /// The number of forecasts that were scored: the model and the last value had an answer, and the truth is known.
  public var scored: Int

  /// The mean absolute error of the mean, nil where nothing was scored.
  public var meanAbsoluteError: Double?

  /// The mean absolute error over that of the last value on the same origins; nil where that is 0 or unknown.
  public var scaledError: Double?

  /// 1 - `scaledError`: the share of the last value's error that the model saves.
  public var skill: Double? { scaledError.map { 1 - $0 } }

  /// One a level, ascending.
  public var quantiles: [Quantile]

  /// The mean distance from the lowest quantile to the highest, nil where there are fewer than two.
  public var meanWidth: Double?

  /// Scores `rows` on the origins at which they, `yardstick` and `truths` are known. O(origins · levels).
  init(
    of rows: [ForecastRow], against yardstick: [ForecastRow], truths: [Double], levels: [Double]
  ) {
    var error = MeanPair()
    var width = MeanPair()
    var losses = levels.map { _ in MeanPair() }
    var covered = levels.map { _ in MeanPair() }
    for (place, truth) in truths.enumerated() where truth.isFinite && place < rows.count {
      let (row, other) = (rows[place], yardstick[place])
      guard row.mean.isFinite, other.mean.isFinite else { continue }
      error.add(abs(truth - row.mean), abs(truth - other.mean))
      for (index, level) in levels.enumerated() {
        let (own, last) = (row.quantiles[index], other.quantiles[index])
        guard own.isFinite, last.isFinite else { continue }
        losses[index].add(Self.loss(truth, own, level), Self.loss(truth, last, level))
        covered[index].add(truth <= own ? 1 : 0, 0)
      }
      if levels.count > 1, let high = row.quantiles.last, let low = row.quantiles.first,
        high.isFinite, low.isFinite
      {
        width.add(high - low, 0)
      }
    }
    scored = error.count
    meanAbsoluteError = error.mean
    scaledError = error.ratio
    meanWidth = width.mean
    quantiles = levels.indices.map {
      Quantile(
        level: levels[$0], loss: losses[$0].mean, scaledLoss: losses[$0].ratio,
        coverage: covered[$0].mean)
    }
  }

  private static func loss(_ truth: Double, _ quantile: Double, _ level: Double) -> Double {
    truth > quantile ? level * (truth - quantile) : (1 - level) * (quantile - truth)
  }
}

/// Two means over the same occasions.
private struct MeanPair {
  private(set) var count = 0
  private var first = 0.0
  private var second = 0.0

  mutating func add(_ first: Double, _ second: Double) {
    count += 1
    self.first += first
    self.second += second
  }

  /// The first mean, nil of nothing.
  var mean: Double? { count > 0 ? first / Double(count) : nil }

  /// The first over the second, nil where that is 0.
  var ratio: Double? { second > 0 ? first / second : nil }
}
