import Testing

@testable import InstanceMix

/// Pods of several workloads side by side.
@Suite struct SharedNodesTests {
  private static func offer(
    _ type: String, _ price: Int, cores: Int, gib: Int, gpus: Int = 0
  ) -> InstanceOffer {
    var offer = InstanceOffer(type: type, microdollarsPerHour: price)
    offer.milliCores = cores * 1000
    offer.memoryMebibytes = gib << 10
    offer.gpus = gpus
    return offer
  }

  private static func group(_ name: String, _ count: Int, cores: Int, gib: Int = 0) -> PodGroup {
    PodGroup(
      name: name,
      need: ResourceNeed(milliCores: cores * 1000, memoryBytes: gib == 0 ? nil : gib << 30),
      count: count)
  }

  @Test("a 6-core pod does not fit on three 2-core nodes")
  func whole() throws {
    let catalogue = Catalogue(offers: [
      Self.offer("small", 1, cores: 2, gib: 4), Self.offer("large", 100, cores: 8, gib: 16),
    ])
    let groups = [Self.group("a", 1, cores: 6)]
    #expect(!PodPlacement(of: groups, on: [3, 0], of: catalogue).isComplete)
    let mix = try MixSolver().solve(groups, from: catalogue)
    #expect(mix.answer.counts == [0, 1])
    #expect(mix.answer.status == .optimal)
  }

  @Test("pods of two workloads share what each leaves over")
  func shares() throws {
    let catalogue = Catalogue(offers: [Self.offer("m", 10, cores: 8, gib: 32)])
    // By themselves 3 + 2 instances; side by side 4.
    let groups = [
      Self.group("cores", 3, cores: 6, gib: 4), Self.group("small", 7, cores: 2, gib: 8),
    ]
    let mix = try MixSolver().solve(groups, from: catalogue)
    #expect(mix.answer.counts == [4])
    #expect(mix.answer.status == .optimal)
    let placement = try #require(mix.placement)
    #expect(placement.isComplete)
    #expect(placement.nodes.reduce(0) { $0 + $1.instances } == 4)
  }

  /// Whether pods fit on bins, by trying everything.
  private static func fits(_ pods: [PodVector], _ bins: [PodVector]) -> Bool {
    guard let pod = pods.first else { return true }
    var tried: Set<PodVector> = []
    for index in bins.indices where bins[index].fits(pod) > 0 && tried.insert(bins[index]).inserted
    {
      var rest = bins
      rest[index].subtract(pod, count: 1)
      if fits(Array(pods.dropFirst()), rest) { return true }
    }
    return false
  }

  @Test(
    "placements are real, and mixes lie between the bound and what a brute force finds",
    arguments: 0..<3)
  func random(block: Int) throws {
    var random = RandomProblem(seed: 5000 + UInt64(block))
    var (found, cheapest) = (0, 0)
    for _ in 0..<40 {
      let catalogue = Catalogue(
        offers: (0..<2).map { index in
          Self.offer(
            "t\(index)", random.number(5...40), cores: random.number(2...9),
            gib: random.number(2...9))
        })
      let groups = (0..<random.number(1...3)).map { index in
        Self.group(
          "g\(index)", random.number(0...3), cores: random.number(1...5), gib: random.number(1...5))
      }
      let mix = try MixSolver().solve(groups, from: catalogue)
      var best: Int?
      let pods = groups.flatMap { group in
        (0..<group.count).map { _ in PodVector(group.need) }
      }.sorted { $0.milliCores > $1.milliCores }
      for first in 0...7 {
        for second in 0...7 {
          let prices = catalogue.offers.map(\.microdollarsPerHour)
          let cost = first * prices[0] + second * prices[1]
          if cost >= best ?? .max { continue }
          let bins =
            [PodVector](repeating: PodVector(catalogue.offers[0]), count: first)
            + [PodVector](repeating: PodVector(catalogue.offers[1]), count: second)
          if Self.fits(pods, bins) { best = cost }
        }
      }
      guard let best else {
        #expect(mix.answer.status == .infeasible || mix.answer.counts.contains { $0 > 7 })
        continue
      }
      let cost = try #require(mix.answer.cost)
      found += 1
      if cost == best { cheapest += 1 }
      #expect(try #require(mix.answer.bound) <= best)
      #expect(cost >= best)
      if mix.answer.status == .optimal { #expect(cost == best) }
      try Self.check(try #require(mix.placement), groups, mix.answer.counts, catalogue)
    }
    #expect(found > 20)
    // First fit in a few orders is not exact; it seldom misses on problems of this size.
    #expect(cheapest * 10 >= found * 9)
  }

  /// Every pod is on an instance that the mix has, and no instance holds more than it can.
  private static func check(
    _ placement: PodPlacement, _ groups: [PodGroup], _ counts: [Int], _ catalogue: Catalogue
  ) throws {
    var placed = [Int](repeating: 0, count: groups.count)
    var used = [Int](repeating: 0, count: counts.count)
    for node in placement.nodes {
      used[node.offer] += node.instances
      var free = PodVector(catalogue.offers[node.offer])
      for group in groups.indices {
        placed[group] += node.pods[group] * node.instances
        free.subtract(PodVector(groups[group].need), count: node.pods[group])
      }
      #expect(free.parts.allSatisfy { $0 >= 0 })
    }
    #expect(placed == groups.map(\.count))
    #expect(used == counts)
  }

  @Test("what can never fit is infeasible, and a need of nothing refused")
  func impossible() throws {
    let catalogue = Catalogue(offers: [Self.offer("m", 10, cores: 8, gib: 32)])
    let mix = try MixSolver().solve([Self.group("a", 1, cores: 9)], from: catalogue)
    #expect(mix.answer.status == .infeasible)
    #expect(throws: MixProblemError.self) {
      try MixSolver().solve([PodGroup(name: "a", need: ResourceNeed(), count: 1)], from: catalogue)
    }
    #expect(throws: MixProblemError.self) {
      try MixSolver().solve([Self.group("a", -1, cores: 1)], from: catalogue)
    }
  }
}
