/// The fewest and the most replicas: the last word.
///
/// Replicas outside are brought inside at once, whatever the behavior says, as Kubernetes does.
public struct BoundsStep: RecommendationStep {
  /// The rule; its settings are the policy's.
  public init() {}

  /// Brings the number inside the bounds.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    guard let wish = proposal.replicas else { return }
    if wish < situation.policy.min {
      proposal.limit(to: situation.policy.min, by: .min)
      proposal.trigger = .limit(.min)
    } else if wish > situation.policy.max {
      proposal.limit(to: situation.policy.max, by: .max)
      proposal.trigger = .limit(.max)
    }
  }
}
