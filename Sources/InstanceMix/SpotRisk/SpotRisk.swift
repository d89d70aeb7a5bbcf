/// What interruptions may take from a mix.
public struct SpotRisk: Hashable, Sendable {
  /// The probability that what is left covers every need, at least.
  public var holdsAtLeast: Double

  /// The same, at most. The two differ only where the outcomes are too many to go through.
  public var holdsAtMost: Double

  /// The amount of each resource that is lost in the mean, in the order of the problem's resources.
  public var expectedLoss: [Double]

  /// The offers that can be interrupted.
  public var poolsAtRisk: Int

  /// The share of each need that the largest of those offers holds alone; the least diverse resource counts.
  public var largestPoolShare: Double

  /// What replacing the lost capacity costs in the mean, in millionths of a dollar per hour: each offer's loss, with its probability, held by the
  /// cheapest mix of what cannot be interrupted. Nil where there is none.
  public var expectedReplacementCost: Double?
}

extension MixSolver {
  /// What interruptions may take from a mix.
  ///
  /// - Parameter counts: one for each offer.
  /// - Complexity: one solve for each offer at risk; the outcomes are at most two to the power of the offers at risk, and few in practice.
  public func spotRisk(
    of counts: [Int], in problem: MixProblem, correlation: InterruptionCorrelation = .pools
  ) -> SpotRisk {
    let odds = InterruptionOdds(problem, counts: counts, correlation: correlation)
    let atRisk = problem.offers.indices.filter {
      counts[$0] > 0 && problem.offers[$0].interruptionPerMille > 0
    }
    func held(_ offer: Int, _ row: Int) -> Double {
      Double(counts[offer]) * Double(problem.offers[offer].capacity[row])
    }
    var largest = 0.0
    for offer in atRisk {
      for (row, need) in problem.need.enumerated() where need > 0 {
        largest = max(largest, min(1, held(offer, row) / Double(need)))
      }
    }
    var replacement: Double? = 0
    for offer in atRisk {
      let probability = Double(problem.offers[offer].interruptionPerMille) / 1000
      guard let sum = replacement, let cost = replacementCost(of: offer, counts, problem) else {
        replacement = nil
        break
      }
      replacement = sum + probability * Double(cost)
    }
    return SpotRisk(
      holdsAtLeast: odds.holding, holdsAtMost: max(odds.holding, 1 - odds.failing),
      expectedLoss: problem.need.indices.map { row in
        atRisk.reduce(0) {
          $0 + held($1, row) * Double(problem.offers[$1].interruptionPerMille) / 1000
        }
      }, poolsAtRisk: atRisk.count, largestPoolShare: largest,
      expectedReplacementCost: replacement)
  }

  /// The price of the cheapest instances that hold what the loss of an offer leaves of the needs, from offers that cannot be interrupted.
  private func replacementCost(of lost: Int, _ counts: [Int], _ problem: MixProblem) -> Int? {
    let need = problem.need.indices.map { row -> Int in
      let (amount, overflow) = problem.offers[lost].capacity[row].multipliedReportingOverflow(
        by: counts[lost])
      // More than the need is not replaced.
      return overflow ? problem.need[row] : min(amount, problem.need[row])
    }
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = problem.constraints.maximumLatencyMilliseconds
    let sure = problem.offers.filter { $0.interruptionPerMille == 0 }
    let replacement = try? MixProblem(
      resources: problem.resources, need: need, offers: sure, constraints: constraints)
    return replacement.flatMap { solve($0).cost }
  }
}
