import Configuration
import Exposition
import Feeds
import Scaling
import SignalSources
import TimeSeries

/// One workload as it runs: a state machine that takes the readings of a cycle and gives its status. It knows no source, no clock and no
/// feed, so that a replay decides as the sidecar does.
struct WorkloadRuntime {
  private(set) var settings: WorkloadSettings
  private(set) var signals: [SignalRuntime]
  private(set) var recommended: CompressedSeries
  private(set) var current: CompressedSeries
  private(set) var ready: CompressedSeries

  fileprivate let labels: LabelBlock
  private let interval: Duration
  private var recommender: Recommender
  private var fleet: SimulatedFleet?
  /// What would run if an autoscaler followed a workload in shadow mode.
  private var shadow: ShadowFleet?
  private var promise: PromiseKeeper?
  private let watch: EventWatch
  private var learner: WorkloadLearner
  private var mix: WorkloadMix?
  private var agenda: Agenda
  private var schedules: ScheduleAgenda
  private var overload: TrailingShare
  private var overloadSeconds = 0.0
  private var phases = ScalingPhases()

  /// What is remembered of workloads, by `SeriesName`.
  typealias Memory = [String: CompressedSeries]

  /// A workload that goes on with what is remembered.
  ///
  /// - Throws: `PolicyError` for settings that no recommender takes, which `outrider check` would have refused.
  init(
    _ settings: WorkloadSettings, interval: Duration, now: Timestamp, memory: Memory,
    mix: WorkloadMix?
  ) throws {
    self.settings = settings
    self.interval = interval
    self.mix = mix
    agenda = Agenda(settings.calendar.calendar)
    schedules = ScheduleAgenda(settings.schedules)
    watch = EventWatch(settings.events)
    learner = WorkloadLearner(settings)
    let name = settings.name
    labels = try LabelBlock(["workload": name])
    signals = []
    for signal in settings.signals {
      let load = memory[SeriesName.load(workload: name, signal)]
      let forecasts = memory[SeriesName.forecast(workload: name, signal)]
      signals.append(
        try SignalRuntime(
          signal, workload: settings, interval: interval, now: now,
          load: load ?? CompressedSeries(), forecasts: forecasts ?? CompressedSeries()))
    }
    recommended = memory[SeriesName.recommended(workload: name)] ?? CompressedSeries()
    current = memory[SeriesName.current(workload: name)] ?? CompressedSeries()
    ready = memory[SeriesName.ready(workload: name)] ?? CompressedSeries()
    recommender = Recommender(
      policy: try settings.policy(interval: interval), adjustments: Self.adjustments(settings))
    let day = Duration.seconds(86_400)
    overload = TrailingShare(window: max(1, Int(day.inSeconds / interval.inSeconds)))
    if let last = recommended.last, now - last.timestamp <= settings.hold,
      let replicas = Int32(exactly: last.value), replicas >= 0
    {
      // After a restart the last recommendation is still the last good one. What was read from a file may be any number.
      recommender = Recommender(
        policy: recommender.policy, state: .resumed(replicas: Int(replicas), at: last.timestamp),
        adjustments: recommender.adjustments)
    }
    promise = PromiseKeeper(settings, interval: interval)
    if settings.mode == .shadow { shadow = ShadowFleet(startup: settings.startup) }
    if settings.replicas.simulate {
      fleet = SimulatedFleet(
        replicas: recommender.state.asked ?? settings.replicas.min, startup: settings.startup)
    }
  }

  private static func adjustments(
    _ settings: WorkloadSettings, room: [String: Double] = [:]
  ) -> [any RecommendationStep] {
    var steps: [any RecommendationStep] = []
    if !settings.scheduleGroups.isEmpty { steps.append(ScheduleStep(book: settings.schedules)) }
    var standing: ManualControl?
    if let pin = settings.pin {
      standing = ManualControl(.pin(pin), reason: "configuration")
    } else if settings.pause {
      standing = ManualControl(.pause, reason: "configuration")
    }
    steps.append(EventStep(standing: standing))
    if let pace = settings.decisionInterval { steps.append(CadenceStep(every: pace)) }
    let resources = settings.limits.compactMap { limit -> ResourceLimits.Resource? in
      guard let perReplica = limit.perReplica,
        let available = [limit.usable, room[limit.resource]].compactMap({ $0 }).min()
      else { return nil }
      return ResourceLimits.Resource(
        name: limit.resource, perReplica: perReplica, available: available)
    }
    if !resources.isEmpty {
      steps.append(CapacityStep(limits: ResourceLimits(resources: resources)))
    }
    return steps
  }

