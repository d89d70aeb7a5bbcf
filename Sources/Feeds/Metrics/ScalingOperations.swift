import Exposition
import Synchronization

/// Counts what Outrider did to replicas itself, recorded by whoever acts.
public final class ScalingOperations: Sendable {
  private struct Key: Hashable {
    var workload: String
    var action: String
    var outcome: String
  }

  private struct State {
    var counts: [Key: Counter] = [:]
    var isLeader: Bool?
  }

  private let state = Mutex(State())

  init() {}

  /// Counts one operation.
  public func record(workload: String, action: String, outcome: String) {
    let key = Key(workload: workload, action: action, outcome: outcome)
    state.withLock { state in _ = state.counts[key, default: Counter()].add() }
  }

  /// Notes whether the lease is held.
  public func record(isLeader: Bool) {
    state.withLock { $0.isLeader = isLeader }
  }

  /// Adds the families to a page; they are empty where nobody acts.
  func add(to page: inout MetricPage) throws(ExpositionError) {
    let (counts, isLeader) = state.withLock { ($0.counts, $0.isLeader) }
    let operations = try page.add(
      MetricFamily(
        "outrider_scaling_operations_total", .counter,
        help: "Changes of replicas through the Kubernetes API, by what came of them."))
    for (key, counter) in counts.sorted(by: {
      ($0.key.workload, $0.key.action, $0.key.outcome)
        < ($1.key.workload, $1.key.action, $1.key.outcome)
    }) {
      page[operations].append(
        try LabelBlock([
          "workload": key.workload, "action": key.action, "outcome": key.outcome,
        ]), counter)
    }
    let leader = try page.add(
      MetricFamily(
        "outrider_actuation_leader", .gauge,
        help: "1: this Outrider holds the lease and changes replicas."))
    page[leader].append(isLeader.map { $0 ? 1 : 0 })
  }
}
