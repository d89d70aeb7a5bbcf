import InstanceMix
import Testing

@Suite struct CatalogueTests {
  @Test("columns in any order, comments, quotes, a spot price beside the on-demand one")
  func reads() throws {
    let text = #"""
      # facts of nobody
      vcpu,instance_type,on_demand_usd_per_hour,spot_usd_per_hour,memory_gib,gpu_count,zone,interruption_percent,max,rps,latency_ms
      2,"a, ""large""",0.0960005,0.03,0.5,0,x,2.55,7,10.25,99.1
      0.25,b,0.1,,16,1,,,,,
      """#
    let catalogue = try Catalogue(csv: (text + "\r\n").utf8)
    #expect(catalogue.offers.count == 3)
    let first = catalogue.offers[0]
    #expect(first.type == "a, \"large\"")
    #expect(first.microdollarsPerHour == 96_001)
    #expect(first.interruptionPerMille == 0)
    #expect(first.milliCores == 2000)
    #expect(first.memoryMebibytes == 512)
    #expect(first.maximum == 7)
    #expect(first.deciRequestsPerSecond == 102)
    #expect(first.latencyMilliseconds == 100)
    let spot = catalogue.offers[1]
    #expect(spot.lifecycle == .spot)
    #expect(spot.microdollarsPerHour == 30_000)
    #expect(spot.interruptionPerMille == 26)
    let last = catalogue.offers[2]
    #expect(last.milliCores == 250)
    #expect(last.gpus == 1)
    #expect(last.latencyMilliseconds == nil)
    #expect(last.maximum == nil)
  }

  @Test(
    "every fault with its line",
    arguments: [
      ("", 1, "header"),
      ("# only this\n", 1, "header"),
      ("instance_type,usd_per_hour,colour\n", 1, "colour"),
      ("instance_type,vcpu\n", 1, "price"),
      ("vcpu,usd_per_hour\n", 1, "instance_type"),
      ("instance_type,instance_type,usd_per_hour\n", 1, "twice"),
      ("instance_type,usd_per_hour\na\n", 2, "1 fields"),
      ("instance_type,usd_per_hour\na,1\n,1\n", 3, "name"),
      ("instance_type,usd_per_hour\na,-1\n", 2, "usd_per_hour"),
      ("instance_type,usd_per_hour\na,1e3\n", 2, "usd_per_hour"),
      ("instance_type,usd_per_hour\na,99999999999999999999\n", 2, "usd_per_hour"),
      ("instance_type,usd_per_hour\na,\n", 2, "price"),
      ("instance_type,usd_per_hour\n\"a,1\n", 2, "quoted"),
      ("instance_type,usd_per_hour\n\"a\"b,1\n", 2, "comma"),
      ("instance_type,usd_per_hour,lifecycle\na,1,reserved\n", 2, "reserved"),
      ("instance_type,usd_per_hour,interruption_percent\na,1,101\n", 2, "interruption"),
    ])
  func faults(_ text: String, _ line: Int, _ word: String) {
    let error = #expect(throws: CatalogueError.self) { try Catalogue(csv: text.utf8) }
    #expect(error?.line == line)
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
  }

  @Test("bytes that are no text are refused")
  func noText() {
    #expect(throws: CatalogueError.self) {
      try Catalogue(csv: Array("instance_type,usd_per_hour\n".utf8) + [0xFF, 0x2C, 0x31])
    }
  }

  @Test("whole replicas by the scarcest resource")
  func replicas() {
    var offer = InstanceOffer(type: "a", microdollarsPerHour: 1)
    offer.milliCores = 8000
    offer.memoryMebibytes = 16 << 10
    #expect(offer.replicas(of: ResourceNeed(milliCores: 3000)) == 2)
    #expect(offer.replicas(of: ResourceNeed(milliCores: 1000, memoryBytes: 5 << 30)) == 3)
    #expect(offer.replicas(of: ResourceNeed(gpus: 1)) == 0)
    #expect(offer.replicas(of: ResourceNeed(milliCores: 9000)) == 0)
  }

  @Test("a 6-core replica does not fit on three 2-core nodes")
  func wholeReplicas() throws {
    var small = InstanceOffer(type: "small", microdollarsPerHour: 1)
    small.milliCores = 2000
    var large = InstanceOffer(type: "large", microdollarsPerHour: 100)
    large.milliCores = 8000
    let catalogue = Catalogue(offers: [small, large])
    let problem = try MixProblem(
      catalogue: catalogue, replicas: 3, perReplica: ResourceNeed(milliCores: 6000))
    let answer = MixSolver().solve(problem)
    #expect(answer.counts == [0, 3])
    var need = MixProblem.Need()
    need.milliCores = 18_000
    let spread = MixSolver().solve(try MixProblem(catalogue: catalogue, need: need))
    #expect(spread.counts == [9, 0])
    #expect(throws: MixProblemError.self) {
      try MixProblem(catalogue: catalogue, replicas: 3, perReplica: ResourceNeed())
    }
  }

  @Test("what stands in the way, and the nearest that does not")
  func obstacles() throws {
    var offer = InstanceOffer(type: "a", microdollarsPerHour: 10)
    offer.milliCores = 1000
    offer.maximum = 5
    var need = MixProblem.Need()
    need.milliCores = 4000
    var constraints = MixConstraints()
    constraints.budgetMicrodollarsPerHour = 39
    let solver = MixSolver()
    let problem = try MixProblem(
      catalogue: Catalogue(offers: [offer]), need: need, constraints: constraints)
    #expect(solver.solve(problem).status == .infeasible)
    #expect(
      solver.obstacles(of: problem).obstacles == [
        .init(requirement: .need(.milliCores), asked: 4000, nearest: 3000),
        .init(requirement: .budget, asked: 39, nearest: 40),
      ])
    constraints.budgetMicrodollarsPerHour = 50
    constraints.maximumInstances = 4
    let feasible = try MixProblem(
      catalogue: Catalogue(offers: [offer]), need: need, constraints: constraints)
    #expect(solver.pricesOfConstraints(of: feasible).map(\.costWithout) == [40, 40])
  }
}
