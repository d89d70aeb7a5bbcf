public import TimeSeries

/// A rolling-origin evaluation: models live through a series as in the sidecar, and every forecast of the held-back end is scored once its truth has
/// come.
///
/// At each step of the held-back part every model forecasts every target from what was known then; models learn anew when that is due. The same
/// origins count for all: those at which the model and the last value had a forecast and the truth is known. Deterministic.
public struct RollingEvaluation: Sendable {
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

  /// Evaluates `models` on `series`. O(models · steps · targets) and the models' refits.
  ///
  /// - Parameters:
  ///   - heldBack: the number of steps at the end that are origins; what comes before is only learnt from. At least 1, less than there are.
  ///   - levels: quantile levels, each above 0 and below 1.
  ///   - progress: is told which model begins, from 0, and how many there are.
  public init(
    _ series: RegularSeries, models wanted: [ForecastModel], targets: [ForecastTarget],
    parameters: ForecastModel.Parameters = ForecastModel.Parameters(), heldBack: Int,
    levels: [Double], progress: (_ model: Int, _ count: Int) -> Void = { _, _ in }
  ) {
    models = wanted.contains(.lastValue) ? wanted : [.lastValue] + wanted
    self.targets = targets
    self.levels = levels.sorted()
    let count = series.values.count
    let heldBack = min(max(1, heldBack), max(1, count - 1))
    steps = (count, heldBack)
    var archive = CompressedSeries()
    for (place, value) in series.values.enumerated() {
      archive.append(Sample(timestamp: series.timestamp(at: place), value: value))
    }
    var forecasts: [ForecastModel: [[ForecastRow]]] = [:]
    for (place, model) in models.enumerated() {
      progress(place, models.count)
      forecasts[model] = Self.forecasts(
        of: model, series, archive: archive, targets: targets, parameters: parameters,
        heldBack: heldBack, levels: self.levels)
    }
    let yardstick = forecasts[.lastValue] ?? []
    let allLevels = self.levels
    scores = models.map { model in
      targets.indices.map { target in
        ForecastScore(
          of: forecasts[model]?[target] ?? [], against: yardstick[target],
          truths: Self.truths(of: targets[target], in: series, heldBack: heldBack),
          levels: allLevels)
      }
    }
  }

  /// For each target, what `model` said at every origin.
  private static func forecasts(
    of model: ForecastModel, _ series: RegularSeries, archive: CompressedSeries,
    targets: [ForecastTarget], parameters: ForecastModel.Parameters, heldBack: Int,
    levels: [Double]
  ) -> [[ForecastRow]] {
    let first = series.values.count - heldBack
    let made = model.forecasters(step: series.step, targets: targets, parameters: parameters)
    var rows: [[ForecastRow]] = targets.map { _ in [] }
    guard !made.isEmpty else {
      return targets.map { _ in Array(repeating: ForecastRow.none, count: heldBack) }
    }
    // Before the first origin all is known, and learnt as at a start of the sidecar.
    var forecaster = SeriesForecaster(
      replaying: archive, through: series.timestamp(at: first - 1), step: series.step,
      models: made, targets: targets)
    for place in first..<series.values.count {
      forecaster.advance(to: series.timestamp(at: place), archive: archive)
      if forecaster.isRefitDue { forecaster.refit(archive: archive) }
      for target in targets.indices {
        guard series.values[place].isFinite, let forecast = try? forecaster.forecast(at: target)
        else {
          rows[target].append(.none)
          continue
        }
        rows[target].append(
          ForecastRow(
            mean: forecast.mean, quantiles: levels.map { forecast.quantile($0) ?? .nan }))
      }
    }
    return rows
  }

  /// What came true of the forecasts of `target` from each origin; NaN where that is unknown or beyond the end.
  private static func truths(
    of target: ForecastTarget, in series: RegularSeries, heldBack: Int
  ) -> [Double] {
    let values = series.values
    return (values.count - heldBack..<values.count).map { origin in
      let end = origin + target.steps
      guard end < values.count else { return .nan }
      return target.truth(in: values[origin + 1...end]) ?? .nan
    }
  }
}

/// What a model said of a target from one origin.
struct ForecastRow: Sendable {
  /// NaN where it had no answer.
  var mean: Double
  /// One a level, NaN where unknown; empty where it had no answer.
  var quantiles: [Double]

  static let none = ForecastRow(mean: .nan, quantiles: [])
}