  /// The settings with what was learnt of the replicas, where it is time to put that in force; nil else.
  mutating func settingsToLearn(at tick: Timestamp) -> WorkloadSettings? {
    learner.settings(inForce: settings, interval: interval, at: tick)
  }

  /// The same workload with settings that were learnt.
  mutating func relearnt(from other: WorkloadRuntime) {
    adopt(other)
    learner = other.learner
  }

  /// Events and what was decided by hand.
  var board: EventBoard { recommender.state.board }

  /// Puts back what was kept of them.
  mutating func restore(_ board: EventBoard) { recommender.change { $0 = board } }

  /// Changes them as a client asks.
  mutating func apply(_ command: BoardCommand) {
    recommender.change { board in
      switch command {
      case .begin(_, let event): board.add(event)
      case .end(_, let name, let key): board.remove(name: name, key: key)
      case .control(_, let control): board.control = control
      case .release(_, let source):
        if board.control?.source == source { board.control = nil }
      }
    }
  }

  /// Begins the events that values call for; in the order of the settings.
  mutating func watch(_ readings: [Reading], at tick: Timestamp) {
    watch.look(at: tick, readings, &recommender)
  }

  /// What is left for it of what all workloads share.
  mutating func setRoom(_ room: [String: Double]) {
    guard !settings.limits.isEmpty else { return }
    recommender.adjustments = Self.adjustments(settings, room: room)
  }

  /// Takes over what another runtime of the same workload has lived through, after a reload.
  mutating func adopt(_ other: WorkloadRuntime) {
    if let solved = other.mix { mix?.adopt(solved) }
    if let kept = other.promise { promise?.adopt(kept) }
    if let kept = other.shadow { shadow?.adopt(kept) }
    learner.adopt(other.learner)
    overload = other.overload
    overloadSeconds = other.overloadSeconds
    phases = other.phases
    recommender = Recommender(
      policy: recommender.policy, state: other.recommender.state,
      adjustments: recommender.adjustments)
    recommender.adopt(policy: recommender.policy)
    for index in signals.indices {
      let name = signals[index].settings.name
      if let old = other.signals.first(where: { $0.settings.name == name }) {
        signals[index].adopt(old)
      }
    }
    if var kept = other.fleet, fleet != nil {
      kept.startup = settings.startup
      fleet = kept
    }
    if other.interval != interval {
      let day = Duration.seconds(86_400)
      overload = TrailingShare(window: max(1, Int(day.inSeconds / interval.inSeconds)))
    }
  }

  /// The names of all series that are remembered, in the order of `forEachSeries`.
  var seriesNames: [String] {
    let name = settings.name
    return settings.signals.map { SeriesName.load(workload: name, $0) }
      + settings.signals.map { SeriesName.forecast(workload: name, $0) }
      + [
        SeriesName.recommended(workload: name), SeriesName.current(workload: name),
        SeriesName.ready(workload: name),
      ]
  }

  /// Hands out all series that are remembered: loads, forecasts, recommended, current and ready replicas.
  func forEachSeries(_ body: (CompressedSeries) -> Void) {
    for signal in signals { body(signal.load) }
    for signal in signals { body(signal.forecasts) }
    body(recommended)
    body(current)
    body(ready)
  }

  /// Everything that is remembered, by `SeriesName`.
  var memory: Memory {
    var series: [CompressedSeries] = []
    forEachSeries { series.append($0) }
    return Memory(uniqueKeysWithValues: zip(seriesNames, series))
  }

  /// Adds older samples to a signal's load. It and the signals that look at it are to be warmed up again.
  mutating func merge(_ past: CompressedSeries, signal index: Int) {
    signals[index].merge(past)
    for other in signals.indices where other != index { signals[other].companionHasAPast() }
    promise?.pastHasChanged()
  }

  /// What has to be done for the promise to know the past; nil where none is kept.
  var promiseJob: PromiseJob? {
    promise?.job(workload: settings.name, loads: signals.map(\.load), ready: served)
  }

  /// What has to be done for the promise to know the past again, where a pause has made it forget.
  mutating func lostPromiseJob() -> PromiseJob? {
    promise?.takeLoss() == true ? promiseJob : nil
  }

  /// Whether its settings, before anything was learnt of the replicas, are these.
  func isConfigured(as other: WorkloadSettings) -> Bool { learner.isConfigured(as: other) }

  /// The replicas that served, as far as that is known.
  private var served: CompressedSeries {
    if settings.replicas.simulate || settings.replicas.ready != nil { return ready }
    return settings.replicas.current != nil ? current : CompressedSeries()
  }

