/// One solve: the root relaxation, then searches below a rising cutoff.
struct SolverRun {
  private let program: CoveringProgram
  private let offerCount: Int
  private let budget: SearchBudget
  /// No mix of this cost or more counts, the constant left out.
  private var ceiling: Int
  /// Whether the ceiling comes from the range of numbers rather than from the problem.
  private var ceilingIsArbitrary: Bool
  private var nodes = 0
  private var best: (cost: Int, counts: [Int])?
  /// The proven lower bound, the constant left out.
  private var bound = 0

  init(_ program: CoveringProgram, offerCount: Int, ceiling: Int?, budget: SearchBudget) {
    self.program = program
    self.offerCount = offerCount
    self.budget = budget
    // With switching costs the objective is not what the budget limits: the program has it as a row.
    if let ceiling, program.budget == nil {
      self.ceiling = ceiling - program.constant + 1
      ceilingIsArbitrary = false
    } else {
      self.ceiling = MixProblem.largestNumber - program.constant
      ceilingIsArbitrary = true
    }
  }

  mutating func solve() -> MixAnswer {
    let root = MixSearch(program, cutoff: ceiling)
    var relaxed = root.relax()
    for _ in 0..<4 {
      guard case .open(.optimal) = relaxed, root.separateTypes() else { break }
      relaxed = root.relax()
    }
    nodes += 1
    switch relaxed {
    case .empty: return MixAnswer(status: .infeasible, nodes: nodes)
    case .bounded: return nothingBelowCeiling()
    case .open: break
    }
    lowerCeiling(to: root.costOfEverythingUseful)
    root.roundUp()
    take(root.best)
    // No mix costs less than nothing, constant included, whatever the relaxation could prove.
    bound = max(root.roundedBound, -program.constant)
    if let best, bound >= best.cost { return answer(.optimal) }

    return raiseBound(root)
  }

  /// Proves one cutoff after the other until a mix is found below one.
  ///
  /// A search below too high a cutoff goes through far more nodes than one that is just high enough,
  /// so that a search that takes long is given up for one below a lower cutoff.
  private mutating func raiseBound(_ root: MixSearch) -> MixAnswer {
    let smallestStep = root.lattice
    var step = max(smallestStep, abs(bound) / 10_000)
    var patience = 1000
    while true {
      let target = bound.addingReportingOverflow(step)
      var cutoff = target.overflow ? ceiling : min(ceiling, target.partialValue)
      if let best { cutoff = min(cutoff, best.cost) }
      let reduced = program.reduced(limits: root.limits(below: cutoff))
      let search = MixSearch(reduced, cutoff: cutoff, known: best?.cost ?? ceiling)
      if program.minimumTypes > 0 { search.adoptTypeSets(of: root) }
      let ending = search.run(budget, nodesSoFar: nodes, patience: patience)
      nodes += search.nodes
      if let found = search.best {
        take((found.cost, expand(found.counts, of: reduced)))
      }
      switch ending {
      case .interrupted: return interrupted(root)
      case .impatient:
        patience *= 4
        step = max(smallestStep, step / 4)
        continue
      case .exhausted: break
      }
      bound = max(bound, min(cutoff, best?.cost ?? cutoff))
      if let best, bound >= best.cost { return answer(.optimal) }
      if cutoff >= ceiling { return nothingBelowCeiling() }
      patience = max(patience, 8 * search.nodes)
      let factor = search.nodes <= 16 ? 4 : 2
      step = step > .max / factor ? .max / factor : step * factor
    }
  }

  /// No mix that can spare no instance costs more than this.
  private mutating func lowerCeiling(to everything: Int?) {
    guard let everything, everything < ceiling else { return }
    ceiling = everything + 1
    ceilingIsArbitrary = false
  }

  private mutating func take(_ found: (cost: Int, counts: [Int])?) {
    guard let found, found.cost < best?.cost ?? ceiling else { return }
    best = found
  }

  /// No mix costs less than the ceiling: none at all, unless the ceiling is where numbers end.
  private func nothingBelowCeiling() -> MixAnswer {
    if ceilingIsArbitrary {
      return MixAnswer(status: .unknown, bound: ceiling + program.constant, nodes: nodes)
    }
    return MixAnswer(status: .infeasible, nodes: nodes)
  }

  /// The budget ran out: the best mix so far, or the first that a short dive finds.
  private mutating func interrupted(_ root: MixSearch) -> MixAnswer {
    if best == nil {
      let reduced = program.reduced(limits: root.limits(below: ceiling))
      let dive = MixSearch(reduced, cutoff: ceiling)
      _ = dive.run(SearchBudget(nodes: 100))
      nodes += dive.nodes
      if let found = dive.best { take((found.cost, expand(found.counts, of: reduced))) }
    }
    guard let best else {
      return MixAnswer(status: .unknown, bound: bound + program.constant, nodes: nodes)
    }
    return answer(bound >= best.cost ? .optimal : .feasible)
  }

  private func answer(_ status: MixAnswer.Status) -> MixAnswer {
    guard let best else { return MixAnswer(status: .unknown, nodes: nodes) }
    var counts = [Int](repeating: 0, count: offerCount)
    for column in best.counts.indices where best.counts[column] > 0 {
      for offer in program.members[column] { counts[offer] += best.counts[column] }
    }
    return MixAnswer(
      status: status, cost: best.cost + program.constant, bound: bound + program.constant,
      counts: counts, nodes: nodes)
  }

  /// The counts of the whole program's columns, from counts of merged ones.
  private func expand(_ counts: [Int], of reduced: CoveringProgram) -> [Int] {
    var result = [Int](repeating: 0, count: program.columnCount)
    var left = counts
    if reduced.minimumZones > 0 {
      let used = counts.indices.filter { counts[$0] > 0 }
      var assignment = ZoneAssignment(program: reduced, counts: counts, used: used)
      let zones = Set(reduced.zones.indices).sorted()
      _ = assignment.assign(zones, atLeast: reduced.minimumZones)
      for zone in zones {
        guard let column = assignment.columnOfZone[zone],
          let member = reduced.members[column].first(where: {
            program.zones[$0].contains(zone) && result[$0] < program.upper[$0]
          })
        else { continue }
        result[member] += 1
        left[column] -= 1
      }
    }
    for column in left.indices where left[column] > 0 {
      for member in reduced.members[column] where left[column] > 0 {
        let taken = min(left[column], program.upper[member] - result[member])
        result[member] += taken
        left[column] -= taken
      }
    }
    return result
  }
}
