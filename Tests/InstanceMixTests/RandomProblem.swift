@testable import InstanceMix
import TestSupport

/// Small problems that a brute force can answer, with every kind of constraint.
struct RandomProblem {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// Up to five offers and three resources; counts stay small enough to try them all.
  mutating func problem() throws -> MixProblem {
    let resources = Array(MixResource.allCases.shuffled(using: &generator).prefix(number(1...3)))
    let need = resources.map { _ in chance(10) ? 0 : number(1...14) }
    // Prices in proportion to size make ties, unrelated prices do not.
    let proportional = chance(40)
    let zones = chance(40) ? ["a", "b", "c"] : [""]
    var offers: [MixOffer] = []
    for _ in 0..<number(1...5) {
      let size = number(1...4)
      let capacity = resources.map { _ in
        chance(15) ? 0 : proportional ? 2 * size : number(0...8)
      }
      let spot = chance(30)
      offers.append(
        MixOffer(
          type: "t\(number(0...3))", lifecycle: spot ? .spot : .onDemand,
          zone: zones.randomElement(using: &generator) ?? "",
          microdollarsPerHour: chance(5) ? 0 : proportional ? 30 * size : number(1...60),
          capacity: capacity, latencyMilliseconds: number(1...10),
          interruptionPerMille: spot ? number(0...10) * 50 : chance(5) ? 1000 : 0,
          maximum: chance(40) ? number(0...4) : nil, running: chance(25) ? number(1...4) : 0))
      if chance(15), let last = offers.last {
        var twin = last
        twin.zone = zones.randomElement(using: &generator) ?? ""
        offers.append(twin)
      }
    }
    offers = Array(offers.prefix(5))
    var constraints = MixConstraints()
    if chance(15) { constraints.maximumLatencyMilliseconds = number(3...10) }
    if chance(30) { constraints.maximumSpotSharePerMille = number(0...10) * 100 }
    if chance(30) { constraints.maximumInstances = number(0...8) }
    if chance(25) { constraints.budgetMicrodollarsPerHour = number(10...300) }
    if chance(25) { constraints.minimumTypes = number(0...3) }
    if chance(25) { constraints.minimumZones = number(0...3) }
    if chance(35) {
      constraints.switching = SwitchingCost(
        microdollarsPerStart: number(0...40), microdollarsPerStop: number(0...40))
    }
    if chance(15) {
      constraints.coverings = (0..<number(1...2)).map { _ in
        MixCovering(coefficients: offers.map { _ in number(0...4) }, demand: number(0...8))
      }
    }
    return try MixProblem(
      resources: resources, need: need, offers: offers, constraints: constraints)
  }
}

/// What FORMAT.md says about a mix, written down once more without a thought for speed.
struct Reference {
  let problem: MixProblem

  func cost(_ counts: [Int]) -> Int {
    var total = 0
    for (count, offer) in zip(counts, problem.offers) {
      total += count * offer.microdollarsPerHour
      if let switching = problem.constraints.switching {
        total += switching.microdollarsPerStart * max(0, count - offer.running)
        total += switching.microdollarsPerStop * max(0, offer.running - count)
      }
    }
    return total
  }

  func holds(_ counts: [Int]) -> Bool {
    let (constraints, offers) = (problem.constraints, problem.offers)
    let used = offers.indices.filter { counts[$0] > 0 }
    for index in used {
      if let maximum = offers[index].maximum, counts[index] > maximum { return false }
      if let limit = constraints.maximumLatencyMilliseconds,
        offers[index].latencyMilliseconds > limit
      {
        return false
      }
    }
    for (row, need) in problem.need.enumerated() {
      let weighted = used.reduce(0) {
        $0 + counts[$1] * offers[$1].capacity[row] * (1000 - offers[$1].interruptionPerMille)
      }
      if weighted < 1000 * need { return false }
      if let share = constraints.maximumSpotSharePerMille {
        let kept = used.filter { offers[$0].lifecycle == .onDemand }.reduce(0) {
          $0 + counts[$1] * offers[$1].capacity[row]
        }
        if 1000 * kept < (1000 - share) * need { return false }
      }
    }
    for covering in constraints.coverings {
      let sum = used.reduce(0) { $0 + counts[$1] * covering.coefficients[$1] }
      if sum < covering.demand { return false }
    }
    if let survival = constraints.survival,
      probabilityOfHolding(counts, survival.correlation) < survival.probability - 1e-12
    {
      return false
    }
    if let limit = constraints.maximumInstances, counts.reduce(0, +) > limit { return false }
    let price = used.reduce(0) { $0 + counts[$1] * offers[$1].microdollarsPerHour }
    if let budget = constraints.budgetMicrodollarsPerHour, price > budget { return false }
    if Set(used.map { offers[$0].type }).count < constraints.minimumTypes ?? 0 { return false }
    return Set(used.map { offers[$0].zone }).count >= constraints.minimumZones ?? 0
  }

  /// The probability that what is left covers the need: all outcomes one by one.
  func probabilityOfHolding(_ counts: [Int], _ correlation: InterruptionCorrelation) -> Double {
    let offers = problem.offers
    let levels: [[(probability: Double, lost: Set<Int>)]]
    let risky = offers.indices.filter { offers[$0].interruptionPerMille > 0 && counts[$0] > 0 }
    func chance(_ offer: Int) -> Double { Double(offers[offer].interruptionPerMille) / 1000 }
    switch correlation {
    case .pools:
      levels = risky.map { [(chance($0), Set([$0])), (1 - chance($0), Set())] }
    case .zones:
      levels = Set(risky.map { offers[$0].zone }).sorted().map { zone in
        let members = risky.filter { offers[$0].zone == zone }
        // The draw falls between two neighbouring probabilities.
        let edges = Set(members.map(chance) + [0, 1]).sorted()
        return zip(edges, edges.dropFirst()).map { low, high in
          (high - low, Set(members.filter { chance($0) >= high }))
        }
      }
    }
    func holding(_ level: Int, _ lost: Set<Int>) -> Double {
      guard level < levels.count else {
        let isHeld = problem.need.enumerated().allSatisfy { row, need in
          offers.indices.filter { !lost.contains($0) }
            .reduce(0) { $0 + counts[$1] * offers[$1].capacity[row] } >= need
        }
        return isHeld ? 1 : 0
      }
      return levels[level].reduce(0) {
        $0 + $1.probability * holding(level + 1, lost.union($1.lost))
      }
    }
    return holding(0, [])
  }

  /// The least cost over all counts up to `most`; nil where nothing holds.
  func bruteForce(most: Int) -> Int? {
    var counts = [Int](repeating: 0, count: problem.offers.count)
    var best: Int?
    while true {
      let total = cost(counts)
      if total < best ?? .max, holds(counts) { best = total }
      var position = 0
      while position < counts.count,
        counts[position] == min(most, problem.offers[position].maximum ?? most)
      {
        counts[position] = 0
        position += 1
      }
      if position == counts.count { return best }
      counts[position] += 1
    }
  }
}
