/// What could be saved against what runs now, by kind, in millionths of a dollar per hour.
///
/// Each kind allows more than the one before, and is worth what the cheapest mix then costs less: so every part is 0 or above, and together
/// they are the whole difference between the price of what runs and of the cheapest mix. Penalties for changes are not counted.
public struct Savings: Hashable, Sendable {
  /// The price of what runs now.
  public var running: Int

  /// The price of the cheapest mix.
  public var cheapest: Int

  /// Stopping what is not needed.
  public var idleRemoval: Int

  /// Smaller instances in place of idle capacity: the on-demand families that run, in any size.
  public var downsizing: Int

  /// On-demand instances of other families.
  public var betterMix: Int

  /// More spot instances.
  public var spot: Int
}

extension MixSolver {
  /// What could be saved against what runs now.
  ///
  /// Nil where nothing runs, where what runs does not keep to the problem's constraints (there is no idle capacity to take away then), and
  /// where a mix was not found within the budget.
  ///
  /// - Complexity: four solves.
  public func savings(in problem: MixProblem) -> Savings? {
    guard let running = problem.runningMicrodollarsPerHour, running > 0 else { return nil }
    let families = Set(problem.offers.filter { $0.running > 0 }.map(Family.init))
    func cost(_ isAllowed: (MixOffer) -> Bool) -> Int? {
      var offers = problem.offers
      for index in offers.indices {
        if !isAllowed(offers[index]) {
          offers[index].maximum = min(offers[index].maximum ?? .max, offers[index].running)
        }
        offers[index].running = 0
      }
      var constraints = problem.constraints
      constraints.switching = nil
      let stage = try? MixProblem(
        resources: problem.resources, need: problem.need, offers: offers, constraints: constraints)
      return stage.flatMap { solve($0).cost }
    }
    guard let trimmed = cost({ _ in false }),
      let resized = cost({ $0.lifecycle == .onDemand && families.contains(Family($0)) }),
      let remixed = cost({ $0.lifecycle == .onDemand }),
      let cheapest = cost({ _ in true })
    else { return nil }
    // A search that ends early may find less where more is allowed: that saves nothing.
    let second = min(trimmed, resized)
    let third = min(second, remixed)
    let last = min(third, cheapest)
    return Savings(
      running: running, cheapest: last, idleRemoval: running - trimmed,
      downsizing: trimmed - second, betterMix: second - third, spot: third - last)
  }

  /// Instances that differ by size alone.
  private struct Family: Hashable {
    var name: Substring
    var zone: String

    init(_ offer: MixOffer) {
      name = offer.familyName
      zone = offer.zone
    }
  }
}

extension MixOffer {
  /// What the type has in front of its size: `m5` of `m5.large`, `n2-standard` of `n2-standard-4`; a type without a size is a family of its own.
  var familyName: Substring {
    if let dot = type.lastIndex(of: ".") { return type[..<dot] }
    if let dash = type.lastIndex(of: "-"), type[type.index(after: dash)...].allSatisfy(\.isNumber) {
      return type[..<dash]
    }
    return type[...]
  }
}
