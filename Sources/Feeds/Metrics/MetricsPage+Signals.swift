import Exposition
import Numerals
import Scaling
import TimeSeries

// Signals and their forecasts.
extension MetricsPage {
  func addSignals(to page: inout MetricPage) throws(ExpositionError) {
    try addSignalGauge(
      "outrider_signal_value", "The signal's value as its source gave it.", to: &page
    ) { $0.value }
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
    try addLevels(
      "outrider_forecast", "The load expected at the horizon.", to: &page, levels: \.end)
    try addLevels(
      "outrider_forecast_window_max", "The largest load expected between now and the horizon.",
      to: &page, levels: \.windowMax)
    try add(
      "outrider_forecast_model_weight", .gauge, "The share of a model in the forecast, 0 to 1.",
      to: &page
    ) { family throws(ExpositionError) in
      for (signal, forecast) in forecasts {
        for (model, weight) in forecast.weights {
          family.append(try signal.labels.adding("model", model), weight)
        }
      }
    }
    try addSignalGauge(
      "outrider_forecast_scaled_error",
      "Mean absolute error of late, divided by that of the last value: below 1 is better.",
      to: &page
    ) { $0.forecast?.scaledError }
    try add(
      "outrider_forecast_coverage_ratio", .gauge,
      "The share of late in which the load was at or below the forecast of this level.", to: &page
    ) { family throws(ExpositionError) in
      for (signal, forecast) in forecasts {
        for (level, ratio) in forecast.coverage {
          family.append(try signal.labels.adding("level", level), ratio)
        }
      }
    }
  }

  private var forecasts: [(SignalStatus, SignalForecast)] {
    snapshot.workloads.flatMap { workload in
      workload.signals.compactMap { signal in signal.forecast.map { (signal, $0) } }
    }
  }

  private func addLevels(
    _ name: String, _ help: String, to page: inout MetricPage,
    levels: (SignalForecast) -> [SignalForecast.Level]
  ) throws(ExpositionError) {
    try add(name, .gauge, help, to: &page) { family throws(ExpositionError) in
      for (signal, forecast) in forecasts {
        let labels = try signal.labels.adding(
          "horizon_seconds", DecimalText.string(forecast.horizon.inSeconds))
        for (level, value) in levels(forecast) {
          family.append(try labels.adding("level", level), value)
        }
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
