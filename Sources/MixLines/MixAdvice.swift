public import InstanceMix

/// What is said beside an answer: why there is none, what constraints cost, what comes next, what could be saved and what is at risk.
public struct MixAdvice: Sendable {
  /// What makes the problem infeasible; nil where it is not.
  public var infeasibility: MixInfeasibility?
  /// What the mix would cost without each constraint.
  public var prices: [ConstraintPrice] = []
  /// The cheapest mixes that do without one of its offers.
  public var runnersUp: [RunnerUp] = []
  /// What interruptions may take; nil where nothing can be interrupted.
  public var risk: SpotRisk?
  /// The price of the cheapest mix without spot, where the mix has any.
  public var costWithoutSpot: Int?
  /// What could be saved against what runs; nil where nothing runs, or less than is needed.
  public var savings: Savings?
  /// The cheapest mixes of other regions, by their names; nil where a region has none.
  public var regions: [(name: String, cost: Int?)] = []

  /// Nothing.
  public init() {}

  /// What there is to say about an answer.
  ///
  /// - Parameter solver: for the problems that are solved on the way: one for each constraint, each offer in the mix and each kind of saving, and
  ///   about fifty for each requirement of an infeasible problem.
  public init(_ answer: MixAnswer, to problem: MixProblem, solver: MixSolver) {
    guard answer.cost != nil else {
      if answer.status == .infeasible { infeasibility = solver.obstacles(of: problem) }
      return
    }
    prices = solver.pricesOfConstraints(of: problem)
    runnersUp = solver.runnersUp(to: answer, in: problem)
    savings = solver.savings(in: problem)
    let offers = problem.offers
    let used = offers.indices.filter { answer.counts[$0] > 0 }
    if used.contains(where: { offers[$0].interruptionPerMille > 0 }) {
      risk = solver.spotRisk(
        of: answer.counts, in: problem,
        correlation: problem.constraints.survival?.correlation ?? .pools)
    }
    if used.contains(where: { offers[$0].lifecycle == .spot }) {
      var onDemand = offers
      for index in onDemand.indices where onDemand[index].lifecycle == .spot {
        onDemand[index].maximum = 0
      }
      let without = try? MixProblem(
        resources: problem.resources, need: problem.need, offers: onDemand,
        constraints: problem.constraints)
      costWithoutSpot = without.flatMap { solver.solve($0).cost }
    }
  }
}
