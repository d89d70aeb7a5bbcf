/// One solve of a problem whose capacity must hold with a probability.
///
/// The chance constraint becomes rows: to survive the loss of a set of offers is to cover the need without them. A mix that does not hold
/// surely enough has losses that it does not survive, and a mix that survives none of the most probable of them, together more probable than
/// what may be lost, is not sure enough either. So each better mix survives one of them, which makes the branches of a tree that is searched
/// best bound first; where one loss alone is too probable there is only one branch.
struct SurvivalRun {
  /// A part of the mixes: those that survive these losses. None is cheaper than `bound`.
  private struct Part {
    var losses: [Set<Int>]
    var bound: Int
    /// The nodes that its solve may take; more of them the next time, where they were too few.
    var nodes = SurvivalRun.firstNodes
  }

  private let problem: MixProblem
  private let survival: SurvivalRequirement
  private let budget: SearchBudget
  private var open: [Part]
  private var nodes = 0
  private var best: MixAnswer?
  /// The parts that have been opened.
  private var seen: Set<Set<Set<Int>>> = []
  /// No mix whose odds were too many to tell is cheaper than this.
  private var untold = Int.max

  /// The nodes that a part may take at first: a mix that is near the cheapest is soon found, and to prove it where it is not sure enough is idle.
  private static let firstNodes = 1_000

  /// The most parts that are solved.
  private static let mostParts = 400
  /// What rounding errors of the probabilities may come to.
  private static let forgiveness = 1e-12

  init(_ problem: MixProblem, _ survival: SurvivalRequirement, budget: SearchBudget) {
    self.problem = problem
    self.survival = survival
    self.budget = budget
    open = [Part(losses: [], bound: 0)]
  }

  mutating func solve() -> MixAnswer {
    dive()
    spread()
    var parts = 0
    while let next = open.indices.min(by: { open[$0].bound < open[$1].bound }) {
      let part = open[next]
      if let best, part.bound >= best.cost ?? .max { break }
      if parts >= Self.mostParts || isOver { return conclusion(atLeast: part.bound) }
      parts += 1
      open.swapAt(next, open.count - 1)
      open.removeLast()
      let answer = solve(surviving: part.losses, nodes: part.nodes)
      if answer.status == .infeasible { continue }
      let bound = max(part.bound, answer.bound ?? 0)
      guard answer.cost != nil else {
        open(part, again: answer, bound: bound)
        continue
      }
      let odds = odds(of: answer.counts)
      // What is not sure enough leads on, whether or not it is the cheapest of its part.
      guard isSure(odds) else {
        branch(part, on: odds, bound: bound)
        continue
      }
      consider(answer)
      if answer.status == .feasible { open(part, again: answer, bound: bound) }
    }
    guard let best else {
      let status: MixAnswer.Status = untold == .max ? .infeasible : .unknown
      return MixAnswer(status: status, bound: untold == .max ? nil : untold, nodes: nodes)
    }
    return conclusion(atLeast: best.cost ?? 0)
  }

  /// Opens a part whose solve took too long again, for a longer one; what ended for another reason is never told.
  private mutating func open(_ part: Part, again answer: MixAnswer, bound: Int) {
    if answer.nodes >= part.nodes / 2, part.nodes < 1 << 40 {
      open.append(Part(losses: part.losses, bound: bound, nodes: part.nodes * 8))
    } else {
      untold = min(untold, bound)
    }
  }

  /// Follows the most probable losses to a first mix.
  private mutating func dive() {
    var losses: [Set<Int>] = []
    while losses.count < 40, !isOver {
      let answer = solve(surviving: losses, nodes: Self.firstNodes)
      // With no loss to survive it is a bound for all.
      if losses.isEmpty { open[0].bound = answer.bound ?? 0 }
      guard answer.cost != nil else { break }
      let odds = odds(of: answer.counts)
      if isSure(odds) {
        consider(answer)
        break
      }
      guard let worst = odds.fatalLosses.first, !losses.contains(worst.offers) else { break }
      losses.append(worst.offers)
    }
    // Without what can be taken back at all: dear, and sure.
    if best == nil {
      let fallible = problem.offers.indices.filter { problem.offers[$0].interruptionPerMille > 0 }
      consider(solve(surviving: [Set(fallible)], nodes: Self.firstNodes))
    }
  }

