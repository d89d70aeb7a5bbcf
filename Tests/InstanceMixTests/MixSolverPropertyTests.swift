import Testing

@testable import InstanceMix

@Suite struct MixSolverPropertyTests {
  @Test("agrees with a brute force on every kind of constraint", arguments: 0..<8)
  func bruteForce(block: Int) throws {
    var random = RandomProblem(seed: UInt64(block))
    for round in 0..<250 {
      let problem = try random.problem()
      let reference = Reference(problem: problem)
      let answer = MixSolver().solve(problem)
      // Where an offer holds little, `most` may be too few, and then only the solver finds the mix.
      let most = problem.offers.count > 3 ? 5 : 12
      let best = reference.bruteForce(most: most)
      let place: Comment = "block \(block) round \(round) \(problem)"
      switch answer.status {
      case .optimal:
        try #require(reference.holds(answer.counts), place)
        #expect(reference.cost(answer.counts) == answer.cost, place)
        #expect(answer.bound == answer.cost, place)
        if let best { #expect(answer.cost ?? .max <= best, place) }
        if answer.counts.allSatisfy({ $0 <= most }) {
          #expect(answer.cost == best, place)
        }
      case .infeasible: #expect(best == nil, place)
      case .feasible, .unknown: Issue.record("not proven: \(place)")
      }
    }
  }

  @Test("more need never costs less, one more offer never costs more")
  func monotone() throws {
    var random = RandomProblem(seed: 77)
    for _ in 0..<100 {
      let problem = try random.problem()
      guard let cost = MixSolver().solve(problem).cost else { continue }
      var need = problem.need
      need[random.number(0...need.count - 1)] += random.number(1...5)
      let more = try MixProblem(
        resources: problem.resources, need: need, offers: problem.offers,
        constraints: problem.constraints)
      if let dearer = MixSolver().solve(more).cost { #expect(dearer >= cost) }
      var offer = try random.problem().offers[0]
      offer.capacity = problem.resources.map { _ in random.number(0...8) }
      offer.running = 0
      var constraints = problem.constraints
      for index in constraints.coverings.indices {
        constraints.coverings[index].coefficients.append(random.number(0...4))
      }
      let wider = try MixProblem(
        resources: problem.resources, need: problem.need, offers: problem.offers + [offer],
        constraints: constraints)
      let cheaper = try #require(MixSolver().solve(wider).cost)
      #expect(cheaper <= cost)
    }
  }

  @Test("scaled prices scale the cost, and the order of offers does not matter")
  func scaleAndOrder() throws {
    var random = RandomProblem(seed: 78)
    for _ in 0..<100 {
      let problem = try random.problem()
      let answer = MixSolver().solve(problem)
      let factor = random.number(2...1000)
      var constraints = problem.constraints
      if let budget = constraints.budgetMicrodollarsPerHour {
        constraints.budgetMicrodollarsPerHour = budget * factor
      }
      if let switching = constraints.switching {
        constraints.switching = SwitchingCost(
          microdollarsPerStart: switching.microdollarsPerStart * factor,
          microdollarsPerStop: switching.microdollarsPerStop * factor)
      }
      let order = Array(problem.offers.indices).shuffled(using: &random.generator)
      var offers = order.map { problem.offers[$0] }
      for index in offers.indices { offers[index].microdollarsPerHour *= factor }
      for index in constraints.coverings.indices {
        let coefficients = constraints.coverings[index].coefficients
        constraints.coverings[index].coefficients = order.map { coefficients[$0] }
      }
      let scaled = try MixProblem(
        resources: problem.resources, need: problem.need, offers: offers, constraints: constraints)
      let other = MixSolver().solve(scaled)
      #expect(other.status == answer.status)
      #expect(other.cost == answer.cost.map { $0 * factor })
    }
  }

  @Test("a limit on nodes makes the answer the same each time, and never wrong")
  func nodeLimit() throws {
    var random = RandomProblem(seed: 79)
    for _ in 0..<100 {
      let problem = try random.problem()
      let truth = MixSolver().solve(problem)
      for limit in [0, 1, 3, 10] {
        let solver = MixSolver(budget: SearchBudget(nodes: limit))
        let answer = solver.solve(problem)
        #expect(answer == solver.solve(problem))
        if let cost = answer.cost {
          #expect(Reference(problem: problem).holds(answer.counts))
          #expect(try cost >= #require(truth.cost))
        }
        if let bound = answer.bound, let cost = truth.cost { #expect(bound <= cost) }
        if answer.status == .infeasible { #expect(truth.status == .infeasible) }
      }
    }
  }

  @Test("any numbers within the range are answered")
  func extremes() throws {
    var random = RandomProblem(seed: 80)
    let edges = [0, 1, 2, 999, 1000, 1 << 20, (1 << 52) + 1, MixProblem.largestNumber]
    for _ in 0..<300 {
      func edge() -> Int { edges.randomElement(using: &random.generator) ?? 0 }
      let resources = Array(MixResource.allCases.prefix(random.number(1...4)))
      let offers = (0..<random.number(0...5)).map { _ in
        MixOffer(
          type: "t\(random.number(0...2))", lifecycle: random.chance(50) ? .spot : .onDemand,
          zone: "z\(random.number(0...2))", microdollarsPerHour: edge(),
          capacity: resources.map { _ in edge() }, latencyMilliseconds: edge(),
          interruptionPerMille: [0, 1, 500, 999, 1000].randomElement(using: &random.generator) ?? 0,
          maximum: random.chance(50) ? edge() : nil, running: random.chance(50) ? edge() : 0)
      }
      var constraints = MixConstraints()
      if random.chance(30) { constraints.maximumLatencyMilliseconds = edge() }
      if random.chance(30) { constraints.maximumSpotSharePerMille = random.number(0...1000) }
      if random.chance(30) { constraints.maximumInstances = edge() }
      if random.chance(30) { constraints.budgetMicrodollarsPerHour = edge() }
      if random.chance(30) { constraints.minimumTypes = edge() }
      if random.chance(30) { constraints.minimumZones = edge() }
      if random.chance(30) {
        constraints.coverings = [
          MixCovering(coefficients: offers.map { _ in edge() }, demand: edge())
        ]
      }
      if random.chance(20) { constraints.survival = SurvivalRequirement(probability: 0.99) }
      if random.chance(50) {
        constraints.switching = SwitchingCost(
          microdollarsPerStart: edge(), microdollarsPerStop: edge())
      }
      let problem = try MixProblem(
        resources: resources, need: resources.map { _ in edge() }, offers: offers,
        constraints: constraints)
      let answer = MixSolver(budget: SearchBudget(nodes: 200)).solve(problem)
      if let cost = answer.cost {
        #expect(cost <= MixProblem.largestNumber)
        #expect(answer.bound ?? .max <= cost)
        _ = MixSolver(budget: SearchBudget(nodes: 50)).spotRisk(of: answer.counts, in: problem)
      }
      _ = problem.homogeneousOptions
      if let savings = MixSolver(budget: SearchBudget(nodes: 50)).savings(in: problem) {
        #expect(savings.cheapest <= savings.running)
      }
    }
  }
}
