/// How likely a mix holds its need when capacity is taken back.
///
/// Offers that can be interrupted form units that fail independently of one another: a unit of its own for each, or one for
/// each zone, whose offers fail in the order of their probability. The outcomes are gone through as a tree, largest units
/// first; a branch ends as soon as what is certain to stay covers the need, or what may stay at most does not.
struct InterruptionOdds {
  /// A set of offers that are lost together and whose loss the mix does not survive, with the probability of an event in which they are
  /// all lost. The events of different losses exclude one another.
  struct FatalLoss: Hashable {
    var offers: Set<Int>
    var probability: Double
  }

  /// The probability of the branches that hold.
  private(set) var holding = 0.0
  /// The probability of the branches that do not. What is missing to 1 was not looked at.
  private(set) var failing = 0.0
  /// Losses that the mix does not survive, the most probable first.
  private(set) var fatalLosses: [FatalLoss] = []

  /// Offers that fail in order: first the first `1...count` with these probabilities of so many.
  private struct Unit {
    var offers: [Int]
    /// The probability that exactly so many of the offers are lost, from none to all.
    var probabilities: [Double]
    var capacity: [Double]
  }

  private let problem: MixProblem
  private let counts: [Int]
  private var units: [Unit] = []
  /// For each unit what it and those after it hold.
  private var rest: [[Double]] = []
  private var branchesLeft: Int

  /// - Parameter branches: the most that are looked at.
  init(
    _ problem: MixProblem, counts: [Int], correlation: InterruptionCorrelation,
    branches: Int = 100_000
  ) {
    self.problem = problem
    self.counts = counts
    branchesLeft = branches
    var certain = [Double](repeating: 0, count: problem.need.count)
    var groups: [[Int]] = []
    var groupOfZone: [Int: Int] = [:]
    for (index, offer) in problem.offers.enumerated() where counts[index] > 0 {
      if offer.interruptionPerMille == 0 {
        for row in certain.indices { certain[row] += capacity(index, row) }
      } else if correlation == .zones, let group = groupOfZone[problem.zoneIndex[index]] {
        groups[group].append(index)
      } else {
        groupOfZone[problem.zoneIndex[index]] = groups.count
        groups.append([index])
      }
    }
    units = groups.map(unit).sorted { weight($0) > weight($1) }
    var sum = [Double](repeating: 0, count: problem.need.count)
    rest = [sum]
    for unit in units.reversed() {
      for row in sum.indices { sum[row] += unit.capacity[row] }
      rest.append(sum)
    }
    rest.reverse()
    var lost: [Int] = []
    follow(unit: 0, certain: certain, probability: 1, &lost)
    fatalLosses.sort {
      ($0.probability, $1.offers.min() ?? 0) > ($1.probability, $0.offers.min() ?? 0)
    }
  }

  private func capacity(_ offer: Int, _ row: Int) -> Double {
    Double(counts[offer]) * Double(problem.offers[offer].capacity[row])
  }

  private func unit(_ group: [Int]) -> Unit {
    func interruption(_ offer: Int) -> Double {
      Double(problem.offers[offer].interruptionPerMille) / 1000
    }
    let offers = group.sorted {
      (interruption($1), $0) < (interruption($0), $1)
    }
    // At least k offers are lost where the draw lies below the k-th largest probability.
    let atLeast = [1] + offers.map(interruption) + [0]
    let exactly = zip(atLeast, atLeast.dropFirst()).map { $0 - $1 }
    let sum = problem.need.indices.map { row in
      offers.reduce(0) { $0 + capacity($1, row) }
    }
    return Unit(offers: offers, probabilities: exactly, capacity: sum)
  }

  /// The share of the needs that a unit holds.
  private func weight(_ unit: Unit) -> Double {
    zip(unit.capacity, problem.need).reduce(0) { $0 + $1.0 / Double(max(1, $1.1)) }
  }

  /// Capacities are sums of whole numbers below 2^53 each; a sum beyond is far above any need.
  private func covers(_ amounts: [Double]) -> Bool {
    zip(amounts, problem.need).allSatisfy { $0 >= Double($1) }
  }

  private mutating func follow(
    unit index: Int, certain: [Double], probability: Double, _ lost: inout [Int]
  ) {
    if probability == 0 { return }
    if covers(certain) {
      holding += probability
      return
    }
    let most = zip(certain, rest[index]).map { $0 + $1 }
    if !covers(most) {
      failing += probability
      fatalLosses.append(FatalLoss(offers: Set(lost), probability: probability))
      return
    }
    guard branchesLeft > 0 else { return }
    branchesLeft -= 1
    let unit = units[index]
    var kept = zip(certain, unit.capacity).map { $0 + $1 }
    for count in unit.probabilities.indices {
      if count > 0 {
        let offer = unit.offers[count - 1]
        for row in kept.indices { kept[row] -= capacity(offer, row) }
        lost.append(offer)
      }
      follow(
        unit: index + 1, certain: kept, probability: probability * unit.probabilities[count], &lost)
    }
    lost.removeLast(unit.offers.count)
  }
}
