import InstanceMix
import Testing

/// The two small catalogues of the source designs, with the designs' own methods as the reference
/// that the solver must not fall behind.
@Suite struct DesignCatalogueTests {
  /// Dollars an hour in millionths, cores, GiB, GPUs.
  static let evaluation = """
    instance_type,usd_per_hour,vcpu,memory_gib,gpu_count
    m5.large,0.096,2,8,0
    m5.xlarge,0.192,4,16,0
    c5.xlarge,0.17,4,8,0
    p3.2xlarge,3.06,8,61,1
    p3.8xlarge,12.24,32,244,4
    """

  static let inference = """
    instance_type,usd_per_hour,rps,latency_ms
    g4dn.xlarge,0.526,10,200
    g4dn.2xlarge,0.752,18,150
    g4dn.4xlarge,1.204,35,120
    p3.2xlarge,3.06,50,80
    p3.8xlarge,12.24,180,60
    """

  /// The greedy of the evaluation design: offers in the order of cost per weighted unit, each taken
  /// floor(what is left / what it gives) times.
  private func greedy(_ problem: MixProblem, weights: [Double], roundUp: Bool) -> [Int] {
    let offers = problem.offers
    func value(_ index: Int) -> Double {
      let units = zip(weights, offers[index].capacity).map { $0 * Double($1) }.reduce(0, +)
      return Double(offers[index].microdollarsPerHour) / units
    }
    var left = problem.need
    var counts = [Int](repeating: 0, count: offers.count)
    for index in offers.indices.sorted(by: { value($0) < value($1) }) {
      let wanted = left.indices.compactMap { row -> Int? in
        let capacity = offers[index].capacity[row]
        guard left[row] > 0, capacity > 0 else { return nil }
        return roundUp ? (left[row] - 1) / capacity + 1 : left[row] / capacity
      }
      guard let count = roundUp ? wanted.max() : wanted.min() else { continue }
      counts[index] = count
      for row in left.indices { left[row] -= count * offers[index].capacity[row] }
    }
    return counts
  }

  @Test(
    "the truncating greedy misses its need or is no cheaper, the rounding one is no cheaper",
    arguments: [
      ("cpu_intensive", [0.7, 0.2, 0.1], [35, 60, 0]),
      ("gpu_intensive", [0.2, 0.2, 0.6], [17, 120, 3]),
      ("memory_intensive", [0.2, 0.7, 0.1], [9, 333, 1]),
      ("balanced", [0.4, 0.4, 0.2], [51, 203, 5]),
    ])
  func evaluation(_ name: String, _ weights: [Double], _ need: [Int]) throws {
    let catalogue = try Catalogue(csv: Self.evaluation.utf8)
    var wanted = MixProblem.Need()
    (wanted.milliCores, wanted.memoryMebibytes, wanted.gpus) = (
      need[0] * 1000, need[1] << 10, need[2]
    )
    let problem = try MixProblem(catalogue: catalogue, need: wanted)
    let answer = MixSolver().solve(problem)
    let reference = Reference(problem: problem)
    let cost = try #require(answer.cost)
    #expect(answer.status == .optimal)
    #expect(reference.holds(answer.counts))

    let truncated = greedy(problem, weights: weights, roundUp: false)
    #expect(!reference.holds(truncated) || reference.cost(truncated) >= cost)
    let rounded = greedy(problem, weights: weights, roundUp: true)
    #expect(reference.holds(rounded))
    #expect(reference.cost(rounded) >= cost)
  }

  @Test("the truncating greedy does miss a need")
  func truncationMisses() throws {
    var need = MixProblem.Need()
    (need.milliCores, need.memoryMebibytes, need.gpus) = (35_000, 60 << 10, 0)
    let problem = try MixProblem(catalogue: Catalogue(csv: Self.evaluation.utf8), need: need)
    let truncated = greedy(problem, weights: [0.7, 0.2, 0.1], roundUp: false)
    #expect(!Reference(problem: problem).holds(truncated))
  }

  @Test(
    "the cheapest homogeneous option is never cheaper than the mix",
    arguments: [1, 9, 10, 19, 35, 47, 80, 100, 150, 151, 1000], [60, 80, 120, 150, 500])
  func inference(load: Int, latency: Int) throws {
    let catalogue = try Catalogue(csv: Self.inference.utf8)
    var need = MixProblem.Need()
    need.deciRequestsPerSecond = 10 * load
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = latency
    let problem = try MixProblem(catalogue: catalogue, need: need, constraints: constraints)
    let answer = MixSolver().solve(problem)
    let homogeneous = catalogue.offers.compactMap { offer -> Int? in
      guard let rate = offer.deciRequestsPerSecond, (offer.latencyMilliseconds ?? .max) <= latency
      else { return nil }
      return ((10 * load - 1) / rate + 1) * offer.microdollarsPerHour
    }.min()
    let cost = try #require(answer.cost)
    #expect(answer.status == .optimal)
    #expect(try cost <= #require(homogeneous))
    #expect(Reference(problem: problem).holds(answer.counts))
  }

  @Test("no option within the latency limit is infeasible, not the smallest one")
  func tooFast() throws {
    var need = MixProblem.Need()
    need.deciRequestsPerSecond = 100
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = 59
    let problem = try MixProblem(
      catalogue: Catalogue(csv: Self.inference.utf8), need: need, constraints: constraints)
    #expect(MixSolver().solve(problem).status == .infeasible)
  }
}
