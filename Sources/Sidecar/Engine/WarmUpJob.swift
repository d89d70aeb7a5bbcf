import Calendar
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
  /// The loads of the other signals.
  var companions: [CompressedSeries]
  var task: Task
  /// What the forecaster is made of, so that one of other settings is told apart.
  var kind: ForecasterKind

  /// Does the work.
  func run() -> WarmUpDelivery {
    let forecaster: SeriesForecaster
    switch task {
    case .replay(let through):
      forecaster = SeriesForecaster(
        replaying: load, companions: companions, through: through, step: kind.step,
        models: kind.models, targets: kind.targets)
    case .refit(var copy):
      copy.refit(archive: load, companions: companions)
      forecaster = copy
    }
    return WarmUpDelivery(
      workload: workload, signal: signal, generation: generation, kind: kind,
      forecaster: forecaster, patterns: patterns)
  }

  /// What the load does again and again.
  private var patterns: PatternReport? {
    guard let first = load.first, let last = load.last else { return nil }
    let start = max(first.timestamp, last.timestamp - PatternReport.longest)
      .alignedUp(to: kind.step)
    let count = max(0, (last.timestamp - start).milliseconds / kind.step.milliseconds) + 1
    let series = RegularSeries(load, from: start, step: kind.step, count: Int(count))
    let calendar = kind.parameters.calendar
    return PatternReport(
      of: series, zone: calendar.zone,
      holidays: calendar.holidays(
        from: calendar.zone.localTime(at: start).date,
        through: calendar.zone.localTime(at: last.timestamp).date))
  }
}

/// What the forecaster of a signal is made of.
struct ForecasterKind: Hashable, Sendable {
  var step: Duration
  var model: ForecastModel
  var targets: [ForecastTarget]
  var parameters: ForecastModel.Parameters

  /// The models, that know nothing yet.
  var models: [any Forecaster] {
    model.forecasters(step: step, targets: targets, parameters: parameters)
  }
}

/// A forecaster that has learnt.
struct WarmUpDelivery: Sendable {
  var workload: String
  var signal: String
  var generation: Int
  var kind: ForecasterKind
  var forecaster: SeriesForecaster
  /// What its past does again and again; nil where nothing is known of it.
  var patterns: PatternReport?
}
