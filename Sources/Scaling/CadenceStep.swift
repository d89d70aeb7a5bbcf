import TimeSeries

/// Decides at a pace of its own, slower than signals are read: in between the number stays, unless it is urgent.
///
/// It is urgent when the present load needs more than was asked for, or an event, a schedule or a hand has changed the number.
public struct CadenceStep: RecommendationStep {
  /// The time from one decision to the next.
  public var every: Duration

  /// A step for a pace.
  public init(every: Duration) { self.every = every }

  /// Applies the step.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    guard let wish = proposal.replicas else { return }
    let needed = situation.signals.compactMap(\.fromPresent).max() ?? 0
    let isMoved =
      proposal.isByHand || proposal.limits.contains { $0.kind == .schedule || $0.kind == .event }
    if let decided = state.decided, let asked = state.asked, !isMoved, needed <= asked,
      situation.at.elapsed(since: decided) < every.milliseconds
    {
      if wish != asked { proposal.limit(to: asked, by: .cadence) }
      return
    }
    state.decided = situation.at
  }
}
