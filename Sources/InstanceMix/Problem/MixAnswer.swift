/// What is known about the cheapest mix of a problem.
public struct MixAnswer: Hashable, Sendable {
  /// How much is proven.
  public enum Status: String, CaseIterable, Hashable, Sendable {
    /// No mix is cheaper: proven.
    case optimal
    /// No mix keeps to the constraints: proven.
    case infeasible
    /// A mix that keeps to the constraints; `bound` is the proven lower bound.
    case feasible
    /// Neither a mix nor a proof was found within the limits.
    case unknown
  }

  /// How much is proven.
  public var status: Status

  /// The cost of the mix in millionths of a dollar per hour, switching included; nil without a mix.
  public var cost: Int?

  /// No mix costs less than this, in millionths of a dollar per hour; nil where none exists.
  public var bound: Int?

  /// Instances of each offer, in the problem's order; empty without a mix.
  public var counts: [Int]

  /// Nodes of the search tree that were looked at.
  public var nodes: Int

  /// The relative distance of the cost to what is proven, 0 for a proven optimum; nil without a mix
  /// or where a bound of zero leaves it undefined.
  public var gap: Double? {
    guard let cost, let bound else { return nil }
    if cost <= bound { return 0 }
    return bound > 0 ? Double(cost - bound) / Double(bound) : nil
  }

  /// An answer as given.
  public init(
    status: Status, cost: Int? = nil, bound: Int? = nil, counts: [Int] = [], nodes: Int = 0
  ) {
    self.status = status
    self.cost = cost
    self.bound = bound
    self.counts = counts
    self.nodes = nodes
  }
}
