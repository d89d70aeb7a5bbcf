import Forecasting
import TimeSeries

/// What a forecaster has to learn away from the cycle: some tens of milliseconds of work.
struct WarmUpJob: Sendable {
  /// What there is to do.
  enum Task: Sendable {
    /// To live through the past, for a new forecaster.
    case replay(through: Timestamp)
    /// To let its models learn anew from the whole.
    case refit(SeriesForecaster)
  }

  var workload: String
  var signal: String
  /// Which past it is; see `SignalRuntime`.
  var generation: Int
  var load: CompressedSeries
  var task: Task
  /// What the forecaster is made of, so that one of other settings is told apart.
  var kind: ForecasterKind

  /// Does the work.
  func run() -> WarmUpDelivery {
    let forecaster: SeriesForecaster
    switch task {
    case .replay(let through):
      forecaster = SeriesForecaster(
        replaying: load, through: through, step: kind.step,
        models: kind.model.forecasters(step: kind.step, targets: kind.targets),
        targets: kind.targets)
    case .refit(var copy):
      copy.refit(archive: load)
      forecaster = copy
    }
    return WarmUpDelivery(
      workload: workload, signal: signal, generation: generation, kind: kind,
      forecaster: forecaster)
  }
}

/// What the forecaster of a signal is made of.
struct ForecasterKind: Hashable, Sendable {
  var step: Duration
  var model: ForecastModel
  var targets: [ForecastTarget]
}

/// A forecaster that has learnt.
struct WarmUpDelivery: Sendable {
  var workload: String
  var signal: String
  var generation: Int
  var kind: ForecasterKind
  var forecaster: SeriesForecaster
}
