/// What the mix would cost without one of its constraints.
public struct ConstraintPrice: Hashable, Sendable {
  /// The constraint that was left out.
  public var requirement: MixInfeasibility.Requirement

  /// The cost of the cheapest mix found without it, in millionths of a dollar per hour.
  public var costWithout: Int
}

extension MixSolver {
  /// Solves a problem again without each of its constraints, one at a time.
  ///
  /// A constraint without which no mix was found within the budget is left out.
  public func pricesOfConstraints(of problem: MixProblem) -> [ConstraintPrice] {
    let limits: [(MixInfeasibility.Requirement, WritableKeyPath<MixConstraints, Int?>)] = [
      (.maximumLatency, \.maximumLatencyMilliseconds),
      (.maximumSpotShare, \.maximumSpotSharePerMille),
      (.maximumInstances, \.maximumInstances),
      (.budget, \.budgetMicrodollarsPerHour),
      (.minimumTypes, \.minimumTypes),
      (.minimumZones, \.minimumZones),
    ]
    func price(
      _ requirement: MixInfeasibility.Requirement, _ change: (inout MixConstraints) -> Void
    ) -> ConstraintPrice? {
      guard let relaxed = try? problem.with(change), let cost = solve(relaxed).cost else {
        return nil
      }
      return ConstraintPrice(requirement: requirement, costWithout: cost)
    }
    var prices = limits.compactMap { requirement, path in
      problem.constraints[keyPath: path] == nil
        ? nil : price(requirement) { $0[keyPath: path] = nil }
    }
    if problem.constraints.survival != nil {
      prices += [price(.survival) { $0.survival = nil }].compactMap { $0 }
    }
    return prices
  }
}
