import Configuration
import Exposition
import Feeds
import FileAccess
import Logging
import Scaling
import SignalSources
import TimeSeries

/// The sidecar's cycle: asks all sources at once, decides for each workload as soon as its sources have answered, remembers, and
/// publishes.
actor Engine {
  let clock: SidecarClock
  let factory: any SourceMaking
  let feed: WebFeed
  let log: Logger
  let build: BuildInformation
  let mailbox: EngineMailbox

  var settings: Settings
  var plan: CollectionPlan
  var sources: [SourceRuntime] = []
  var workloads: [WorkloadRuntime] = []
  var statuses: [WorkloadStatus] = []
  var nodePools: [NodePoolRuntime] = []
  var nodePoolStatuses: [NodePoolStatus] = []
  var telemetry = Telemetry()
  var disk: DiskHistory?
  var lastTick: Timestamp?
  var hasCompletedCycle = false
  /// Whether pasts or forecasters that know them came in since the last cycle ended.
  var tookInPast = false
  /// The signals that the log has called unknown.
  var toldUnknown: Set<String> = []
  /// Whether the last write to disk failed.
  var isDiskFailing = false
  /// Whether start-up is over: a cycle has ended, and every past is in.
  var hasSettled = false
  /// Series of workloads and signals that a reload took away, for one that brings them back.
  var attic: WorkloadRuntime.Memory
  let shelf = CatalogueShelf()
  /// What outlives a restart beside the history.
  let control: ControlRoom
  /// Boards of workloads that a restart brought back, or a reload took away.
  var boards: [String: EventBoard] = [:]
  /// The last decisions of each workload.
  var decisions: [String: DecisionLog] = [:]
  /// Decisions that are complete and not yet on disk.
  var completed: [(workload: String, record: DecisionRecord)] = []

  /// The pasts that one cycle takes in: writing two weeks of samples to disk takes some milliseconds.
  static let pastsPerCycle = 200

  /// An engine that goes on with what is remembered.
  init(
    settings: Settings, clock: SidecarClock, factory: any SourceMaking, feed: WebFeed,
    disk: sending DiskHistory?, memory: WorkloadRuntime.Memory, mailbox: EngineMailbox,
    build: BuildInformation, log: Logger
  ) throws {
    self.settings = settings
    self.clock = clock
    self.factory = factory
    self.feed = feed
    self.disk = disk
    self.mailbox = mailbox
    self.build = build
    self.log = log
    attic = memory
    plan = CollectionPlan(settings)
    let plan = plan
    for (index, source) in settings.sources.enumerated() {
      sources.append(
        SourceRuntime(
          source, queries: plan.queries[index],
          source: try factory.make(source, queries: plan.queries[index], settings: settings)))
    }
    let now = clock.now.aligned(to: settings.interval)
    control = ControlRoom(folder: disk == nil ? nil : settings.history.path)
    do {
      boards = try control.readBoards()
    } catch {
      log.warning("events were not read", metadata: ["problem": "\(error)"])
    }
    do {
      let kept = try control.readDecisions()
      decisions = kept.mapValues { DecisionLog($0) }
      try control.rewrite(kept.map { ($0.key, $0.value) })
    } catch {
      log.warning("decisions were not read", metadata: ["problem": "\(error)"])
    }
    for workload in settings.workloads {
      workloads.append(
        try WorkloadRuntime(
          workload, interval: settings.interval, now: now, memory: memory,
          mix: try WorkloadMix(workload, shelf: shelf)))
      let last = workloads.count - 1
      if let board = boards[workload.name] { workloads[last].restore(board) }
      for name in workloads[last].memory.keys { attic[name] = nil }
    }
    for pool in settings.nodePools { nodePools.append(try NodePoolRuntime(pool, shelf: shelf)) }
    statuses = workloads.map(\.undecided)
    for workload in workloads {
      workload.warmUps.forEach(mailbox.request)
      if let job = workload.promiseJob { mailbox.request(job) }
    }
  }

  /// The time between two cycles.
  var interval: Duration { settings.interval }

  /// Gives the past a moment to arrive before the first decision: what comes later is taken in by later cycles.
  ///
  /// - Parameter limit: In real time.
  func awaitPast(limit: Duration) async throws {
    requestBackfill(before: clock.now.aligned(to: settings.interval))
    refreshStatistics()
    publish(at: clock.now)
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      applyMail(at: clock.now.aligned(to: settings.interval))
      if mailbox.isIdle { return }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  // MARK: Cycle

  /// Runs the cycle of `tick`, a multiple of the interval later than the last one.
  func cycle(at tick: Timestamp) async {
    applyMail(at: tick)
    startCounters()
    if let lastTick, tick < lastTick {
      log.warning(
        "the clock was set back; history goes on when it is past the newest sample",
        metadata: ["from": "\(lastTick)", "to": "\(tick)"])
    }
    if let lastTick {
      let missed = (tick - lastTick).milliseconds / settings.interval.milliseconds - 1
      if missed > 0 { telemetry.skippedCycles.add(Double(missed)) }
    }
    lastTick = tick
    let start = ContinuousClock.now
    var deciding = Duration.zero
    var waiting = sourcesToAwait
    await withTaskGroup(of: (Int, FetchResult).self) { group in
      for (index, runtime) in sources.enumerated() where !runtime.queries.isEmpty {
        let source = runtime.source
        group.addTask { (index, await source.fetch(now: tick)) }
      }
      for await (index, result) in group {
        // At the end fetches are cut off: that says nothing of the sources, and decides nothing.
        if Task.isCancelled { return }
        takeIn(result, source: index, at: tick)
        let begin = ContinuousClock.now
        var hasDecided = false
        for workload in waiting.indices where waiting[workload].remove(index) != nil {
          guard waiting[workload].isEmpty else { continue }
          decide(workload, at: tick)
          hasDecided = true
        }
        deciding += ContinuousClock.now - begin
        if hasDecided { publish(at: tick) }
      }
    }
    if Task.isCancelled { return }
    let pooling = ContinuousClock.now
    solveNodePools(at: tick)
    deciding += ContinuousClock.now - pooling
    requestRefits()
    let persisting = ContinuousClock.now
    remember(at: tick)
    let end = ContinuousClock.now
    time("collect", persisting - start - deciding)
    time("decide", deciding)
    time("persist", end - persisting)
    hasCompletedCycle = true
    giveBackMemory()
    refreshStatistics()
    publish(at: tick)
  }

  /// The sources that each workload waits for: not those that were down, since a source that hangs would hold up the signals of
  /// others by its whole time-out; unless a workload has no other.
  var sourcesToAwait: [Set<Int>] {
    plan.workloads.map { readings in
      let alive = readings.sources.filter { sources[$0].status.isUp != false }
      return alive.isEmpty ? readings.sources : alive
    }
  }

  /// Every reason for which a source can fail, at 0: a counter that appears with its first event hides it from `increase()`.
  func startCounters() {
    for source in sources {
      for reason in SourceError.Reason.allCases {
        let key = Telemetry.SourceReason(source: source.settings.name, reason: reason.rawValue)
        telemetry.sourceErrors[key, default: Counter()].add(0)
      }
    }
  }

  /// Start-up and pasts leave much behind that later cycles never touch.
  func giveBackMemory() {
    if tookInPast { ProcessMemory.giveBackFree() }
    tookInPast = false
    guard !hasSettled, mailbox.isIdle else { return }
    ProcessMemory.giveBackFree()
    ProcessMemory.giveBackFilePages()
    hasSettled = true
  }

  func takeIn(_ result: FetchResult, source index: Int, at tick: Timestamp) {
    let name = sources[index].settings.name
    let wasUp = sources[index].status.isUp
    let isBack = sources[index].takeIn(result, at: tick)
    telemetry.fetchDurations[name, default: .ofDurations].observe(result.duration)
    for reading in result.readings {
      guard case .failed(let error) = reading else { continue }
      let key = Telemetry.SourceReason(source: name, reason: error.reason.rawValue)
      telemetry.sourceErrors[key, default: Counter()].add()
    }
    if result.isUp != wasUp {
      if result.isUp {
        log.info("source is up", metadata: ["source": "\(name)"])
      } else {
        let problem = sources[index].status.problem ?? "it did not answer"
        log.warning(
          "source is down", metadata: ["source": "\(name)", "problem": "\(problem)"])
      }
    }
    if isBack { requestBackfill(ofSource: index, before: tick) }
  }

  func decide(_ index: Int, at tick: Timestamp) {
    let readings = plan.workloads[index]
    let before = statuses[index].recommendation
    let market = plan.mixes[index]
    workloads[index].takeInMarket(
      current: market.current.map(reading), prices: market.prices.map(reading), at: tick)
    let knownMix = statuses[index].mix
    workloads[index].watch(readings.events.map(reading), at: tick)
    if !settings.limits.isEmpty { workloads[index].setRoom(room(for: index)) }
    var status = workloads[index].decide(
      at: tick, current: readings.current.map(reading), ready: readings.ready.map(reading),
      signals: readings.signals.map(reading))
    let decided = decisionLog(of: status.name)
    status.decisions = decided
    if let recommendation = status.recommendation, let complete = decided.add(recommendation) {
      completed.append((status.name, complete))
    }
    statuses[index] = status
    tellUnknownSignals(of: status, readings.signals)
    tell(status.mix, after: knownMix, of: "workload", status.name)
    learn(index, at: tick)
    guard let recommendation = status.recommendation else { return }
    let key = Telemetry.Decision(
      workload: status.name, action: recommendation.action.rawValue,
      trigger: recommendation.trigger.label)
    telemetry.decisions[key, default: Counter()].add()
    if recommendation.replicas != before?.replicas {
      log.info(
        "recommendation changed",
        metadata: [
          "workload": "\(status.name)", "from": "\(before?.replicas.text ?? "unknown")",
          "to": "\(recommendation.replicas.text)", "reason": "\(recommendation.reason.rawValue)",
          "why": "\(status.explanation.joined(separator: " "))",
        ])
    }
  }

  /// Puts in force what a workload has learnt of its replicas, where that is due; its models learn anew.
  func learn(_ index: Int, at tick: Timestamp) {
    guard let next = workloads[index].settingsToLearn(at: tick) else { return }
    let before = workloads[index].settings
    do {
      var runtime = try WorkloadRuntime(
        next, interval: settings.interval, now: tick, memory: workloads[index].memory,
        mix: try WorkloadMix(next, shelf: shelf))
      runtime.relearnt(from: workloads[index])
      workloads[index] = runtime
      requestLearning(of: runtime)
      var facts: Logger.Metadata = ["workload": "\(next.name)"]
      if next.startup != before.startup {
        facts["startup"] = "\(before.startup.prometheusText) -> \(next.startup.prometheusText)"
      }
      for (old, new) in zip(before.signals, next.signals) where old.target != new.target {
        facts["per_replica"] =
          "\(new.name): \(old.target.threshold ?? 0) -> \(new.target.threshold ?? 0)"
      }
      log.info("learnt something of the replicas", metadata: facts)
    } catch {
      log.error(
        "what was learnt was not put in force",
        metadata: ["workload": "\(next.name)", "problem": "\(error)"])
    }
  }

  func decisionLog(of workload: String) -> DecisionLog {
    if let log = decisions[workload] { return log }
    let log = DecisionLog()
    decisions[workload] = log
    return log
  }

  /// What the other workloads leave of what all share, by what is recommended for them now.
  func room(for index: Int) -> [String: Double] {
    var room: [String: Double] = [:]
    for limit in settings.limits { room[limit.resource] = limit.usable }
    for other in workloads.indices where other != index {
      guard let replicas = statuses[other].recommendation?.replicas else { continue }
      for limit in workloads[other].settings.limits {
        guard let left = room[limit.resource], let each = limit.perReplica else { continue }
        room[limit.resource] = left - each * Double(replicas)
      }
    }
    return room
  }

  /// Tells once when a signal becomes unknown although its source is up, and once when it is back.
  func tellUnknownSignals(of status: WorkloadStatus, _ slots: [CollectionPlan.Slot]) {
    for (signal, slot) in zip(status.signals, slots) {
      let key = "\(status.name)\u{1F}\(signal.name)"
      let facts: Logger.Metadata = ["workload": "\(status.name)", "signal": "\(signal.name)"]
      if let problem = signal.problem {
        guard sources[slot.source].status.isUp == true, toldUnknown.insert(key).inserted else {
          continue
        }
        log.warning("signal is unknown", metadata: facts.merging(["problem": "\(problem)"]) { $1 })
      } else if toldUnknown.remove(key) != nil {
        log.info("signal is known again", metadata: facts)
      }
    }
  }

  /// The instances of every node pool, for what is recommended now.
  func solveNodePools(at tick: Timestamp) {
    let replicas = Dictionary(
      statuses.map { ($0.name, $0.recommendation?.replicas) }
    ) { first, _ in first }
    var next: [NodePoolStatus] = []
    for index in nodePools.indices {
      let market = plan.nodePools[index]
      nodePools[index].takeIn(
        current: market.current.map(reading), prices: market.prices.map(reading), at: tick)
      let status = nodePools[index].status { replicas[$0] ?? nil }
      let before = nodePoolStatuses.first { $0.name == status.name }?.mix
      tell(status.mix, after: before, of: "node_pool", status.name)
      next.append(status)
    }
    nodePoolStatuses = next
  }

  /// Tells when instances are no longer known, or what runs or is priced is not in the catalogue; each once.
  func tell(_ mix: MixStatus?, after before: MixStatus?, of kind: String, _ name: String) {
    guard let mix else { return }
    let facts: Logger.Metadata = ["\(kind)": "\(name)"]
    if let problem = mix.problem, problem != before?.problem {
      log.warning(
        "no instances are recommended", metadata: facts.merging(["problem": "\(problem)"]) { $1 })
    } else if mix.problem == nil, before?.problem != nil {
      log.info("instances are recommended again", metadata: facts)
    }
    if mix.unknownInstances > 0, mix.unknownInstances != before?.unknownInstances {
      log.warning(
        "instances run that the catalogue does not have",
        metadata: facts.merging(["count": "\(mix.unknownInstances)"]) { $1 })
    }
    if mix.unusedPrices > 0, mix.unusedPrices != before?.unusedPrices {
      log.warning(
        "price series are no price of an offer",
        metadata: facts.merging(["count": "\(mix.unusedPrices)"]) { $1 })
    }
  }

  func reading(_ slot: CollectionPlan.Slot) -> Reading {
    sources[slot.source].readings[slot.query]
  }

  func publish(at tick: Timestamp) {
    feed.publish(snapshot(at: tick))
  }

  func snapshot(at tick: Timestamp) -> Snapshot {
    Snapshot(
      time: tick, isReady: hasCompletedCycle, configuration: mailbox.configuration,
      sources: sources.map(\.status), workloads: statuses, nodePools: nodePoolStatuses,
      telemetry: telemetry, build: build)
  }

  func time(_ stage: String, _ duration: Duration) {
    telemetry.stageDurations[stage, default: .ofDurations].observe(duration)
  }

  func refreshStatistics() {
    telemetry.process = ProcessStatistics.read().metrics
    var samples = 0
    var bytes = 0
    for workload in workloads {
      let size = workload.size
      samples += size.samples
      bytes += size.bytes
    }
    telemetry.historySamples = samples
    telemetry.historyBytes = bytes
  }

  // MARK: End

  /// Writes everything to disk and ends the sources.
  func close() async {
    keepDecisions(isLast: true)
    persist { disk throws(FileError) in try disk.close() }
    disk = nil
    for runtime in sources { await runtime.source.close() }
    factory.close()
  }
}

extension Optional<Int> {
  /// The number, or `unknown`.
  fileprivate var text: String { map(String.init) ?? "unknown" }
}
