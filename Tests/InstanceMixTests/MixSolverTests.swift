import Testing

@testable import InstanceMix

@Suite struct MixSolverTests {
  /// A named problem with its answer; nil: infeasible.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var need: [Int]
    var offers: [MixOffer]
    var change: @Sendable (inout MixConstraints) -> Void = { _ in }
    var cost: Int?
    var testDescription: String { name }
  }

  private static func offer(
    _ type: String, _ price: Int, _ capacity: [Int], zone: String = "", spot: Int? = nil,
    latency: Int = 0, maximum: Int? = nil, running: Int = 0
  ) -> MixOffer {
    MixOffer(
      type: type, lifecycle: spot == nil ? .onDemand : .spot, zone: zone,
      microdollarsPerHour: price, capacity: capacity, latencyMilliseconds: latency,
      interruptionPerMille: spot ?? 0, maximum: maximum, running: running)
  }

  static let cases: [Case] = [
    Case(name: "nothing needed costs nothing", need: [0], offers: [offer("a", 5, [1])], cost: 0),
    Case(name: "no offers, no need", need: [0], offers: [], cost: 0),
    Case(name: "no offers, some need", need: [1], offers: [], cost: nil),
    Case(name: "an offer of nothing", need: [1], offers: [offer("a", 1, [0])], cost: nil),
    Case(name: "a free offer", need: [7], offers: [offer("a", 0, [2])], cost: 0),
    Case(
      name: "the cheaper per unit is not the cheaper mix", need: [5],
      offers: [offer("big", 10, [5]), offer("small", 3, [2])], cost: 9),
    Case(
      name: "mixed sizes", need: [7], offers: [offer("big", 10, [5]), offer("small", 5, [2])],
      cost: 15),
    Case(
      name: "a pool runs out", need: [6],
      offers: [offer("a", 1, [2], maximum: 2), offer("b", 9, [2])], cost: 11),
    Case(
      name: "too slow", need: [1], offers: [offer("a", 1, [1], latency: 200), offer("b", 5, [1])],
      change: { $0.maximumLatencyMilliseconds = 100 }, cost: 5),
    Case(
      name: "spot capacity counts with the chance that it stays", need: [3],
      offers: [offer("a", 2, [1], spot: 500), offer("b", 5, [1])], cost: 12),
    Case(
      name: "half of the need on demand", need: [4],
      offers: [offer("a", 1, [1], spot: 0), offer("b", 5, [1])],
      change: { $0.maximumSpotSharePerMille = 500 }, cost: 12),
    Case(
      name: "the floor of the spot share is rounded up", need: [5],
      offers: [offer("a", 1, [1], spot: 0), offer("b", 5, [1])],
      change: { $0.maximumSpotSharePerMille = 500 }, cost: 17),
    Case(
      name: "few instances", need: [6], offers: [offer("a", 1, [1]), offer("b", 9, [3])],
      change: { $0.maximumInstances = 2 }, cost: 18),
    Case(
      name: "too few instances", need: [6], offers: [offer("a", 1, [1]), offer("b", 9, [2])],
      change: { $0.maximumInstances = 2 }, cost: nil),
    Case(
      name: "budget met exactly", need: [2], offers: [offer("a", 3, [1])],
      change: { $0.budgetMicrodollarsPerHour = 6 }, cost: 6),
    Case(
      name: "budget missed by one", need: [2], offers: [offer("a", 3, [1])],
      change: { $0.budgetMicrodollarsPerHour = 5 }, cost: nil),
    Case(
      name: "three types although one would do", need: [1],
      offers: [offer("a", 1, [1]), offer("b", 2, [0]), offer("c", 4, [1]), offer("d", 9, [1])],
      change: { $0.minimumTypes = 3 }, cost: 7),
    Case(
      name: "od and spot of a type are one type", need: [1],
      offers: [offer("a", 1, [1], spot: 0), offer("a", 2, [1]), offer("b", 7, [1])],
      change: { $0.minimumTypes = 2 }, cost: 8),
    Case(
      name: "two zones of one type", need: [1],
      offers: [offer("a", 1, [1], zone: "x"), offer("a", 1, [1], zone: "y")],
      change: { $0.minimumZones = 2 }, cost: 2),
    Case(
      name: "more zones than there are", need: [1], offers: [offer("a", 1, [1], zone: "x")],
      change: { $0.minimumZones = 2 }, cost: nil),
    Case(
      name: "what runs is kept when the switch costs more", need: [2],
      offers: [offer("a", 10, [2], running: 1), offer("b", 4, [2])],
      change: {
        $0.switching = SwitchingCost(microdollarsPerStart: 4, microdollarsPerStop: 4)
      }, cost: 10),
    Case(
      name: "what runs is changed when the saving pays for it", need: [2],
      offers: [offer("a", 10, [2], running: 1), offer("b", 1, [2])],
      change: {
        $0.switching = SwitchingCost(microdollarsPerStart: 4, microdollarsPerStop: 4)
      }, cost: 9),
    Case(
      name: "an idle instance stays where its stop costs more than it does", need: [0],
      offers: [offer("a", 3, [1], running: 2)],
      change: {
        $0.switching = SwitchingCost(microdollarsPerStart: 0, microdollarsPerStop: 5)
      }, cost: 6),
    Case(
      name: "the budget leaves the switching penalty out", need: [1],
      offers: [offer("a", 5, [1])],
      change: {
        $0.budgetMicrodollarsPerHour = 5
        $0.switching = SwitchingCost(microdollarsPerStart: 100, microdollarsPerStop: 0)
      }, cost: 105),
  ]

  @Test(arguments: cases)
  func solves(_ test: Case) throws {
    var constraints = MixConstraints()
    test.change(&constraints)
    let problem = try MixProblem(
      resources: Array(MixResource.allCases.prefix(test.need.count)), need: test.need,
      offers: test.offers, constraints: constraints)
    let answer = MixSolver().solve(problem)
    #expect(answer.cost == test.cost)
    #expect(answer.status == (test.cost == nil ? .infeasible : .optimal))
    if test.cost != nil {
      #expect(Reference(problem: problem).holds(answer.counts))
      #expect(answer.gap == 0)
    }
  }

  @Test("twins in many zones are merged, and found again")
  func manyZones() throws {
    let offers = (0..<40).map { zone in
      Self.offer("a", 7, [1], zone: "z\(zone)", maximum: 2)
    }
    var constraints = MixConstraints()
    constraints.minimumZones = 30
    let problem = try MixProblem(
      resources: [.cpu], need: [50], offers: offers, constraints: constraints)
    let answer = MixSolver().solve(problem)
    #expect(answer.status == .optimal)
    #expect(answer.cost == 350)
    #expect(Reference(problem: problem).holds(answer.counts))
  }

  @Test("a search that is stopped says what it knows")
  func stopped() throws {
    var random = RandomProblem(seed: 5)
    let offers = (0..<60).map { index in
      Self.offer(
        "t\(index)", random.number(1000...9000), [random.number(10...99), random.number(10...99)])
    }
    let problem = try MixProblem(
      resources: [.cpu, .gpu], need: [9999, 9998], offers: offers)
    let answer = MixSolver(budget: SearchBudget { true }).solve(problem)
    let optimum = try #require(MixSolver().solve(problem).cost)
    #expect(try #require(answer.cost) >= optimum)
    #expect(try #require(answer.bound) <= optimum)
    #expect(Reference(problem: problem).holds(answer.counts))
  }
}
