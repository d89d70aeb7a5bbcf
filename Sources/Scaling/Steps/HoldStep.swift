/// What happens while signals are unknown: unknown is never 0, and nobody scales down blind.
///
/// - For `hold` from the moment at which a signal became unknown, the last good recommendation is a
///   floor. Known signals still ask for more. Before there is a good one, the current replicas are.
/// - Then the fallback is the floor, where one is set; without it the known signals decide alone, and
///   where none is known the last good recommendation stays.
/// - Where nothing has ever been known, nothing is recommended until `hold` is over.
public struct HoldStep: RecommendationStep {
  /// The rule; it has no settings but the policy's.
  public init() {}

  /// Puts in what stands for the unknown, and keeps a blind decision from zero.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    guard let holdLeft = situation.holdLeft else {
      return refuseZero(to: &proposal, in: situation)
    }
    guard let known = proposal.replicas else {
      return decideBlind(
        &proposal, in: situation, held: state.held, holdLeft: holdLeft, state.confidence)
    }
    if holdLeft > 0 {
      if let floor = state.lastGood ?? situation.current, floor > known {
        proposal.limit(to: floor, by: .hold)
        proposal.reason = .held
        proposal.trigger = .limit(.hold)
        proposal.confidence = state.confidence.map { $0 * holdLeft }
      }
    } else if let fallback = situation.policy.fallback, fallback > known {
      proposal.limit(to: fallback, by: .fallback)
      proposal.reason = .fallback
      proposal.trigger = .limit(.fallback)
      proposal.confidence = nil
    }
    // To zero only by all signals; from zero nobody moves blind.
    if proposal.replicas == 0, situation.current != 0 {
      proposal.limit(to: 1, by: .scaleToZero)
    }
  }

  private func decideBlind(
    _ proposal: inout Proposal, in situation: Situation, held: Int?, holdLeft: Double,
    _ confidence: Double?
  ) {
    if holdLeft == 0, let fallback = situation.policy.fallback {
      proposal.limit(to: fallback, by: .fallback)
      proposal.reason = .fallback
      proposal.trigger = .limit(.fallback)
    } else if let held {
      proposal.limit(to: held, by: .hold)
      proposal.reason = .held
      proposal.trigger = .limit(.hold)
      proposal.confidence = confidence.map { $0 * holdLeft }
    }
  }

  /// A utilization can bring a workload down to zero replicas, but never up again.
  private func refuseZero(to proposal: inout Proposal, in situation: Situation) {
    guard proposal.replicas == 0 || proposal.replicas == nil,
      situation.policy.signals.allSatisfy(\.isUtilization)
    else { return }
    proposal.limit(to: 1, by: .scaleToZero)
    proposal.reason = .present
    proposal.trigger = .limit(.scaleToZero)
  }
}
