import Configuration
import Feeds
import Scaling
import TimeSeries

/// What a workload learns of its own replicas: how long a new one takes until it serves, and how much load one serves.
struct WorkloadLearner {
  /// What is learnt of the load of one signal.
  private struct Capacity {
    var signal: Int
    var utilization: Int
    var learner: CapacityLearner
  }

  /// The settings as they are configured: what is learnt begins with them.
  private let configured: WorkloadSettings
  private var startup: StartupLearner?
  private var capacities: [Capacity] = []
  private var lastChange: Timestamp?

  /// What is learnt is put in force at most this often: forecasts and promises begin anew with it.
  private static let pace = Duration.seconds(3600)
  /// Times that were taken, and moments, before anything is put in force.
  private static let leastTimes = 5
  private static let leastMoments = 200

  init(_ configured: WorkloadSettings) {
    self.configured = configured
    if configured.learnsStartup, !configured.replicas.simulate {
      startup = StartupLearner(prior: configured.startup)
    }
    for (index, signal) in configured.signals.enumerated() {
      guard let name = signal.learnsFrom, case .perReplica(let prior) = signal.target,
        let other = configured.signals.firstIndex(where: { $0.name == name }),
        case .utilization(let target) = configured.signals[other].target
      else { continue }
      capacities.append(
        Capacity(
          signal: index, utilization: other,
          learner: CapacityLearner(prior: prior, target: target)))
    }
  }

  /// Goes on with what another has learnt, where it began with the same settings.
  mutating func adopt(_ other: WorkloadLearner) {
    guard other.configured == configured else { return }
    self = other
    // After a reload the settings in force are those that are configured.
    lastChange = nil
  }

  /// Whether it began with these settings.
  func isConfigured(as other: WorkloadSettings) -> Bool { configured == other }

  /// Takes what one cycle has seen; the signals in the order of the settings.
  mutating func observe(
    _ replicas: ReplicaObservation, _ signals: [SignalStatus], at tick: Timestamp
  ) {
    startup?.observe(current: replicas.current, ready: replicas.ready, at: tick)
    guard let ready = replicas.ready ?? replicas.current else { return }
    for index in capacities.indices {
      guard let load = signals[capacities[index].signal].load,
        let utilization = signals[capacities[index].utilization].value
      else { continue }
      capacities[index].learner.observe(load: load, ready: ready, utilization: utilization)
    }
  }

  /// The settings with what is learnt in their places, where that is due and differs from those in force by enough; nil else.
  mutating func settings(inForce: WorkloadSettings, interval: Duration, at tick: Timestamp)
    -> WorkloadSettings?
  {
    if let lastChange, tick >= lastChange, tick - lastChange < Self.pace { return nil }
    var next = inForce
    if let estimate = startup?.estimate, estimate.count >= Self.leastTimes {
      // In whole intervals: what is finer makes no difference.
      let steps = max(1, (estimate.upper.inSeconds / interval.inSeconds).rounded(.up))
      let learnt = interval * Int(steps)
      let change = abs(learnt.inSeconds - next.startup.inSeconds)
      if change >= interval.inSeconds, change > 0.15 * next.startup.inSeconds {
        next.startup = learnt
      }
    }
    for capacity in capacities {
      let estimate = capacity.learner.estimate
      guard estimate.count >= Self.leastMoments,
        case .perReplica(let present) = next.signals[capacity.signal].target,
        abs(estimate.perReplica / present - 1) > 0.05
      else { continue }
      next.signals[capacity.signal].target = .perReplica(estimate.perReplica)
    }
    guard next != inForce else { return nil }
    lastChange = tick
    return next
  }

  /// What is learnt, for people and metrics; nil where nothing is to be.
  var status: LearntStatus? {
    guard startup != nil || !capacities.isEmpty else { return nil }
    var status = LearntStatus()
    if let estimate = startup?.estimate {
      status.startup = .init(
        configured: configured.startup, median: estimate.median, upper: estimate.upper,
        count: estimate.count)
    }
    status.capacities = capacities.map { capacity in
      let estimate = capacity.learner.estimate
      let signal = configured.signals[capacity.signal]
      return LearntStatus.Capacity(
        signal: signal.name, configured: signal.target.threshold ?? 0,
        perReplica: estimate.perReplica, deviationRatio: estimate.deviationRatio,
        count: estimate.count)
    }
    return status
  }
}
