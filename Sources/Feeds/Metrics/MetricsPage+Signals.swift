import Exposition
import Forecasting
import Scaling
import TimeSeries

// Signals and their forecasts.
extension MetricsPage {
  mutating func addSignals(to page: inout MetricPage) throws(ExpositionError) {
    try addForSignals(
      "outrider_signal_value", "The signal's value as its source gave it.", to: &page
    ) { $0.append($1.signal.labels, $1.signal.value) }
    try addForSignals(
      "outrider_signal_known",
      "1: the signal's load is known in the last cycle; 0: it is not.", to: &page
    ) { family, row in
      // Once the workload was decided for: before, nobody has asked.
      guard let wish = row.wish else { return }
      // Of a workload without replicas nothing is used: that is no fault of the signal.
      let isKnown = row.signal.load != nil || wish.state == .dormant
      family.append(row.signal.labels, isKnown ? 1 : 0)
    }
    try addForSignals(
      "outrider_signal_age_seconds", "How old the signal's value is.", unit: "seconds", to: &page
    ) { $0.append($1.signal.labels, $1.signal.age?.inSeconds) }
    try addForSignals(
      "outrider_signal_desired_replicas",
      "The replicas that the signal alone asks for, for its present and its forecast load.",
      to: &page
    ) { family, row in
      guard let wish = row.wish else { return }
      family.append(row.signal.labels, wish.desired.map(Double.init))
    }
  }

  mutating func addForecasts(to page: inout MetricPage) throws(ExpositionError) {
    try addLevels("outrider_forecast", "The load expected at the horizon.", to: &page) {
      ($0.horizon, $0.forecast.end)
    }
    try addLevels(
      "outrider_forecast_window_max",
      "The largest load expected between now and the horizon.", to: &page
    ) { ($0.horizon, $0.forecast.windowMax) }
    try addForForecasts(
      "outrider_forecast_model_weight", "The share of a model in the forecast, 0 to 1.", to: &page
    ) { family, row throws(ExpositionError) in
      for (model, weight) in row.forecast.weights {
        try family.append(row.signal, "model", model, weight)
      }
    }
    try addForSignals(
      "outrider_forecast_scaled_error",
      "Mean absolute error of late, divided by that of the last value: below 1 is better.",
      to: &page
    ) { $0.append($1.signal.labels, $1.signal.forecast?.scaledError) }
    try addForSignals(
      "outrider_forecast_skill_ratio",
      "The share of the last value's error that the forecast saves; below 0 it is worse.", to: &page
    ) { $0.append($1.signal.labels, $1.signal.forecast?.scaledError.map { 1 - $0 }) }
    try addLevels(
      "outrider_forecast_scaled_quantile_loss",
      "Twice the mean pinball loss of late, divided by the last value's mean absolute error.",
      to: &page
    ) { ($0.signal, $0.forecast.quantileLosses) }
    try addLevels(
      "outrider_forecast_coverage_ratio",
      "The share of late in which the load was at or below the forecast of this level.", to: &page
    ) { ($0.signal, $0.forecast.coverage) }
  }

  /// Adds one family with a series for each level of each forecast; `values` gives the labels and the levels.
  private mutating func addLevels(
    _ name: String, _ help: String, to page: inout MetricPage,
    values: @escaping (ForecastRow) -> (labels: LabelBlock, levels: [SignalForecast.Level])
  ) throws(ExpositionError) {
    try addForForecasts(name, help, to: &page) { family, row throws(ExpositionError) in
      let (labels, levels) = values(row)
      for (level, value) in levels { try family.append(labels, "level", level, value) }
    }
  }

  mutating func addPatterns(to page: inout MetricPage) throws(ExpositionError) {
    try addForSignals(
      "outrider_pattern_strength_ratio", "How far to rely on a pattern of the load, 0 to 1.",
      to: &page
    ) { family, row throws(ExpositionError) in
      for (pattern, ratio) in row.signal.patterns?.strengths ?? [] {
        try family.append(row.signal.labels, "pattern", pattern, ratio)
      }
    }
  }
}
