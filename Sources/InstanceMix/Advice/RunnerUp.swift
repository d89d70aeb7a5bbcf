/// A mix that comes next to the cheapest one: the cheapest that does without one of its offers.
public struct RunnerUp: Hashable, Sendable {
  /// The index of the offer that it does without.
  public var without: Int

  /// The mix, with what is proven about it.
  public var answer: MixAnswer
}

extension MixSolver {
  /// The cheapest mixes that do without one of the offers of an answer, each, the cheapest first.
  ///
  /// Together they say what comes next whichever offer turns out not to be had. Equal mixes come once; an offer that nothing replaces has
  /// none.
  ///
  /// - Parameter most: the most that are returned.
  /// - Complexity: one solve for each offer in the mix.
  public func runnersUp(to answer: MixAnswer, in problem: MixProblem, most: Int = 3) -> [RunnerUp] {
    var found: [RunnerUp] = []
    for offer in answer.counts.indices where answer.counts[offer] > 0 {
      var offers = problem.offers
      // What is on offer at the same price under another name is no other mix.
      for other in offers.indices where isSame(offers[other], offers[offer]) {
        offers[other].maximum = 0
      }
      let without = try? MixProblem(
        resources: problem.resources, need: problem.need, offers: offers,
        constraints: problem.constraints)
      guard let without else { continue }
      let other = solve(without)
      guard other.cost != nil, !found.contains(where: { $0.answer.counts == other.counts }) else {
        continue
      }
      found.append(RunnerUp(without: offer, answer: other))
    }
    found.sort { ($0.answer.cost ?? .max, $0.without) < ($1.answer.cost ?? .max, $1.without) }
    return Array(found.prefix(most))
  }

  private func isSame(_ first: MixOffer, _ second: MixOffer) -> Bool {
    first.type == second.type && first.lifecycle == second.lifecycle && first.zone == second.zone
  }
}
