/// The policies of the behavior: how many replicas may come or go in a period.
public struct RateStep: RecommendationStep {
  /// The rule; its settings are the policy's.
  public init() {}

  /// Keeps the number within what the policies leave of their periods.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    guard let wish = proposal.replicas, let current = situation.current else { return }
    let allowed = situation.policy.behavior.rateLimited(
      wish, current: current, standing: situation.observed, at: situation.at,
      history: state.history)
    proposal.limit(to: allowed, by: wish > current ? .scaleUpRate : .scaleDownRate)
  }
}
