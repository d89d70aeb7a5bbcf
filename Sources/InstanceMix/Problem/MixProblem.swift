/// Which counts of which offers cover a need at the least cost?
///
/// With x_j instances of offer j: minimize the sum of price_j x_j plus the switching cost, such that
/// for every resource the capacities, each weighted with the probability that it is not interrupted,
/// cover the need, and all that `constraints` asks for holds. All numbers are whole, so that the
/// optimum is a fact and not a matter of tolerance.
public struct MixProblem: Hashable, Sendable {
  /// The largest number that a problem may contain: 2^53 - 1, so that every number is exact both as
  /// an integer and as a double.
  public static let largestNumber = (1 << 53) - 1

  /// The resources that are counted, one to four, each once.
  public let resources: [MixResource]

  /// The needed amount of each resource.
  public let need: [Int]

  /// What can be bought.
  public let offers: [MixOffer]

  /// What the mix must keep to.
  public let constraints: MixConstraints

  /// For each offer the index of its type among the distinct types, in order of appearance.
  let typeIndex: [Int]

  /// For each offer the index of its zone among the distinct zones, in order of appearance.
  let zoneIndex: [Int]

  /// A checked problem.
  ///
  /// - Throws: ``MixProblemError`` for a number below zero or beyond ``largestNumber``, a share or a
  ///   probability above 1000 per mille, lists of unequal length, and a resource named twice.
  /// - Complexity: O(offers x resources).
  public init(
    resources: [MixResource], need: [Int], offers: [MixOffer],
    constraints: MixConstraints = MixConstraints()
  ) throws(MixProblemError) {
    try Self.validate(resources: resources, need: need)
    for (index, offer) in offers.enumerated() {
      try Self.validate(offer, at: index, resources: resources)
    }
    try Self.validate(constraints, offerCount: offers.count)
    self.resources = resources
    self.need = need
    self.offers = offers
    self.constraints = constraints
    typeIndex = Self.indices(of: offers.lazy.map(\.type))
    zoneIndex = Self.indices(of: offers.lazy.map(\.zone))
  }

  /// The same problem with other constraints.
  ///
  /// - Throws: ``MixProblemError`` for constraints that no problem may have.
  public func with(
    _ change: (inout MixConstraints) -> Void
  ) throws(MixProblemError) -> MixProblem {
    var changed = constraints
    change(&changed)
    return try MixProblem(resources: resources, need: need, offers: offers, constraints: changed)
  }

  /// The same problem with other instances that run now, one number for each offer.
  ///
  /// - Throws: ``MixProblemError`` for a list of another length and numbers out of range.
  public func with(running counts: [Int]) throws(MixProblemError) -> MixProblem {
    guard counts.count == offers.count else {
      throw MixProblemError(
        place: "running", found: "\(counts.count) numbers",
        expected: "\(offers.count), one for each offer")
    }
    var offers = offers
    for (index, count) in counts.enumerated() { offers[index].running = count }
    return try MixProblem(
      resources: resources, need: need, offers: offers, constraints: constraints)
  }

  /// For each name the index of its first appearance among the distinct names.
  private static func indices(of names: some Sequence<String>) -> [Int] {
    var known: [String: Int] = [:]
    return names.map { name in
      if let index = known[name] { return index }
      let index = known.count
      known[name] = index
      return index
    }
  }

  /// The hourly cost of what runs now, in millionths of a dollar; nil beyond the range of Int.
  public var runningMicrodollarsPerHour: Int? {
    var total = 0
    for offer in offers {
      let (cost, overflow) = offer.running.multipliedReportingOverflow(
        by: offer.microdollarsPerHour)
      let (sum, carried) = total.addingReportingOverflow(cost)
      if overflow || carried { return nil }
      total = sum
    }
    return total
  }
}