  /// Takes over what was learnt of the past.
  mutating func adopt(_ delivery: PromiseDelivery) { promise?.adopt(delivery) }

  /// Takes over a forecaster that has lived through the past.
  mutating func adopt(_ warm: WarmUpDelivery, signal index: Int) {
    signals[index].adopt(warm)
  }

  /// What has to be done for the forecasters to know the past.
  var warmUps: [WarmUpJob] { signals.indices.compactMap(warmUp) }

  /// What has to be done for the forecaster of one signal to know the past; nil where it does.
  func warmUp(signal index: Int) -> WarmUpJob? {
    signals[index].warmUp(workload: settings.name, companions: companions(of: index))
  }

  /// The loads of all signals but one.
  private func companions(of index: Int) -> [CompressedSeries] {
    guard signals.count > 1 else { return [] }
    return signals.indices.filter { $0 != index }.map { signals[$0].load }
  }

  /// What has to be done for models to learn from what has come of late.
  mutating func refits() -> [WarmUpJob] {
    let name = settings.name
    return signals.indices.compactMap {
      signals[$0].refit(workload: name, companions: companions(of: $0))
    }
  }

  /// Drops what is older than `moment`.
  mutating func trim(before moment: Timestamp) {
    for index in signals.indices { signals[index].trim(before: moment) }
    recommended.trim(before: moment)
    current.trim(before: moment)
    ready.trim(before: moment)
  }

  /// Takes in what the mix's queries said last.
  mutating func takeInMarket(current: Reading?, prices: [Reading], at tick: Timestamp) {
    mix?.takeIn(current: current, prices: prices, at: tick)
  }

  /// Decides for one cycle.
  ///
  /// - Parameters:
  ///   - tick: The moment of the cycle.
  ///   - readings: What the sources said; in the order of the workload's signals.
  mutating func decide(
    at tick: Timestamp, current currentReading: Reading?, ready readyReading: Reading?,
    signals readings: [Reading]
  ) -> WorkloadStatus {
    var replicas = ReplicaObservation(
      current: currentReading?.replicas(at: tick, maxAge: maxAge),
      ready: readyReading?.replicas(at: tick, maxAge: maxAge))
    if let fleet {
      replicas = ReplicaObservation(current: fleet.total, ready: fleet.ready(at: tick))
    }
    let serving = serving(replicas)
    // First every load, so that signals can foresee one another from the same moment.
    var statuses: [SignalStatus] = []
    for index in signals.indices {
      statuses.append(signals[index].observe(readings[index], at: tick, ready: serving))
    }
    learner.observe(replicas, statuses, at: tick)
    var observations: [SignalObservation] = []
    for index in signals.indices {
      observations.append(
        signals[index].forecast(
          at: tick, companions: companions(of: index), status: &statuses[index]))
    }
    shadow?.advance(to: tick, beginning: replicas.current)
    // Taken out for as long as it decides: within the recommender's turn nothing else of the runtime can change.
    var keeper = promise
    promise = nil
    keeper?.observe(
      at: tick, loads: signals.map(\.load),
      ready: shadow?.ready ?? replicas.ready ?? replicas.current)
    let shadowed = shadow?.total
    let recommendation = recommender.recommend(
      at: tick, replicas: replicas, signals: observations
    ) { keeper?.replicas(current: shadowed ?? $0) }
    promise = keeper
    if let wanted = recommendation.replicas { fleet?.scale(to: wanted, at: tick) }
    remember(replicas, recommendation, at: tick)
    let demand = demand(observations, ready: replicas.ready ?? replicas.current)
    var service = account(demand, ready: replicas.ready ?? replicas.current)
    phases.observe(
      demand: demand, ready: replicas.ready ?? replicas.current, asked: recommendation.replicas,
      interval: interval)
    service.phases = phases
    let total = totalDemand(observations)
    shadow?.account(
      total, current: replicas.current,
      ready: replicas.ready ?? replicas.current, recommended: recommendation.replicas,
      interval: interval, at: tick)
    var status = WorkloadStatus(
      name: settings.name, labels: labels, isLive: settings.mode == .live, time: tick,
      replicas: replicas, recommendation: recommendation, signals: statuses,
      mix: recommendation.replicas.flatMap { mix?.status(replicas: $0) }, service: service,
      history: history)
    status.upcomingEvents = agenda.upcoming(at: tick)
    status.schedules = schedules.status(at: tick)
    status.shadow = shadow?.report
    status.scaleTarget = settings.scaleTarget.map {
      ScaleTargetStatus(
        apiVersion: $0.apiVersion, resource: $0.resource, namespace: $0.namespace, name: $0.name)
    }
    status.learnt = learner.status
    return status
  }

