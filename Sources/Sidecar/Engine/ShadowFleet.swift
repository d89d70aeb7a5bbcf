import Feeds
import Scaling
import TimeSeries

/// The fleet that would run if an autoscaler followed a workload in shadow mode, beside the one that runs.
struct ShadowFleet {
  private let startup: Duration
  private var fleet: SimulatedFleet?
  private var lastActual: Int?
  /// The replicas that would serve at the present moment; nil before it began.
  private(set) var ready: Int?
  private(set) var report = ShadowReport()

  init(startup: Duration) { self.startup = startup }

  /// All replicas; nil before it began.
  var total: Int? { fleet?.total }

  /// Takes over the fleet and the counts of before a reload.
  mutating func adopt(_ other: ShadowFleet) {
    fleet = other.fleet
    fleet?.startup = startup
    ready = other.ready
    lastActual = other.lastActual
    report = other.report
  }

  /// Goes to `tick`.
  ///
  /// - Parameter beginning: the replicas that really run; it begins with those, as soon as they are known.
  mutating func advance(to tick: Timestamp, beginning: Int?) {
    if fleet == nil, let beginning {
      fleet = SimulatedFleet(replicas: beginning, startup: startup)
    }
    ready = fleet?.ready(at: tick)
  }

  /// Follows the recommendation of `tick`, and counts what both fleets cost and did.
  ///
  /// - Parameter demand: the load in replicas; nil: not known, then nothing is counted.
  mutating func account(
    _ demand: Double?, current: Int?, ready: Int?, recommended: Int?, interval: Duration,
    at tick: Timestamp
  ) {
    guard var fleet else { return }
    let before = fleet.total
    if let recommended { fleet.scale(to: recommended, at: tick) }
    self.fleet = fleet
    guard let demand, let current, let ready else { return }
    let seconds = interval.inSeconds
    func overloaded(_ serving: Int) -> Double {
      demand > Double(serving) * (1 + ReplicaCount.forgiveness) ? seconds : 0
    }
    report.seconds += seconds
    report.recommended.replicaSeconds += Double(fleet.total) * seconds
    report.recommended.overloadSeconds += overloaded(fleet.ready(at: tick))
    report.recommended.changes += Double(abs(fleet.total - before))
    report.actual.replicaSeconds += Double(current) * seconds
    report.actual.overloadSeconds += overloaded(ready)
    report.actual.changes += Double(abs(current - (lastActual ?? current)))
    lastActual = current
  }
}
