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
    var parts = 0
    while let next = open.indices.min(by: { open[$0].bound < open[$1].bound }) {
      let part = open[next]
      if let best, part.bound >= best.cost ?? .max { break }
      if parts >= Self.mostParts || isOver { return conclusion(atLeast: part.bound) }
      parts += 1
      open.swapAt(next, open.count - 1)
      open.removeLast()
      let answer = solve(surviving: part.losses)
      switch answer.status {
      case .infeasible: continue
      case .optimal: break
      case .feasible, .unknown:
        // What is left of this part is not known: its bound is all that there is.
        let bound = max(part.bound, answer.bound ?? 0)
        consider(answer)
        open.append(Part(losses: part.losses, bound: bound))
        return conclusion(atLeast: min(bound, open.map(\.bound).min() ?? bound))
      }
      let bound = max(part.bound, answer.cost ?? 0)
      let odds = odds(of: answer.counts)
      if isSure(odds) {
        consider(answer)
      } else {
        branch(part, on: odds, bound: bound)
      }
    }
    guard let best else {
      let status: MixAnswer.Status = untold == .max ? .infeasible : .unknown
      return MixAnswer(status: status, bound: untold == .max ? nil : untold, nodes: nodes)
    }
    return conclusion(atLeast: best.cost ?? 0)
  }

  /// Follows the most probable losses to a first mix.
  private mutating func dive() {
    var losses: [Set<Int>] = []
    while losses.count < 40, !isOver {
      let answer = solve(surviving: losses)
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
      consider(solve(surviving: [Set(fallible)]))
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

  private mutating func solve(surviving losses: [Set<Int>]) -> MixAnswer {
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
    var budget = budget
    if let limit = budget.nodes { budget.nodes = max(0, limit - nodes) }
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