  /// Mixes that spread over offers: where none that can be interrupted has more than one part in `parts` of a need, and there are `spare` parts
  /// more than are needed, any `spare` of them can be lost.
  private mutating func spread() {
    for parts in [2, 3, 4, 6, 9] {
      for spare in 1...3 where !isOver {
        let share = problem.need.map { ($0 + parts - 1) / parts }
        var offers = problem.offers
        for index in offers.indices where offers[index].interruptionPerMille > 0 {
          let most = zip(offers[index].capacity, share).compactMap { $0 > 0 ? $1 / $0 : nil }.min()
          offers[index].maximum = min(offers[index].maximum ?? .max, most ?? 0)
        }
        let rows = problem.need.indices.compactMap { row -> MixCovering? in
          let (more, overflow) = share[row].multipliedReportingOverflow(by: spare)
          let (demand, carried) = problem.need[row].addingReportingOverflow(more)
          if overflow || carried { return nil }
          return MixCovering(coefficients: offers.map { $0.capacity[row] }, demand: demand)
        }
        var constraints = problem.constraints
        constraints.survival = nil
        constraints.coverings += rows
        let narrowed = try? MixProblem(
          resources: problem.resources, need: problem.need, offers: offers,
          constraints: constraints)
        if let narrowed { consider(run(narrowed, nodes: Self.firstNodes)) }
      }
    }
  }

  /// The parts that a mix which is not sure enough leaves over.
  private mutating func branch(_ part: Part, on odds: InterruptionOdds, bound: Int) {
    var mass = 0.0
    for loss in odds.fatalLosses {
      mass += loss.probability
      let losses = part.losses + [loss.offers]
      if seen.insert(Set(losses)).inserted { open.append(Part(losses: losses, bound: bound)) }
      if mass > 1 - survival.probability + Self.forgiveness { return }
    }
    // Too many branches of the odds to tell: the mix may be sure enough.
    untold = min(untold, bound)
  }

  private mutating func consider(_ answer: MixAnswer) {
    guard let cost = answer.cost, cost < best?.cost ?? .max, isSure(odds(of: answer.counts)) else {
      return
    }
    best = answer
  }

  private func isSure(_ odds: InterruptionOdds) -> Bool {
    odds.holding >= survival.probability - Self.forgiveness
  }

  private func odds(of counts: [Int]) -> InterruptionOdds {
    InterruptionOdds(problem, counts: counts, correlation: survival.correlation)
  }

  private mutating func solve(surviving losses: [Set<Int>], nodes most: Int) -> MixAnswer {
    let rows = losses.flatMap { lost in
      problem.need.indices.map { row in
        MixCovering(
          coefficients: problem.offers.enumerated().map { index, offer in
            lost.contains(index) ? 0 : offer.capacity[row]
          }, demand: problem.need[row])
      }
    }
    let relaxed = try? problem.with {
      $0.survival = nil
      $0.coverings += rows
    }
    guard let relaxed else { return MixAnswer(status: .unknown) }
    return run(relaxed, nodes: most)
  }

  private mutating func run(_ relaxed: MixProblem, nodes most: Int) -> MixAnswer {
    var budget = budget
    budget.nodes = min(most, budget.nodes.map { max(0, $0 - nodes) } ?? most)
    let answer = MixSolver(budget: budget).solve(relaxed)
    nodes += answer.nodes
    return answer
  }

  private var isOver: Bool {
    if let limit = budget.nodes, nodes >= limit { return true }
    return budget.isOver?() ?? false
  }

  /// The best mix, where none that was not looked at is cheaper than `rest`.
  private func conclusion(atLeast rest: Int) -> MixAnswer {
    let bound = min(rest, untold)
    guard var best, let cost = best.cost else {
      return MixAnswer(status: .unknown, bound: bound, nodes: nodes)
    }
    best.bound = min(bound, cost)
    best.status = bound >= cost ? .optimal : .feasible
    best.nodes = nodes
    return best
  }
}
