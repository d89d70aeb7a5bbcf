import InstanceMix
import Testing

/// What is said beside the cheapest mix: what comes next, what could be saved, single offers, live prices.
@Suite struct MixAdviceTests {
  private static func offer(
    _ type: String, _ price: Int, _ capacity: Int, spot: Bool = false, running: Int = 0
  ) -> MixOffer {
    MixOffer(
      type: type, lifecycle: spot ? .spot : .onDemand, microdollarsPerHour: price,
      capacity: [capacity], running: running)
  }

  @Test("runner-up mixes do without an offer each, the cheapest first")
  func runnersUp() throws {
    let problem = try MixProblem(
      resources: [.cpu], need: [7],
      offers: [
        Self.offer("big", 10, 5), Self.offer("small", 5, 2), Self.offer("odd", 13, 5),
        Self.offer("tiny", 4, 1),
      ])
    let solver = MixSolver()
    let answer = solver.solve(problem)
    #expect(answer.counts == [1, 1, 0, 0])
    let others = solver.runnersUp(to: answer, in: problem)
    #expect(others.map(\.without) == [0, 1])
    #expect(others.map(\.answer.cost) == [18, 18])
    #expect(others[0].answer.counts == [0, 1, 1, 0])
    #expect(others[1].answer.counts == [1, 0, 0, 2])
    #expect(solver.runnersUp(to: answer, in: problem, most: 1).count == 1)
    let only = try MixProblem(resources: [.cpu], need: [7], offers: [Self.offer("big", 10, 5)])
    #expect(solver.runnersUp(to: solver.solve(only), in: only).isEmpty)
  }

  @Test("savings by kind, each with what it allows more")
  func savings() throws {
    func savings(_ offers: [MixOffer], need: Int = 10) throws -> Savings? {
      MixSolver().savings(in: try MixProblem(resources: [.cpu], need: [need], offers: offers))
    }
    // Four of m5.xlarge where three would do; m5.large saves the half that is idle; c5 is cheaper, spot cheaper still.
    let offers = [
      Self.offer("m5.xlarge", 20, 4, running: 4), Self.offer("m5.large", 10, 2),
      Self.offer("c5.large", 8, 2), Self.offer("c5.large", 3, 2, spot: true),
    ]
    let found = try #require(try savings(offers))
    #expect(found.running == 80)
    #expect(found.idleRemoval == 20)
    #expect(found.downsizing == 10)
    #expect(found.betterMix == 10)
    #expect(found.spot == 25)
    #expect(found.cheapest == 15)
    // What runs does not hold the need, or nothing runs: nothing can be said.
    #expect(try savings(offers, need: 17) == nil)
    #expect(try savings([Self.offer("a", 1, 10)]) == nil)
  }

  @Test("savings are never below zero and add up", arguments: 0..<4)
  func savingsAddUp(block: Int) throws {
    var random = RandomProblem(seed: 3000 + UInt64(block))
    var found = 0
    for _ in 0..<60 {
      let problem = try random.problem()
      guard let savings = MixSolver().savings(in: problem) else { continue }
      found += 1
      let parts = [savings.idleRemoval, savings.downsizing, savings.betterMix, savings.spot]
      #expect(parts.allSatisfy { $0 >= 0 })
      #expect(parts.reduce(0, +) == savings.running - savings.cheapest)
      let free = try problem.with { $0.switching = nil }
      #expect(MixSolver().solve(free).cost == savings.cheapest)
    }
    #expect(found > 0)
  }

