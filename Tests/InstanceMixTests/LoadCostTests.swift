import InstanceMix
import Testing

/// What strategies cost over a load pattern.
@Suite struct LoadCostTests {
  /// The pattern and the instances of the design for AI/ML scaling.
  static let loads = [10.0, 15, 20, 50, 80, 100, 120, 100, 80, 50, 30, 20]
  static let pattern = LoadPattern(requestsPerSecond: loads, hoursPerStep: 1)

  static func catalogue() throws -> Catalogue {
    try Catalogue(
      csv: """
        instance_type,usd_per_hour,rps,latency_ms
        g4dn.xlarge,0.526,10,200
        g4dn.4xlarge,1.204,30,120
        p3.2xlarge,3.06,80,80
        p3.8xlarge,12.24,150,60
        """.utf8)
  }

  @Test("horizontal, vertical and mixed over the design's pattern")
  func design() throws {
    let (solver, catalogue) = (MixSolver(), try Self.catalogue())
    let horizontal = try solver.cost(
      of: Self.pattern, with: .horizontal(offer: 0, instances: 2...20), from: catalogue)
    // 2 2 2 5 8 10 12 10 8 5 3 2 instances.
    #expect(abs(horizontal.dollars - 69 * 0.526) < 1e-9)
    #expect(abs(try #require(horizontal.dollarsPerHour) - 69 * 0.526 / 12) < 1e-9)
    #expect(horizontal.changes == 20)
    #expect(horizontal.overloadedSteps == 0)
    let vertical = try solver.cost(of: Self.pattern, with: .vertical, from: catalogue)
    #expect(abs(vertical.dollars - (0.526 + 4 * 1.204 + 4 * 3.06 + 3 * 12.24)) < 1e-9)
    #expect(abs(vertical.peakDollarsPerHour - 12.24) < 1e-9)
    let requests = Self.loads.reduce(0, +) * 3600
    #expect(abs(try #require(vertical.dollarsPerRequest) * requests - vertical.dollars) < 1e-9)
    let mixed = try solver.cost(of: Self.pattern, with: .mixed, from: catalogue)
    #expect(mixed.dollars < horizontal.dollars)
    #expect(mixed.dollars < vertical.dollars)
  }

  @Test("a load above the largest instance is an error, not the smallest instance")
  func tooLarge() throws {
    let (solver, catalogue) = (MixSolver(), try Self.catalogue())
    let pattern = LoadPattern(requestsPerSecond: [10, 151], hoursPerStep: 1)
    let error = #expect(throws: LoadCostError.self) {
      try solver.cost(of: pattern, with: .vertical, from: catalogue)
    }
    #expect(
      error == .exceedsLargestInstance(step: 1, requestsPerSecond: 151, largest: 150))
    let bounded = try solver.cost(
      of: pattern, with: .horizontal(offer: 0, instances: 0...15), from: catalogue)
    #expect(bounded.overloadedSteps == 1)
    var constraints = MixConstraints()
    constraints.budgetMicrodollarsPerHour = 1_000_000
    #expect(throws: LoadCostError.noMix(step: 1, requestsPerSecond: 151)) {
      try solver.cost(of: pattern, with: .mixed, from: catalogue, constraints: constraints)
    }
  }

  @Test("gaps are left out, not taken for no load")
  func gaps() throws {
    let (solver, catalogue) = (MixSolver(), try Self.catalogue())
    let pattern = LoadPattern(requestsPerSecond: [.nan, 30, .nan, 30], hoursPerStep: 0.5)
    let cost = try solver.cost(of: pattern, with: .vertical, from: catalogue)
    #expect(cost.knownSteps == 2)
    #expect(abs(cost.dollars - 1.204) < 1e-9)
    #expect(abs(try #require(cost.dollarsPerHour) - 1.204) < 1e-9)
    let nothing = try solver.cost(
      of: LoadPattern(requestsPerSecond: [.nan], hoursPerStep: 1), with: .mixed, from: catalogue)
    #expect(nothing.dollarsPerHour == nil)
    #expect(nothing.dollarsPerRequest == nil)
    for load in [-1, .infinity] {
      #expect(throws: LoadCostError.self) {
        try solver.cost(
          of: LoadPattern(requestsPerSecond: [load], hoursPerStep: 1), with: .mixed, from: catalogue
        )
      }
    }
  }

  @Test("with a switching cost a mix stays while the change does not pay")
  func switching() throws {
    let (solver, catalogue) = (MixSolver(), try Self.catalogue())
    let pattern = LoadPattern(
      requestsPerSecond: [30, 10, 30, 10, 30, 10], hoursPerStep: 1)
    let free = try solver.cost(of: pattern, with: .mixed, from: catalogue)
    var constraints = MixConstraints()
    constraints.switching = SwitchingCost(
      microdollarsPerStart: 1_000_000, microdollarsPerStop: 1_000_000)
    let sticky = try solver.cost(
      of: pattern, with: .mixed, from: catalogue, constraints: constraints)
    #expect(free.changes > 0)
    #expect(sticky.changes == 0)
    #expect(sticky.dollars > free.dollars)
  }
}
