import Configuration
import Scaling
import SignalSources
import TimeSeries

// What is learnt of the past: refits and backfills, done away from the cycle.
extension Engine {
  /// Asks for refits that are due, so few a cycle that those of many signals do not come all at once.
  func requestRefits() {
    var left = max(1, signalCount * Int(interval.milliseconds) / Self.refitSpreadMilliseconds)
    for index in workloads.indices {
      if let job = workloads[index].lostPromiseJob() { mailbox.request(job) }
    }
    for index in workloads.indices where left > 0 {
      let jobs = workloads[index].refits()
      jobs.forEach(mailbox.request)
      left -= jobs.count
    }
  }

  private var signalCount: Int { workloads.reduce(0) { $0 + $1.signals.count } }

  /// The time over which the refits of all signals are spread.
  private static let refitSpreadMilliseconds = 3_600_000

  /// Everything that was asked to be filled in, for the backfill service.
  func requestBackfill(ofSource index: Int, before tick: Timestamp) {
    for (workload, readings) in plan.workloads.enumerated() {
      for (signal, slot) in readings.signals.enumerated() where slot.source == index {
        requestBackfill(workload: workload, signal: signal, before: tick)
      }
    }
  }

  /// Asks for the past of every signal, up to the first cycle.
  func requestBackfill(before tick: Timestamp) {
    for workload in workloads.indices {
      for signal in workloads[workload].signals.indices {
        requestBackfill(workload: workload, signal: signal, before: tick)
      }
    }
  }

  func requestBackfill(workload: Int, signal: Int, before tick: Timestamp) {
    let runtime = workloads[workload].signals[signal]
    let readings = plan.workloads[workload]
    let slot = readings.signals[signal]
    guard let reach = sources[slot.source].settings.backfill(settings.history.retention) else {
      return
    }
    let oldest = (tick - reach).aligned(to: settings.interval)
    let known = runtime.lastKnown.map { $0 + settings.interval }
    let from = max(oldest, known ?? oldest)
    let through = tick - settings.interval
    guard from <= through else { return }
    var replicas: BackfillJob.Query?
    if case .utilization = runtime.settings.target {
      guard let slot = readings.ready ?? readings.current else { return }
      replicas = BackfillJob.Query(source: sources[slot.source].source, index: slot.query)
    }
    mailbox.request(
      BackfillJob(
        workload: workloads[workload].settings.name, signal: runtime.settings,
        load: BackfillJob.Query(source: sources[slot.source].source, index: slot.query),
        replicas: replicas, from: from, through: through, step: settings.interval))
  }
}