  @Test("single offers by the price of a request, within latency and budget")
  func homogeneous() throws {
    let catalogue = try Catalogue(csv: DesignCatalogueTests.inference.utf8)
    func options(_ latency: Int, _ budget: Int?) throws -> [(String, Int, Double)] {
      var need = MixProblem.Need()
      need.deciRequestsPerSecond = 1000
      var constraints = MixConstraints()
      constraints.maximumLatencyMilliseconds = latency
      constraints.budgetMicrodollarsPerHour = budget
      let problem = try MixProblem(catalogue: catalogue, need: need, constraints: constraints)
      return problem.homogeneousOptions.map { option in
        (problem.offers[option.offer].type, option.count, (option.dollarsPerRequest ?? 0) * 1e6)
      }
    }
    // price / (3600 x rate), in millionths of a dollar a request: g4dn.4xlarge 1.204 / 126000.
    let all = try options(500, nil)
    #expect(
      all.map(\.0) == [
        "g4dn.4xlarge", "g4dn.2xlarge", "g4dn.xlarge", "p3.2xlarge", "p3.8xlarge",
      ])
    #expect(all.map(\.1) == [3, 6, 10, 2, 1])
    let prices = [9.5556, 11.6049, 14.6111, 17.0, 18.8889]
    for (option, price) in zip(all, prices) { #expect(abs(option.2 - price) < 1e-4) }
    #expect(try options(100, nil).map(\.0) == ["p3.2xlarge", "p3.8xlarge"])
    #expect(try options(500, 4_000_000).map(\.0) == ["g4dn.4xlarge"])
    #expect(try options(50, nil).isEmpty)
  }

  @Test("a single offer is found exactly where the solver finds one with the others left out")
  func homogeneousAgrees() throws {
    var random = RandomProblem(seed: 4000)
    for _ in 0..<200 {
      let problem = try random.problem().with { $0.switching = nil }
      let options = problem.homogeneousOptions
      for index in problem.offers.indices {
        var offers = problem.offers
        for other in offers.indices where other != index { offers[other].maximum = 0 }
        let alone = try MixProblem(
          resources: problem.resources, need: problem.need, offers: offers,
          constraints: problem.constraints)
        let option = options.first { $0.offer == index }
        #expect(option?.microdollarsPerHour == MixSolver().solve(alone).cost)
      }
    }
  }

  @Test("live prices: the more precise quote counts, and a spot price can make an offer")
  func prices() {
    var east = InstanceOffer(type: "a", microdollarsPerHour: 100)
    east.zone = "x"
    east.maximum = 3
    var west = east
    west.zone = "y"
    let other = InstanceOffer(type: "b", microdollarsPerHour: 50)
    let catalogue = Catalogue(offers: [east, west, other])
    let (priced, unused) = catalogue.repriced(by: [
      PriceQuote(type: "a", zone: "y", microdollarsPerHour: 80),
      PriceQuote(type: "a", microdollarsPerHour: 90),
      PriceQuote(type: "a", lifecycle: .spot, microdollarsPerHour: 30),
      PriceQuote(type: "b", lifecycle: .spot, microdollarsPerHour: 20, interruptionPerMille: 50),
      PriceQuote(type: "c", microdollarsPerHour: 1, interruptionPerMille: 50),
    ])
    #expect(priced.offers.map(\.microdollarsPerHour) == [90, 80, 50, 20])
    #expect(priced.offers[3].lifecycle == .spot)
    #expect(priced.offers[3].interruptionPerMille == 50)
    #expect(unused.map(\.type) == ["c", "a"])
  }

  @Test("regions, and what a node keeps for itself")
  func regionsAndReserve() throws {
    let catalogue = try Catalogue(
      csv: """
        instance_type,region,vcpu,memory_gib,gpu_count,usd_per_hour
        a,east,4,8,1,1
        a,west,4,8,1,2
        b,,1,0.5,0,3
        """.utf8)
    #expect(catalogue.regions == ["east", "west"])
    #expect(catalogue.inRegion("west").offers.map(\.microdollarsPerHour) == [2_000_000, 3_000_000])
    let rest = catalogue.reserving(ResourceNeed(milliCores: 1500, memoryBytes: (1 << 30) + 1))
    #expect(rest.offers[0].milliCores == 2500)
    #expect(rest.offers[0].memoryMebibytes == 7167)
    #expect(rest.offers[2].milliCores == 0)
    #expect(rest.offers[2].memoryMebibytes == 0)
    #expect(rest.offers[0].gpus == 1)
  }
}
