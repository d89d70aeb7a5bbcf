public import TimeSeries

/// A rolling-origin evaluation: models live through a series as in the sidecar, and every forecast of the held-back end is scored against what came true.
///
/// Each model begins with a replay of what lies before the held-back part, as the sidecar does at a start. Then steps come one by one: at each the
/// model forecasts every target from what was known then, and learns anew afterwards where that is due. The same origins and truths count for all.
/// Deterministic. (Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16, 2000.)
public struct RollingEvaluation: Sendable {
  /// The levels between which the band lies whose width is measured.
  public static let bandLevels = (low: 0.05, high: 0.95)

  /// The models that were evaluated, in the order given; the last value comes first where it was not among them.
  public let models: [ForecastModel]

  /// What was forecast.
  public let targets: [ForecastTarget]

  /// The quantile levels, ascending.
  public let levels: [Double]

  /// The number of steps of the series, and of those that were held back.
  public let steps: (all: Int, heldBack: Int)

  /// For each model the scores of all targets, in their order.
  public let scores: [[ForecastScore]]

  /// Evaluates `models` on `series`.
  ///
  /// O(models · steps · targets), the models' refits, and O(steps of the target) an origin for its truth; memory does not grow with the
  /// number of models times origins.
  ///
  /// - Parameters:
  ///   - heldBack: the number of steps at the end that are origins; what comes before is only learnt from. At least 1, less than there are.
  ///   - levels: quantile levels, each above 0 and below 1.
  ///   - progress: is told the share of the work that is done, rising to 1, at most about a hundred times.
  public init(
    _ series: RegularSeries, models wanted: [ForecastModel], targets: [ForecastTarget],
    parameters: ForecastModel.Parameters = ForecastModel.Parameters(), heldBack: Int,
    levels: [Double], progress: (Double) -> Void = { _ in }
  ) {
    let models = wanted.contains(.lastValue) ? wanted : [.lastValue] + wanted
    let levels = levels.sorted()
    let count = series.values.count
    let heldBack = min(max(1, heldBack), max(1, count - 1))
    self.models = models
    self.targets = targets
    self.levels = levels
    steps = (count, heldBack)

    var life = SeriesLife(series, from: count - heldBack)
    var forecasters = models.map { model in
      life.forecaster(
        of: model.forecasters(step: series.step, targets: targets, parameters: parameters),
        targets: targets)
    }
    let yardstick = models.firstIndex(of: .lastValue) ?? 0
    var tallies = models.map { _ in targets.map { _ in ScoreTally(levels: levels) } }
    let pace = max(1, heldBack / 100)
    for origin in count - heldBack..<count {
      life.takeIn(&forecasters)
      for (place, target) in targets.enumerated() where origin + target.steps < count {
        let statements = forecasters.map { forecaster in
          forecaster.flatMap { ForecastStatement($0, target: place, levels: levels) }
        }
        let truth =
          series.values[origin].isFinite
          ? target.truth(in: series.values[origin + 1...origin + target.steps]) : nil
        for model in models.indices {
          tallies[model][place].add(
            statements[model], yardstick: statements[yardstick], truth: truth)
        }
      }
      life.refit(&forecasters)
      let done = origin - (count - heldBack)
      if done % pace == 0 { progress(Double(done) / Double(heldBack)) }
    }
    progress(1)
    scores = tallies.map { $0.map(\.score) }
  }
}
