import Forecasting
import TimeSeries

/// The past of one signal, to be lived through by a new forecaster: some milliseconds of work, away from the cycle.
struct WarmUpJob: Sendable {
  var workload: String
  var signal: String
  /// Which past it is; see `SignalRuntime`.
  var generation: Int
  var load: CompressedSeries
  var through: Timestamp
  var step: Duration
  var model: ForecastModel
  var targets: [ForecastTarget]

  /// Does the work.
  func run() -> WarmUpDelivery {
    WarmUpDelivery(
      workload: workload, signal: signal, generation: generation, step: step, model: model,
      forecaster: SeriesForecaster(
        replaying: load, through: through, step: step, models: model.forecasters(step: step, targets: targets),
        targets: targets))
  }
}

/// A forecaster that knows the past.
struct WarmUpDelivery: Sendable {
  var workload: String
  var signal: String
  var generation: Int
  var step: Duration
  var model: ForecastModel
  var forecaster: SeriesForecaster
}
