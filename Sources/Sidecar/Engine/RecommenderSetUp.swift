import Configuration
import Scaling
import TimeSeries

extension RecommenderState {
  /// The state after a restart, when only the last recommendation is remembered.
  static func resumed(replicas: Int, at: Timestamp) -> RecommenderState {
    var state = RecommenderState()
    state.firstDecision = at
    state.lastDecision = at
    state.asked = replicas
    state.lastGood = replicas
    state.lastInformed = replicas
    return state
  }
}

extension WorkloadSettings {
  /// The settings as the recommender takes them.
  func policy(interval: Duration) throws(PolicyError) -> WorkloadPolicy {
    try WorkloadPolicy(
      min: replicas.min, max: replicas.max, combination: combine, tolerance: tolerance,
      behavior: behavior, hold: hold, fallback: fallback, startup: startup, interval: interval,
      confidenceThreshold: confidenceThreshold, rule: rule,
      signals: signals.map {
        SignalPolicy(name: $0.name, target: $0.target, weight: $0.weight)
      })
  }
}
