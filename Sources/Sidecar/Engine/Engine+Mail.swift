import Configuration
import FileAccess
import Feeds
import Logging
import Scaling
import SignalSources
import TimeSeries

// What comes between two cycles: a configuration, filled-in history, forecasters that know it.
extension Engine {
  /// Takes in what has come between two cycles: a configuration, filled-in history.
  func applyMail(at tick: Timestamp) {
    let mail = mailbox.take(pasts: Self.pastsPerCycle)
    if let settings = mail.settings { apply(settings, at: tick) }
    tookInPast =
      tookInPast || !mail.pasts.isEmpty || !mail.forecasters.isEmpty || !mail.promises.isEmpty
    for command in mail.commands { obey(command) }
    for learnt in mail.promises {
      guard let index = workloads.firstIndex(where: { $0.settings.name == learnt.workload })
      else { continue }
      workloads[index].adopt(learnt)
    }
    for warm in mail.forecasters {
      guard let (workload, signal) = find(warm.workload, warm.signal) else { continue }
      workloads[workload].adopt(warm, signal: signal)
    }
    for delivery in mail.pasts {
      guard let (workload, signal) = find(delivery.workload, delivery.signal),
        delivery.belongs(to: workloads[workload].signals[signal].settings)
      else { continue }
      workloads[workload].merge(delivery.past, signal: signal)
      requestLearning(of: workloads[workload])
      let name = SeriesName.load(
        workload: delivery.workload, workloads[workload].signals[signal].settings)
      persist { disk throws(FileError) in try disk.append(delivery.past.allSamples, to: name) }
      log.info(
        "history was filled in",
        metadata: [
          "workload": "\(delivery.workload)", "signal": "\(delivery.signal)",
          "samples": "\(delivery.past.count)",
        ])
    }
  }

  /// Does what a client asks to be changed about one workload, or about all.
  func obey(_ command: BoardCommand) {
    for index in workloads.indices {
      let name = workloads[index].settings.name
      guard command.workload == nil || command.workload == name else { continue }
      workloads[index].apply(command)
      var facts: Logger.Metadata = ["workload": "\(name)"]
      switch command {
      case .begin(_, let event):
        facts["event"] = "\(event.name)"
        facts["until"] = "\(event.end)"
        log.info("event begins", metadata: facts)
      case .end(_, let event, _):
        facts["event"] = "\(event)"
        log.info("event ends", metadata: facts)
      case .control(_, let control?):
        facts["reason"] = "\(control.reason)"
        switch control.order {
        case .pin(let replicas): facts["pin"] = "\(replicas)"
        case .pause: facts["pause"] = "true"
        }
        log.info("decided by hand", metadata: facts)
      case .release(_, let source):
        facts["source"] = "\(source)"
        log.info("what an alert decided holds no longer", metadata: facts)
      case .control(_, nil): log.info("no longer decided by hand", metadata: facts)
      }
    }
  }

  /// Asks for all that a workload has to learn of its past.
  func requestLearning(of workload: WorkloadRuntime) {
    workload.warmUps.forEach(mailbox.request)
    if let job = workload.promiseJob { mailbox.request(job) }
  }

  func find(_ workload: String, _ signal: String) -> (workload: Int, signal: Int)? {
    guard let index = workloads.firstIndex(where: { $0.settings.name == workload }),
      let place = workloads[index].signals.firstIndex(where: { $0.settings.name == signal })
    else { return nil }
    return (index, place)
  }

  /// Puts a checked configuration in force. What cannot be built leaves everything as it is.
  func apply(_ next: Settings, at tick: Timestamp) {
    let nextPlan = CollectionPlan(next)
    var nextSources: [SourceRuntime] = []
    var nextWorkloads: [WorkloadRuntime] = []
    var nextPools: [NodePoolRuntime] = []
    var memory = attic
    for workload in workloads { memory.merge(workload.memory) { $1 } }
    do {
      for (index, source) in next.sources.enumerated() {
        let queries = nextPlan.queries[index]
        let kept = sources.first {
          $0.settings == source && $0.queries == queries && settings.interval == next.interval
        }
        if let kept {
          nextSources.append(kept)
          continue
        }
        var made = SourceRuntime(
          source, queries: queries,
          source: try factory.make(source, queries: queries, settings: next))
        if let old = sources.first(where: { $0.settings.name == source.name }) { made.adopt(old) }
        nextSources.append(made)
      }
      for workload in next.workloads {
        let old = workloads.first { $0.settings.name == workload.name }
        // What was learnt of the replicas stays in force where nothing else has changed.
        let learnt = old.flatMap { $0.isConfigured(as: workload) ? $0.settings : nil }
        var runtime = try WorkloadRuntime(
          learnt ?? workload, interval: next.interval, now: tick, memory: memory,
          mix: try WorkloadMix(workload, shelf: shelf))
        if let old {
          if learnt == nil { runtime.adopt(old) } else { runtime.relearnt(from: old) }
        } else if let board = boards[workload.name] {
          runtime.restore(board)
        }
        nextWorkloads.append(runtime)
      }
      for pool in next.nodePools {
        var runtime = try NodePoolRuntime(pool, shelf: shelf)
        if let old = nodePools.first(where: { $0.settings.name == pool.name }) {
          runtime.adopt(old)
        }
        nextPools.append(runtime)
      }
    } catch {
      log.error("configuration was not applied", metadata: ["problem": "\(error)"])
      mailbox.applyFailed()
      let made = nextSources.filter { new in !sources.contains { $0.source === new.source } }
      mailbox.retire(made.map(\.source))
      return
    }
    let dropped = sources.filter { old in !nextSources.contains { $0.source === old.source } }
    mailbox.retire(dropped.map(\.source))
    attic = memory
    for workload in nextWorkloads { for name in workload.memory.keys { attic[name] = nil } }
    let known = Dictionary(statuses.map { ($0.name, $0) }) { first, _ in first }
    // Cycles are counted from here on where they are of another length.
    if settings.interval != next.interval { lastTick = nil }
    settings = next
    plan = nextPlan
    sources = nextSources
    workloads = nextWorkloads
    nodePools = nextPools
    nodePoolStatuses.removeAll { known in !nextPools.contains { $0.settings.name == known.name } }
    statuses = nextWorkloads.map { runtime in
      // Its mode counts at once: what goes into the shadow feeds nothing from here on.
      var status = known[runtime.settings.name] ?? runtime.undecided
      status.isLive = runtime.settings.mode == .live
      return status
    }
    let names = Set(next.workloads.map(\.name))
    persist { disk throws(FileError) in disk.seriesChanged() }
    telemetry.decisions = telemetry.decisions.filter { names.contains($0.key.workload) }
    let sourceNames = Set(next.sources.map(\.name))
    telemetry.sourceErrors = telemetry.sourceErrors.filter { sourceNames.contains($0.key.source) }
    telemetry.fetchDurations = telemetry.fetchDurations.filter { sourceNames.contains($0.key) }
    for workload in workloads { requestLearning(of: workload) }
    requestBackfill(before: tick)
    log.info(
      "configuration is in force",
      metadata: ["sources": "\(sources.count)", "workloads": "\(workloads.count)"])
  }
}
