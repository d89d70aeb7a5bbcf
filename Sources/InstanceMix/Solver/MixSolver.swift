/// Finds the cheapest mix of a problem and proves it.
///
/// The relaxation of the whole problem gives a lower bound. Mixes are then looked for below a cutoff
/// just above that bound, where few columns remain and the search tree is small; while there is none
/// the cutoff is proven as the new lower bound, and raised. See docs/instance-mix.md.
public struct MixSolver: Sendable {
  /// How long a solve may take.
  public var budget: SearchBudget

  /// A solver with a budget for each solve.
  public init(budget: SearchBudget = .unlimited) {
    self.budget = budget
  }

  /// The cheapest mix, or the best found within the budget with what is proven about it.
  ///
  /// Costs beyond ``MixProblem/largestNumber`` are not told apart: such a problem is `unknown`.
  ///
  /// - Complexity: exponential in the worst case; the budget bounds it.
  public func solve(_ problem: MixProblem) -> MixAnswer {
    if let survival = problem.constraints.survival {
      var run = SurvivalRun(problem, survival, budget: budget)
      return run.solve()
    }
    guard let program = CoveringProgram(problem) else { return MixAnswer(status: .unknown) }
    var run = SolverRun(
      program, offerCount: problem.offers.count,
      ceiling: problem.constraints.budgetMicrodollarsPerHour, budget: budget)
    return run.solve()
  }
}
