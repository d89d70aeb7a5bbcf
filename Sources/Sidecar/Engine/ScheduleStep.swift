import Scaling
import Schedules

/// Brings a recommendation within what schedules ask for at its moment.
///
/// It comes before the behavior and the bounds, which hold for it too. Where nothing is known to ask for any replicas, a floor or an exact count
/// is what there is to go by.
struct ScheduleStep: RecommendationStep {
  let book: ScheduleBook

  func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    let schedules = book.state(at: situation.at)
    guard let replicas = proposal.replicas else {
      guard let bound = schedules.exact ?? schedules.floor else { return }
      proposal.limit(to: bound.replicas, by: .schedule)
      proposal.trigger = .limit(.schedule)
      return
    }
    guard let bound = schedules.bound(limiting: replicas) else { return }
    proposal.limit(to: bound.replicas, by: .schedule)
    proposal.trigger = .limit(.schedule)
  }
}
