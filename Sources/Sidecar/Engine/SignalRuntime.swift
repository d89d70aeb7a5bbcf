import Configuration
import Exposition
import Feeds
import Forecasting
import Glibc
import Numerals
import Scaling
import SignalSources
import TimeSeries

/// One signal as it runs: its remembered load and what forecasts it.
struct SignalRuntime {
  let settings: SignalSettings
  let labels: LabelBlock
  /// The load, a gap where it was unknown.
  private(set) var load: CompressedSeries
  /// The forecast that decided, rounded to three digits: it is kept to be looked at.
  private(set) var forecasts: CompressedSeries

  /// What the load does again and again, as of the last time that models learnt; nil before.
  private(set) var patterns: PatternReport?

  private var forecaster: SeriesForecaster
  /// What the forecaster is made of.
  private let kind: ForecasterKind
  private let interval: Duration
  private let horizon: Duration
  /// Counts the pasts that the forecaster should know, so that a warm-up for an older one is told apart.
  private var generation = 0
  /// Whether the forecaster knows the past that is remembered.
  private var isWarm = false
  /// Whether a refit was asked for and has not come back.
  private var isRefitting = false
  private let levels: [(text: String, value: Double)]
  private let decisive: Int

  /// The most other signals of the workload that help to foresee this one; the first ones count.
  private static let mostCompanions = 4

  /// The levels that are published beside the decisive one.
  private static let publishedLevels = [0.5, 0.9, 0.95]

  /// A signal that goes on with what is remembered of it. Its forecaster knows nothing of that yet: see `warmUp`.
  init(
    _ settings: SignalSettings, workload: WorkloadSettings, interval: Duration, now: Timestamp,
    load: CompressedSeries, forecasts: CompressedSeries
  ) throws(ExpositionError) {
    self.settings = settings
    self.load = load
    self.forecasts = forecasts
    labels = try LabelBlock(["workload": workload.name, "signal": settings.name])
    horizon = workload.startup + interval
    // To twelve digits: the level is a label, and 1 - 0.07 is 0.9299999999999999.
    let wanted = ((1 - workload.targetOverload) * 1e12).rounded() / 1e12
    let values = Set(Self.publishedLevels + [wanted]).sorted()
    levels = values.map { (DecimalText.string($0), $0) }
    decisive = values.firstIndex(of: wanted) ?? 0
    self.interval = interval
    let steps = max(1, Int((horizon.inSeconds / interval.inSeconds).rounded(.up)))
    var parameters = ForecastModel.Parameters()
    parameters.calendar = workload.calendar.calendar
    parameters.companionCount = min(workload.signals.count - 1, Self.mostCompanions)
    kind = ForecasterKind(
      step: interval, model: ForecastModel(rawValue: settings.model) ?? .auto,
      targets: [.maximum(steps: steps), .value(steps: steps)], parameters: parameters)
    forecaster = SeriesForecaster(
      step: interval, now: now - interval, models: kind.models, targets: kind.targets,
      companionCount: parameters.companionCount)
  }

  /// Takes in older samples. The forecaster is to be warmed up again.
  mutating func merge(_ past: CompressedSeries) {
    if let end = past.last, load.first.map({ $0.timestamp > end.timestamp }) ?? true {
      // The rule at a start: all of the past lies before what was seen live, which is short.
      var joined = past
      for sample in load.allSamples { joined.append(sample) }
      load = joined
    } else {
      load.merge(past.allSamples)
    }
    forgetWarmth()
  }

  /// To be told when another signal, which this one may look at, has got older samples.
  mutating func companionHasAPast() {
    if kind.parameters.companionCount > 0 { forgetWarmth() }
  }

  private mutating func forgetWarmth() {
    generation += 1
    isWarm = false
    isRefitting = false
  }

  /// What has to be done, away from the cycle, for the forecaster to know the past; nil where it does.
  ///
  /// - Parameter companions: the loads of the workload's other signals.
  func warmUp(workload: String, companions: [CompressedSeries]) -> WarmUpJob? {
    guard !isWarm, let last = load.last else { return nil }
    return WarmUpJob(
      workload: workload, signal: settings.name, generation: generation, load: load,
      companions: Array(companions.prefix(Self.mostCompanions)),
      task: .replay(through: last.timestamp), kind: kind)
  }

  /// What has to be done, away from the cycle, for the models to learn from what has come of late; nil where that is not due, or is being done.
  ///
  /// - Parameter companions: the loads of the workload's other signals.
  mutating func refit(workload: String, companions: [CompressedSeries]) -> WarmUpJob? {
    guard !isRefitting, forecaster.isRefitDue else { return nil }
    isRefitting = true
    return WarmUpJob(
      workload: workload, signal: settings.name, generation: generation, load: load,
      companions: Array(companions.prefix(Self.mostCompanions)), task: .refit(forecaster),
      kind: kind)
  }

  /// Takes over a forecaster that has learnt; one for another past, or other settings, is left.
  mutating func adopt(_ warm: WarmUpDelivery) {
    guard warm.generation == generation, warm.kind == kind else { return }
    // The steps since then follow with the next reading.
    forecaster = warm.forecaster
    patterns = warm.patterns ?? patterns
    isWarm = true
    isRefitting = false
  }

