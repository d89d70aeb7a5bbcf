/// The stabilization windows of the behavior: against flapping, earlier wishes have a say.
///
/// A fallback takes the place of signals that have long been silent, and is not held up by what they
/// last wished for. Without current replicas there is nothing to keep, and the wish passes.
public struct StabilizationStep: RecommendationStep {
  /// The rule; its settings are the policy's.
  public init() {}

  /// Applies the windows, and remembers the wish as it came.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    guard let wish = proposal.replicas else { return }
    if let current = situation.current {
      let isBlind = proposal.reason == .fallback && situation.knowsNothing
      if !isBlind {
        let stable = situation.policy.behavior.stabilized(
          wish, current: current, at: situation.at, history: state.history)
        if proposal.limit(to: stable, by: .stabilization) {
          proposal.reason = .stabilized
          proposal.trigger = .limit(.stabilization)
        }
      }
    }
    state.history.record(wish: wish, at: situation.at)
  }
}

extension Situation {
  /// Whether no signal is known.
  fileprivate var knowsNothing: Bool {
    !signals.contains { $0.state == .known }
  }
}
