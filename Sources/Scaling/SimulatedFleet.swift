public import TimeSeries

/// A fleet of replicas in the mind: one that is asked for starts at once and serves after its start-up
/// time; one that is given up is gone at once, the youngest first.
///
/// Time is what the caller says; counts can be asked for any moment after the last change.
public struct SimulatedFleet: Hashable, Sendable {
  private struct Batch: Hashable, Sendable {
    var readyAt: Timestamp
    var count: Int
  }

  /// The time from asking for a replica until it serves; a change holds for replicas asked for later.
  public var startup: Duration

  /// All replicas, whether they serve yet or not.
  public private(set) var total: Int

  /// Replicas that were not ready at the last change, in the order in which they were asked for.
  private var starting: [Batch] = []

  /// A fleet of `replicas`, 0 and more, that all serve.
  public init(replicas: Int, startup: Duration) {
    total = min(max(0, replicas), ReplicaCount.most)
    self.startup = startup
  }

  /// The replicas that serve at `at`.
  public func ready(at: Timestamp) -> Int {
    total - starting.reduce(0) { $0 + ($1.readyAt > at ? $1.count : 0) }
  }

  /// The replicas that do not serve yet at `at`.
  public func pending(at: Timestamp) -> Int { total - ready(at: at) }

  /// Adds or removes replicas at `at`, so that there are `replicas`; below zero counts as zero.
  public mutating func scale(to replicas: Int, at: Timestamp) {
    let goal = min(max(0, replicas), ReplicaCount.most)
    starting.removeAll { $0.readyAt <= at }
    if goal > total {
      let delay = startup.milliseconds(upTo: 315_360_000_000)
      starting.append(Batch(readyAt: at.moved(back: -delay), count: goal - total))
    }
    var surplus = total - goal
    while surplus > 0, let youngest = starting.popLast() {
      surplus -= youngest.count
      // Of a batch that is larger than the surplus the rest goes on starting.
      if surplus < 0 { starting.append(Batch(readyAt: youngest.readyAt, count: -surplus)) }
    }
    total = goal
  }
}
