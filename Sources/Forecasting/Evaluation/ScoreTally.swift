/// Adds up what one model's forecasts of one target came to.
struct ScoreTally {
  private let levels: [Double]
  private var counts = ForecastScore.Counts()
  private var error = MeanPair()
  private var losses: [MeanPair]
  private var coverage: [MeanPair]
  private var width = MeanPair()

  /// A tally of nothing yet that scores the quantiles at `levels`.
  init(levels: [Double]) {
    self.levels = levels
    losses = Array(repeating: MeanPair(), count: levels.count)
    coverage = losses
  }

  /// Takes in one origin: what the model and the yardstick said, nil where they abstained, and what came true, nil where a gap hides it. O(levels).
  mutating func add(
    _ own: ForecastStatement?, yardstick other: ForecastStatement?, truth: Double?
  ) {
    counts.origins += 1
    guard let truth else {
      counts.gaps += 1
      return
    }
    guard let own, let other else {
      counts.abstentions += 1
      return
    }
    counts.scored += 1
    error.add(abs(truth - own.mean), abs(truth - other.mean))
    guard let mine = own.quantiles, let theirs = other.quantiles else { return }
    counts.scoredQuantiles += 1
    width.add(mine.bandWidth, 0)
    for (place, level) in levels.enumerated() {
      losses[place].add(
        Self.loss(truth, mine.scored[place], level), Self.loss(truth, theirs.scored[place], level))
      coverage[place].add(truth <= mine.scored[place] ? 1 : 0, 0)
    }
  }

  /// The pinball loss (Koenker and Bassett, "Regression quantiles", Econometrica 46, 1978).
  private static func loss(_ truth: Double, _ quantile: Double, _ level: Double) -> Double {
    truth > quantile ? level * (truth - quantile) : (1 - level) * (quantile - truth)
  }

  /// The means of what was added up.
  var score: ForecastScore {
    ForecastScore(
      counts: counts, meanAbsoluteError: error.mean, scaledError: error.ratio,
      quantiles: levels.indices.map {
        ForecastScore.Quantile(
          level: levels[$0], loss: losses[$0].mean, scaledLoss: losses[$0].ratio,
          coverage: coverage[$0].mean)
      },
      bandWidth: width.mean)
  }
}

/// Two means over the same occasions.
private struct MeanPair {
  private var count = 0
  private var first = 0.0
  private var second = 0.0

  mutating func add(_ first: Double, _ second: Double) {
    count += 1
    self.first += first
    self.second += second
  }

  /// The first mean; nil of nothing, and where the sum left the range of finite numbers.
  var mean: Double? { count > 0 && first.isFinite ? first / Double(count) : nil }

  /// The first over the second, nil where that is 0 or either is not finite.
  var ratio: Double? {
    guard second > 0, first.isFinite, second.isFinite else { return nil }
    let ratio = first / second
    return ratio.isFinite ? ratio : nil
  }
}
