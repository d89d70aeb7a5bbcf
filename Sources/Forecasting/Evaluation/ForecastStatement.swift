/// What a forecaster says of one target at one origin: all that is scored.
struct ForecastStatement {
  /// Quantiles, all of them finite.
  struct Quantiles {
    /// At the levels that are scored, in their order.
    var scored: [Double]
    /// The distance between those at `RollingEvaluation.bandLevels`.
    var bandWidth: Double
  }

  /// The expected value, finite.
  let mean: Double

  /// The quantiles; nil while one of them is unknown.
  let quantiles: Quantiles?

  /// What `forecaster` says of its target at index `target`; nil where it abstains.
  init?(_ forecaster: SeriesForecaster, target: Int, levels: [Double]) {
    guard let forecast = try? forecaster.forecast(at: target), forecast.mean.isFinite else {
      return nil
    }
    mean = forecast.mean
    let scored = levels.compactMap { forecast.quantile($0) }
    let band = RollingEvaluation.bandLevels
    if scored.count == levels.count, let low = forecast.quantile(band.low),
      let high = forecast.quantile(band.high)
    {
      quantiles = Quantiles(scored: scored, bandWidth: high - low)
    } else {
      quantiles = nil
    }
  }
}
