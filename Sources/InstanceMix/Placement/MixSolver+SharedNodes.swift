/// The cheapest instances that hold the pods of several workloads together.
public struct SharedMix: Hashable, Sendable {
  /// The needs of all pods added, over the offers of the catalogue: what the first mix had to hold.
  public var problem: MixProblem

  /// The mix, over the offers of the catalogue; `bound` is proven for all mixes that hold the pods.
  public var answer: MixAnswer

  /// Where the pods are; nil without a mix.
  public var placement: PodPlacement?
}

extension MixSolver {
  /// The cheapest instances found that really hold pods of several kinds side by side, with a proven lower bound.
  ///
  /// The needs of all pods are added, which bounds the cost from below, together with what holds for each kind by itself (an instance counts
  /// with the whole pods that fit on it). A mix counts only when every pod has been placed on an instance of it; while some find no place, more
  /// is asked for. Where the first mix holds them its optimality is proven.
  ///
  /// - Parameters:
  ///   - running: instances that run now, for each offer; empty: none.
  /// - Throws: ``MixProblemError`` for groups that need nothing, and numbers out of range.
  public func solve(
    _ groups: [PodGroup], from catalogue: Catalogue,
    constraints: MixConstraints = MixConstraints(), running: [Int] = []
  ) throws(MixProblemError) -> SharedMix {
    let demand = try SharedDemand(groups, catalogue)
    let whole = try demand.problem(
      constraints: constraints, running: running, extra: groups.map { _ in 0 })
    var extra = [Int](repeating: 0, count: groups.count)
    var bound: Int?
    var nodes = 0
    for round in 0..<Self.mostRounds {
      var answer = solve(
        try demand.problem(constraints: constraints, running: running, extra: extra))
      nodes += answer.nodes
      if round == 0 { bound = answer.bound }
      answer.nodes = nodes
      guard let cost = answer.cost else {
        // What was asked for in addition may be more than there is.
        if round > 0 { answer = MixAnswer(status: .unknown, bound: bound, nodes: nodes) }
        return SharedMix(problem: whole, answer: answer)
      }
      let placement = PodPlacement(of: groups, on: answer.counts, of: catalogue)
      if placement.isComplete {
        answer.bound = bound
        answer.status = bound ?? .min >= cost ? .optimal : .feasible
        return SharedMix(problem: whole, answer: answer, placement: placement)
      }
      for group in extra.indices {
        extra[group] += min(placement.unplaced[group], max(1, (extra[group] + 1) / 2))
      }
    }
    return SharedMix(
      problem: whole, answer: MixAnswer(status: .unknown, bound: bound, nodes: nodes))
  }

  /// The rounds after which a mix that holds the pods is not looked for any longer.
  private static var mostRounds: Int { 60 }
}

/// What pods of several kinds ask of a mix, as rows of a problem.
private struct SharedDemand {
  let groups: [PodGroup]
  let needs: [PodVector]
  let catalogue: Catalogue
  /// For each offer the pods of each group that fit on it when it is empty.
  let slots: [[Int]]

  init(_ groups: [PodGroup], _ catalogue: Catalogue) throws(MixProblemError) {
    self.groups = groups
    self.catalogue = catalogue
    needs = groups.map { PodVector($0.need) }
    for (index, need) in needs.enumerated() {
      guard need != .zero, need.parts.allSatisfy({ $0 >= 0 }),
        groups[index].count >= 0
      else {
        throw MixProblemError(
          place: "pods[\(index)]", found: "a need of nothing or less",
          expected: "cores, memory or GPUs above zero, and a count of 0 or above")
      }
    }
    let needs = needs
    slots = catalogue.offers.map { offer in
      let room = PodVector(offer)
      return needs.map { room.fits($0) }
    }
  }

  /// - Parameter extra: pods of each group that are asked for beyond those that there are.
  func problem(
    constraints: MixConstraints, running: [Int], extra: [Int]
  ) throws(MixProblemError) -> MixProblem {
    let totals = zip(groups, extra).map { $0.count.addingReportingOverflow($1).partialValue }
    let resources: [(MixResource, WritableKeyPath<PodVector, Int>)] = [
      (.milliCores, \.milliCores), (.memoryMebibytes, \.memoryMebibytes), (.gpu, \.gpus),
    ]
    let used = resources.filter { _, path in needs.contains { $0[keyPath: path] > 0 } }
    let amounts = used.map { _, path in
      zip(needs, totals).reduce(0) { sum, group in
        let (product, overflow) = group.0[keyPath: path].multipliedReportingOverflow(by: group.1)
        let (total, carried) = sum.addingReportingOverflow(product)
        return overflow || carried ? .max : total
      }
    }
    let offers = catalogue.offers.enumerated().map { index, offer in
      // An instance on which no pod fits holds nothing, however large it is.
      let room = slots[index].contains { $0 > 0 } ? PodVector(offer) : .zero
      return MixOffer(
        type: offer.type, lifecycle: offer.lifecycle, zone: offer.zone,
        microdollarsPerHour: offer.microdollarsPerHour, capacity: used.map { room[keyPath: $1] },
        latencyMilliseconds: offer.latencyMilliseconds ?? MixProblem.largestNumber,
        interruptionPerMille: offer.interruptionPerMille, maximum: offer.maximum,
        running: running.isEmpty ? 0 : running[index])
    }
    var constraints = constraints
    for group in groups.indices where totals[group] > 0 {
      constraints.coverings.append(
        MixCovering(
          coefficients: slots.map { min($0[group], totals[group]) }, demand: totals[group]))
    }
    return try MixProblem(
      resources: used.map(\.0), need: amounts, offers: offers, constraints: constraints)
  }
}
