import Backtesting
import Configuration
import Scaling
import TimeSeries

/// A policy of `outrider run` in a backtest: thresholds or factors on the present load.
struct RuledSizing: ScalingPolicy {
  private var recommender: Recommender
  private let interval: Duration
  private var now = Timestamp(milliseconds: 0)

  /// - Throws: `PolicyError` for limits that no recommender takes.
  init(_ rule: DecisionRule, least: Int, most: Int, startup: Duration, interval: Duration) throws {
    recommender = Recommender(
      policy: try WorkloadPolicy(
        min: least, max: most, behavior: .unlimited, startup: startup, interval: interval,
        rule: rule, signals: [SignalPolicy(name: "load", target: .perReplica(1))]))
    self.interval = interval
  }

  mutating func warmUp(_ load: Double?) { now = now + interval }

  mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int {
    now = now + interval
    let present: SignalValue = load.map { .known($0) } ?? .unknown("no load")
    let answer = recommender.recommend(
      at: now, replicas: ReplicaObservation(current: total, ready: ready),
      signals: [SignalObservation(name: "load", present: present)])
    return answer.replicas ?? total
  }
}
