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
    return limits.compactMap { requirement, path in
      var constraints = problem.constraints
      guard constraints[keyPath: path] != nil else { return nil }
      constraints[keyPath: path] = nil
      let relaxed = try? MixProblem(
        resources: problem.resources, need: problem.need, offers: problem.offers,
        constraints: constraints)
      guard let cost = relaxed.flatMap({ solve($0).cost }) else { return nil }
      return ConstraintPrice(requirement: requirement, costWithout: cost)
    }
  }
}