  /// The replicas that are taken to serve before the first recommendation where no source tells them: without them a
  /// utilization would never become load, and nothing ever be recommended.
  private var beginning: Int? {
    settings.replicas.current == nil && settings.replicas.ready == nil
      ? max(1, settings.replicas.min) : nil
  }

  /// The replicas that serve, by which a utilization becomes load; nil where they should be known and are not. The last recommendation
  /// stands in only where no replicas are configured: in the place of lost ones it would feed on itself.
  private func serving(_ replicas: ReplicaObservation) -> Int? {
    if settings.replicas.ready != nil { return replicas.ready }
    if settings.replicas.current != nil { return replicas.current }
    return replicas.ready ?? recommender.state.asked ?? beginning
  }

  /// Replicas are believed for as long as the most patient signal is.
  private var maxAge: Duration {
    settings.signals.map(\.maxAge).max() ?? .zero
  }

  private mutating func remember(
    _ replicas: ReplicaObservation, _ recommendation: Recommendation, at tick: Timestamp
  ) {
    recommended.append(Sample(tick, recommendation.replicas))
    current.append(Sample(tick, replicas.current))
    ready.append(Sample(tick, replicas.ready))
  }

  fileprivate var history: WorkloadHistory {
    var lines = signals.map {
      WorkloadHistory.Line(kind: "load", signal: $0.settings.name, series: $0.load)
    }
    lines += signals.map {
      WorkloadHistory.Line(kind: "forecast", signal: $0.settings.name, series: $0.forecasts)
    }
    lines.append(WorkloadHistory.Line(kind: "recommended_replicas", series: recommended))
    lines.append(WorkloadHistory.Line(kind: "current_replicas", series: current))
    lines.append(WorkloadHistory.Line(kind: "ready_replicas", series: ready))
    return WorkloadHistory(step: interval, lines: lines)
  }

  /// The replicas' worth of load, by the signal that needs the most.
  private func demand(_ observations: [SignalObservation], ready: Int?) -> Double? {
    var demand: Double?
    for (signal, observation) in zip(signals, observations) {
      guard case .known(let load) = observation.present, let ready else { continue }
      if let needed = signal.settings.target.demand(of: load, ready: ready) {
        demand = max(demand ?? 0, needed)
      }
    }
    return demand
  }

  /// The same of the signals whose load does not depend on the replicas that there are: what another fleet would have had to carry.
  private func totalDemand(_ observations: [SignalObservation]) -> Double? {
    PromiseKeeper.demand(
      observations.map { if case .known(let load) = $0.present { load } else { nil } },
      settings.signals.map { $0.target.isTotal ? $0.target : nil })
  }

  /// Whether load exceeds ready capacity.
  private mutating func account(_ demand: Double?, ready: Int?) -> ServiceStatus {
    var status = ServiceStatus()
    if let demand, let ready {
      let isOverloaded = demand > Double(ready) * (1 + ReplicaCount.forgiveness)
      overload.append(isOverloaded)
      if isOverloaded { overloadSeconds += interval.inSeconds }
      if ready > 0 { status.headroomRatio = 1 - demand / Double(ready) }
    } else {
      overload.append(nil)
    }
    status.overloadSeconds = overloadSeconds
    status.overloadRatio = overload.share
    return status
  }
}

extension Reading {
  /// A number of replicas: a finite value that is not too old, rounded; nil for anything else.
  fileprivate func replicas(at tick: Timestamp, maxAge: Duration) -> Int? {
    guard case .value(let value, let moment) = self, value >= 0, value <= Double(Int32.max),
      tick - moment <= maxAge
    else { return nil }
    return Int(value.rounded())
  }
}

extension Sample {
  /// A count, or a gap.
  fileprivate init(_ tick: Timestamp, _ count: Int?) {
    self.init(timestamp: tick, value: count.map(Double.init) ?? .nan)
  }
}

extension WorkloadRuntime {
  /// The status before the first decision.
  var undecided: WorkloadStatus {
    WorkloadStatus(
      name: settings.name, labels: labels, isLive: settings.mode == .live,
      time: Timestamp(milliseconds: 0), replicas: ReplicaObservation(), recommendation: nil,
      signals: [], mix: nil, service: ServiceStatus(), history: history)
  }

  /// The number of samples that are remembered, and the memory that they take in bytes.
  var size: (samples: Int, bytes: Int) {
    var samples = 0
    var bytes = 0
    forEachSeries {
      samples += $0.count
      bytes += $0.byteCount
    }
    return (samples, bytes)
  }
}
