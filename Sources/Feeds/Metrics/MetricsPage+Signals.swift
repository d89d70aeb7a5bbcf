import Exposition
import Forecasting
import Numerals
import Scaling
import TimeSeries

// Signals and their forecasts.
extension MetricsPage {
  func addSignals(to page: inout MetricPage) throws(ExpositionError) {
    try addSignalGauge(
      "outrider_signal_value", "The signal's value as its source gave it.", to: &page
    ) { $0.value }
    try add(
      "outrider_signal_known", .gauge,
      "1: the signal's load is known in the last cycle; 0: it is not.", to: &page
    ) { family throws(ExpositionError) in
      // Once the workload was decided for: before, nobody has asked.
      for workload in snapshot.workloads {
        guard let recommendation = workload.recommendation else { continue }
        for (signal, wish) in zip(workload.signals, recommendation.signals) {
          // Of a workload without replicas nothing is used: that is no fault of the signal.
          family.append(signal.labels, signal.load != nil || wish.state == .dormant ? 1 : 0)
        }
      }
    }
    try addSignalGauge(
      "outrider_signal_age_seconds", "How old the signal's value is.", unit: "seconds", to: &page
    ) { $0.age?.inSeconds }
    try add(
      "outrider_signal_desired_replicas", .gauge,
      "The replicas that the signal alone asks for, for its present and its forecast load.",
      to: &page
    ) { family throws(ExpositionError) in
      for workload in snapshot.workloads {
        guard let recommendation = workload.recommendation else { continue }
        for (signal, wish) in zip(workload.signals, recommendation.signals) {
          family.append(signal.labels, wish.desired.map(Double.init))
        }
      }
    }
  }

  func addForecasts(to page: inout MetricPage) throws(ExpositionError) {
    try addLevels(to: &page)
    try add(
      "outrider_forecast_model_weight", .gauge, "The share of a model in the forecast, 0 to 1.",
      to: &page
    ) { family throws(ExpositionError) in
      for (signal, forecast) in forecasts {
        for (model, weight) in forecast.weights {
          try family.append(signal.labels, "model", model, weight)
        }
      }
    }
    try addSignalGauge(
      "outrider_forecast_scaled_error",
      "Mean absolute error of late, divided by that of the last value: below 1 is better.",
      to: &page
    ) { $0.forecast?.scaledError }
    try addSignalGauge(
      "outrider_forecast_skill_ratio",
      "The share of the last value's error that the forecast saves; below 0 it is worse.", to: &page
    ) { $0.forecast?.scaledError.map { 1 - $0 } }
    try addRatios(
      "outrider_forecast_scaled_quantile_loss",
      "Twice the mean pinball loss of late, divided by the last value's mean absolute error.",
      to: &page
    ) { $0.quantileLosses }
    try addRatios(
      "outrider_forecast_coverage_ratio",
      "The share of late in which the load was at or below the forecast of this level.", to: &page
    ) { $0.coverage }
  }

  func addPatterns(to page: inout MetricPage) throws(ExpositionError) {
    try add(
      "outrider_pattern_strength_ratio", .gauge,
      "How far to rely on a pattern of the load, 0 to 1.", to: &page
    ) { family throws(ExpositionError) in
      for workload in snapshot.workloads {
        for signal in workload.signals {
          for (pattern, ratio) in signal.patterns?.strengths ?? [] {
            try family.append(signal.labels, "pattern", pattern, ratio)
          }
        }
      }
    }
  }

  private func addRatios(
    _ name: String, _ help: String, to page: inout MetricPage,
    values: (SignalForecast) -> [SignalForecast.Level]
  ) throws(ExpositionError) {
    try add(name, .gauge, help, to: &page) { family throws(ExpositionError) in
      for (signal, forecast) in forecasts {
        for (level, ratio) in values(forecast) {
          try family.append(signal.labels, "level", level, ratio)
        }
      }
    }
  }

  private var forecasts: [(SignalStatus, SignalForecast)] {
    snapshot.workloads.flatMap { workload in
      workload.signals.compactMap { signal in signal.forecast.map { (signal, $0) } }
    }
  }

  /// Both families of levels together: their series have the same labels.
  private func addLevels(to page: inout MetricPage) throws(ExpositionError) {
    let end = try page.add(
      MetricFamily("outrider_forecast", .gauge, help: "The load expected at the horizon."))
    let most = try page.add(
      MetricFamily(
        "outrider_forecast_window_max", .gauge,
        help: "The largest load expected between now and the horizon."))
    for (signal, forecast) in forecasts {
      let labels = try signal.labels.adding(
        "horizon_seconds", DecimalText.string(forecast.horizon.inSeconds))
      for (level, value) in forecast.end { try page[end].append(labels, "level", level, value) }
      for (level, value) in forecast.windowMax {
        try page[most].append(labels, "level", level, value)
      }
    }
  }

  private func addSignalGauge(
    _ name: String, _ help: String, unit: String? = nil, to page: inout MetricPage,
    value: (SignalStatus) -> Double?
  ) throws(ExpositionError) {
    try add(name, .gauge, help, unit: unit, to: &page) { family throws(ExpositionError) in
      for workload in snapshot.workloads {
        for signal in workload.signals { family.append(signal.labels, value(signal)) }
      }
    }
  }
}
