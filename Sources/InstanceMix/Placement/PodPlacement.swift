/// Pods placed on instances, each whole and on one instance: proof that a mix really holds them.
public struct PodPlacement: Hashable, Sendable {
  /// Instances with the same pods on them.
  public struct Node: Hashable, Sendable {
    /// The index of the instances' offer.
    public var offer: Int
    /// How many such instances.
    public var instances: Int
    /// The pods of each group on every one of them.
    public var pods: [Int]
  }

  /// The instances that pods are placed on, and those that stay empty.
  public var nodes: [Node]

  /// The pods of each group that found no place.
  public var unplaced: [Int]

  /// Whether every pod has a place.
  public var isComplete: Bool { unplaced.allSatisfy { $0 == 0 } }

  /// Places pods on the instances of a mix.
  ///
  /// Groups are placed one after the other, each on the instances in turn, in several orders of groups and of instances (first fit decreasing and
  /// its kin), and with the groups taking turns by what suits an instance best; the first complete placement counts, else the one with the fewest
  /// pods left. A placement that is complete is a proof; one that is not is none that there is no other.
  ///
  /// - Parameters:
  ///   - counts: the instances of each offer of the catalogue.
  /// - Complexity: O(orders x groups x instances), at most some dozens of orders.
  public init(of groups: [PodGroup], on counts: [Int], of catalogue: Catalogue) {
    let needs = groups.map { PodVector($0.need) }
    let bins = Self.bins(counts, catalogue)
    var best: Trial?
    for order in Self.orders(needs, groups) {
      for isLargestFirst in [false, true] {
        let trial = Trial(
          needs: needs, counts: groups.map(\.count),
          bins: isLargestFirst ? Array(bins.reversed()) : bins, order: order)
        if trial.left.reduce(0, +) < best?.left.reduce(0, +) ?? .max { best = trial }
        if best?.isComplete == true { break }
      }
      if best?.isComplete == true { break }
    }
    unplaced = best?.left ?? groups.map(\.count)
    nodes = Self.grouped(best?.bins ?? [], groups: groups.count)
  }

  /// The most instances that pods are placed on.
  static let mostInstances = 20_000

  fileprivate struct Bin {
    var offer: Int
    var free: PodVector
    var pods: [Int] = []
  }

  /// The instances one by one, small ones first.
  private static func bins(_ counts: [Int], _ catalogue: Catalogue) -> [Bin] {
    var bins: [Bin] = []
    for (offer, count) in counts.enumerated() where count > 0 {
      let bin = Bin(offer: offer, free: PodVector(catalogue.offers[offer]))
      bins.append(contentsOf: repeatElement(bin, count: min(count, mostInstances - bins.count)))
    }
    return bins.sorted {
      ($0.free.gpus, $0.free.milliCores, $0.free.memoryMebibytes, $0.offer)
        < ($1.free.gpus, $1.free.milliCores, $1.free.memoryMebibytes, $1.offer)
    }
  }

  /// Orders of the groups: by GPUs, cores and memory, and their permutations where there are few. Nil: in turns.
  private static func orders(_ needs: [PodVector], _ groups: [PodGroup]) -> [[Int]?] {
    let indices = Array(needs.indices)
    let bySize = indices.sorted {
      (needs[$0].gpus, needs[$0].milliCores, needs[$0].memoryMebibytes)
        > (needs[$1].gpus, needs[$1].milliCores, needs[$1].memoryMebibytes)
    }
    let byMemory = indices.sorted { needs[$0].memoryMebibytes > needs[$1].memoryMebibytes }
    var orders: [[Int]?] = [bySize, nil, byMemory]
    if indices.count <= 4 { orders += permutations(indices).map { $0 } }
    return orders
  }

  private static func permutations(_ list: [Int]) -> [[Int]] {
    guard list.count > 1 else { return [list] }
    return list.indices.flatMap { index in
      var others = list
      let first = others.remove(at: index)
      return permutations(others).map { [first] + $0 }
    }
  }

  private static func grouped(_ bins: [Bin], groups: Int) -> [Node] {
    var nodes: [Node] = []
    for bin in bins {
      let pods = bin.pods.isEmpty ? [Int](repeating: 0, count: groups) : bin.pods
      let same = nodes.lastIndex { $0.offer == bin.offer && $0.pods == pods }
      if let same {
        nodes[same].instances += 1
      } else {
        nodes.append(Node(offer: bin.offer, instances: 1, pods: pods))
      }
    }
    return nodes
  }

  /// One attempt.
  private struct Trial {
    let needs: [PodVector]
    var left: [Int]
    var bins: [Bin]

    var isComplete: Bool { left.allSatisfy { $0 == 0 } }

    /// - Parameter order: the groups one after the other; nil: on each instance in turns.
    init(needs: [PodVector], counts: [Int], bins: [Bin], order: [Int]?) {
      self.needs = needs
      left = counts
      self.bins = bins
      for index in self.bins.indices {
        self.bins[index].pods = [Int](repeating: 0, count: needs.count)
      }
      if let order {
        for group in order { place(group) }
      } else {
        for bin in self.bins.indices { fill(bin) }
      }
    }

    private mutating func put(_ group: Int, _ count: Int, on bin: Int) {
      bins[bin].free.subtract(needs[group], count: count)
      bins[bin].pods[group] += count
      left[group] -= count
    }

    private mutating func place(_ group: Int) {
      for bin in bins.indices where left[group] > 0 {
        let count = min(bins[bin].free.fits(needs[group]), left[group])
        if count > 0 { put(group, count, on: bin) }
      }
    }

    /// Fills one instance: each time with the pod that takes most of what is free.
    private mutating func fill(_ bin: Int) {
      while true {
        let free = bins[bin].free
        var best: (group: Int, score: Double)?
        for group in needs.indices where left[group] > 0 && free.fits(needs[group]) > 0 {
          let score = Self.alignment(needs[group], free)
          if score > best?.score ?? -1 { best = (group, score) }
        }
        guard let best else { return }
        put(best.group, 1, on: bin)
      }
    }

    /// How well a need suits what is free: the shares of it that it takes, added.
    private static func alignment(_ need: PodVector, _ free: PodVector) -> Double {
      zip(need.parts, free.parts).reduce(0) { sum, part in
        part.1 > 0 ? sum + Double(part.0) / Double(part.1) : sum
      }
    }
  }
}