  /// Takes over what another runtime of the same signal has learnt, where it learnt the same thing.
  mutating func adopt(_ other: SignalRuntime) {
    guard other.kind == kind,
      other.settings.target.isSameKind(as: settings.target),
      other.settings.reference.selector == settings.reference.selector
    else { return }
    forecaster = other.forecaster
    patterns = other.patterns
    generation = other.generation
    isWarm = other.isWarm
    isRefitting = other.isRefitting
  }

  /// Takes in the reading of one cycle.
  ///
  /// - Parameter ready: The replicas that serve, by which a utilization becomes load; nil where unknown.
  /// - Returns: The signal's status, without a forecast.
  mutating func observe(_ reading: Reading, at tick: Timestamp, ready: Int?) -> SignalStatus {
    var status = SignalStatus(
      name: settings.name, labels: labels, source: settings.reference.source,
      target: settings.target, value: nil, load: nil, age: nil, problem: nil, forecast: nil)
    status.patterns = patterns
    switch reading {
    case .absent(let why): status.problem = why
    case .table: status.problem = "the source answers with a table; expected one value"
    case .failed(let error): status.problem = "\(error.reason.rawValue): \(error.message)"
    case .value(let value, let moment):
      let age = max(.zero, tick - moment)
      status.value = value
      status.age = age
      if age > settings.maxAge {
        status.value = nil
        status.problem =
          "the value is \(age.prometheusText) old, more than max_age \(settings.maxAge.prometheusText)"
      } else if value < 0 {
        status.problem = "the value is below zero"
      } else if settings.target.needsReplicas, ready == nil {
        status.problem =
          "the replicas that serve are not known, without which the value says nothing of load"
      } else if let load = settings.target.load(from: value, ready: ready) {
        status.load = load
      } else {
        status.problem = "no replica serves, so the value says nothing of load"
      }
    }
    load.append(Sample(timestamp: tick, value: status.load ?? .nan))
    return status
  }

  /// Forecasts from the reading that was taken in and completes `status` with it.
  ///
  /// - Parameter companions: the loads of the workload's other signals, in their order, up to the same moment.
  mutating func forecast(
    at tick: Timestamp, companions: [CompressedSeries], status: inout SignalStatus
  ) -> SignalObservation {
    forecaster.advance(to: tick, archive: load, companions: companions)
    status.forecast = forecast
    let ahead = status.forecast.flatMap { forecast in
      forecast.windowMax.first { $0.level == forecast.decisiveLevel }?.value
        ?? forecast.windowMax.first?.value
    }
    forecasts.append(Sample(timestamp: tick, value: ahead.map(Self.rounded) ?? .nan))
    let present: SignalValue =
      status.load.map { .known($0) } ?? .unknown(status.problem ?? "it was not read")
    return SignalObservation(
      name: settings.name, present: present, forecast: ahead,
      confidence: status.forecast?.confidence, age: status.age)
  }

  /// The moment of the newest known load; nil where none is known.
  var lastKnown: Timestamp? {
    guard let first = load.first, let last = load.last else { return nil }
    // From the end in growing stretches: mostly the last sample is known.
    var reach = Duration.seconds(3600)
    while true {
      let from = max(first.timestamp, last.timestamp - reach)
      let known = load.samples(from: from, through: last.timestamp).last { $0.isKnown }
      if let known { return known.timestamp }
      if from == first.timestamp { return nil }
      reach = reach * 8
    }
  }

  /// Drops what is older than `moment`.
  mutating func trim(before moment: Timestamp) {
    load.trim(before: moment)
    forecasts.trim(before: moment)
  }

  /// What the forecaster says now, nil where it has no answer.
  private var forecast: SignalForecast? {
    guard let maximum = try? forecaster.forecast(at: 0), let end = try? forecaster.forecast(at: 1)
    else { return nil }
    let accuracy = forecaster.accuracy(at: 0)
    func told(_ values: [Double?]) -> [SignalForecast.Level] {
      zip(SeriesForecaster.coverageLevels, values).compactMap { level, value in
        value.map { (DecimalText.string(level), $0) }
      }
    }
    return SignalForecast(
      horizon: horizon, end: values(of: end), windowMax: values(of: maximum),
      decisiveLevel: levels[decisive].text,
      weights: maximum.weights.map { ($0.model, $0.weight) },
      scaledError: accuracy.scaledError, coverage: told(accuracy.coverage),
      quantileLosses: told(accuracy.quantileLosses), confidence: maximum.confidence)
  }

  private func values(of forecast: Forecast) -> [SignalForecast.Level] {
    var values: [SignalForecast.Level] = [("mean", forecast.mean)]
    for level in levels {
      if let value = forecast.quantile(level.value) { values.append((level.text, value)) }
    }
    return values
  }

  /// The value rounded to three significant digits.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let digits = 2 - Int(log10(abs(value)).rounded(.down))
    guard abs(digits) < 300 else { return value }
    let scale = pow(10, Double(abs(digits)))
    return digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  }
}

extension SignalTarget {
  /// Whether the signal is a mean over the replicas that serve.
  fileprivate var needsReplicas: Bool {
    switch self {
    case .perReplica, .leading: false
    case .utilization, .value: true
    }
  }
}
