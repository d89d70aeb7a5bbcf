/// Depth-first branch and bound over a covering program.
///
/// Each node solves the linear relaxation of what the lower bounds leave over, with every coefficient
/// clipped to the remaining demand (a column that covers all that is left covers no more than that),
/// proves a bound, rounds it up on the lattice of the costs, and narrows columns by reduced cost.
final class MixSearch {
  /// How a run ended.
  enum Ending {
    /// Every mix below the cutoff was looked at.
    case exhausted
    /// The budget ran out.
    case interrupted
    /// The search took more nodes than it was given.
    case impatient
  }

  var program: CoveringProgram
  var state: BranchState
  var relaxation: DualSimplex
  let lattice: Int

  /// Mixes are looked for below this cost, without the program's constant.
  private(set) var cutoff: Int

  /// The best mix found, if it is better than what was known before, and its cost without the
  /// constant. It may cost more than the cutoff.
  private(set) var best: (cost: Int, counts: [Int])?

  /// The cost that a mix must stay below to be worth reporting.
  private var known: Int

  private(set) var nodes = 0

  /// The columns and rows of the present relaxation.
  var activeColumns: [Int] = []
  private var coefficientsAsDouble: [Double]

  /// Sets of types: at least `minimumTypes` less its size must come from outside each.
  var typeSets: [[Bool]]

  private static let spareRows = 24

  /// Rules that the mix in search keeps to; found when a search has turned out not to be a short one.
  private var exchanges: ExchangeIndex?
  /// The changes of bounds up to here have gone through the rules.
  private var propagated = 0
  private var nodesBeforeExchanges: Int { 48 + program.columnCount * program.columnCount / 1000 }

  /// - Parameter known: the cost of the best mix that is known; nil: the cutoff.
  init(_ program: CoveringProgram, cutoff: Int, known: Int? = nil) {
    self.program = program
    self.known = known ?? cutoff
    let typeCount = (program.type.max() ?? -1) + 1
    state = BranchState(program, typeCount: typeCount)
    lattice = max(1, program.costLattice)
    // The costs below the cutoff end one step of the lattice before the next multiple.
    self.cutoff = Self.roundUp(cutoff, toMultipleOf: lattice)
    coefficientsAsDouble = program.coefficients.map(Double.init)
    typeSets = program.minimumTypes > 0 ? [[Bool](repeating: false, count: typeCount)] : []
    relaxation = DualSimplex(
      rows: program.rowCount + Self.mostTypeSets + 2 + Self.spareRows, columns: program.columnCount)
    activeColumns.reserveCapacity(program.columnCount)
  }

  // MARK: Tree

  struct Branch {
    var column: Int
    /// Down: at most this; up: at least one more.
    var value: Int
    var upFirst: Bool
  }

  private struct Frame {
    var mark: Int
    var branch: Branch
    var childrenEntered = 0
  }

  /// Searches the tree, all of it or as far as the limits go.
  ///
  /// - Parameters:
  ///   - nodesSoFar: nodes that count against the budget beside those of this search.
  ///   - patience: the nodes after which the search is given up.
  func run(_ budget: SearchBudget, nodesSoFar: Int = 0, patience: Int = .max) -> Ending {
    var frames: [Frame] = []
    var branch = expand()
    while true {
      if let next = branch { frames.append(Frame(mark: state.mark, branch: next)) }
      guard let frame = frames.last else { return .exhausted }
      if let limit = budget.nodes, nodesSoFar + nodes >= limit { return .interrupted }
      if nodes % Self.nodesBetweenChecks(program) == 0, let isOver = budget.isOver, isOver() {
        return .interrupted
      }
      if nodes >= patience { return .impatient }
      if exchanges == nil, nodes >= nodesBeforeExchanges { adoptExchanges() }
      state.rewind(to: frame.mark, in: program)
      propagated = min(propagated, frame.mark)
      branch = nil
      if frame.childrenEntered == 2 {
        frames.removeLast()
        continue
      }
      frames[frames.count - 1].childrenEntered += 1
      let up = (frame.childrenEntered == 0) == frame.branch.upFirst
      if enter(frame.branch, up: up) { branch = expand() }
    }
  }

  /// Nodes of many columns take longer, and the deadline is asked for more often.
  private static func nodesBetweenChecks(_ program: CoveringProgram) -> Int {
    program.columnCount > 256 ? 2 : 32
  }

  /// Narrows the branching column; false where the child is empty or its cost out of range.
  private func enter(_ branch: Branch, up: Bool) -> Bool {
    guard up else {
      state.setUpper(branch.column, to: min(branch.value, state.upper[branch.column]))
      return true
    }
    let value = branch.value + 1
    guard value <= state.upper[branch.column] else { return false }
    let delta = Double(value - state.lower[branch.column])
    guard delta * Double(program.cost[branch.column]) < 0x1p56 else { return false }
    state.setLower(branch.column, to: value, in: program)
    return true
  }

  // MARK: Node

  /// Looks at the present node; nil where nothing below it is left to find.
  private func expand() -> Branch? {
    while true {
      nodes += 1
      switch relax() {
      case .empty, .bounded:
        return nil
      case .open(let outcome):
        guard outcome == .optimal else { return anyBranch() }
        if separateTypes() { continue }
      }
      roundUp()
      if isSettled { return nil }
      if let branch = fractionalBranch() { return branch }
      switch settle() {
      case .done: return nil
      case .branch(let branch): return branch
      case .again: continue
      }
    }
  }

  enum Relaxed {
    /// No mix at all.
    case empty
    /// No mix below the cutoff.
    case bounded
    case open(DualSimplex.Outcome)
  }

  /// Bound, without the program's constant, that the last relaxation proved.
  private(set) var bound = 0.0

  /// The lattice of the costs that the last node could add.
  private var nodeLattice = 1

  /// Solves the relaxation of the present node and narrows columns by reduced cost.
  func relax() -> Relaxed {
    guard applyExchanges(), build() else { return .empty }
    let gap = cutoff - state.cost
    let outcome = relaxation.solve(cutoff: Double(gap))
    let proven = relaxation.safeBound()
    bound = Double(state.cost) + proven
    nodeLattice = latticeOfActiveColumns()
    if proven > 0x1p62 || ceiling(of: proven) >= gap {
      // A ray can pass any cutoff: where it does, no mix of any cost is left.
      if outcome == .infeasible, proven >= Double(gap) { return .empty }
      return .bounded
    }
    let mostBelowGap = Self.roundUp(gap - nodeLattice, toMultipleOf: nodeLattice)
    narrow(slack: Double(mostBelowGap) - proven)
    return .open(outcome)
  }

  /// Whether the last bound leaves nothing below the cutoff, which a new mix may have lowered.
  var isSettled: Bool { ceiling(of: bound - Double(state.cost)) >= cutoff - state.cost }

  /// Keeps a mix that was checked in whole numbers, where it is the best so far.
  func keep(_ counts: [Int], cost: Int) {
    guard cost < known else { return }
    known = cost
    best = (cost, counts)
    cutoff = min(cutoff, cost)
  }

  /// The cost below which a rounded solution is worth a check: in the first nodes any that is better
  /// than what is known, so that a search that ends early has something to show.
  var roundingLimit: Int { nodes < 32 ? known : cutoff }

  /// Adds a zone row that a whole solution has shown to be missing.
  func appendZoneRow(touching set: Set<Int>, demand: Int) {
    program.appendZoneRow(touching: set, demand: demand)
    coefficientsAsDouble = program.coefficients.map(Double.init)
    state.appendRow(of: program)
    if program.rowCount + Self.mostTypeSets + 2 > relaxation.rowCapacity {
      relaxation = DualSimplex(
        rows: program.rowCount + Self.mostTypeSets + 2 + Self.spareRows,
        columns: program.columnCount)
    }
  }

  /// The least number on the cost lattice that is not below a bound.
  func ceiling(of bound: Double) -> Int {
    guard bound > -0x1p62 else { return .min / 2 }
    return Self.roundUp(Int(bound.rounded(.up)), toMultipleOf: nodeLattice)
  }

  /// The lattice on which what the present node adds to its cost lies: the fewer columns are left, the
  /// coarser it may be.
  private func latticeOfActiveColumns() -> Int {
    var divisor = 0
    for column in activeColumns {
      divisor = greatestCommonDivisor(divisor, program.cost[column])
      if divisor == lattice { return lattice }
    }
    return max(divisor, lattice)
  }

  private static func roundUp(_ value: Int, toMultipleOf lattice: Int) -> Int {
    let remainder = value % lattice
    return remainder > 0 ? value + lattice - remainder : value - remainder
  }

  private func adoptExchanges() {
    exchanges = ExchangeIndex(program.exchanges(), columns: program.columnCount)
    propagated = 0
  }

  /// Takes the changes of bounds since the last time through the rules of exchange; false where they
  /// leave nothing.
  private func applyExchanges() -> Bool {
    guard let exchanges else { return true }
    while propagated < state.mark {
      guard let column = state.changedColumn(at: propagated) else {
        propagated += 1
        continue
      }
      for index in exchanges.ofColumn[column] where !apply(exchanges.rules[index]) { return false }
      propagated += 1
    }
    return true
  }

  private func apply(_ rule: Exchange) -> Bool {
    if state.lower[rule.column] >= rule.count {
      if state.lower[rule.other] >= rule.least { return true }
      if state.upper[rule.other] < rule.least { return false }
      let delta = Double(rule.least - state.lower[rule.other])
      guard delta * Double(program.cost[rule.other]) < 0x1p56 else { return false }
      state.setLower(rule.other, to: rule.least, in: program)
    } else if state.upper[rule.other] < rule.least, state.upper[rule.column] >= rule.count {
      state.setUpper(rule.column, to: rule.count - 1)
    }
    return true
  }

  /// Lowers upper bounds: each further unit of a column costs at least its reduced cost.
  private func narrow(slack: Double) {
    guard slack.isFinite else { return }
    for (position, column) in activeColumns.enumerated() {
      let reduced = relaxation.reduced[position]
      guard reduced > 0, relaxation.range[position] * reduced > slack else { continue }
      let units = (slack / reduced * (1 + 0x1p-48)).rounded(.down)
      let limit = state.lower[column] + Int(max(0, units))
      if limit < state.upper[column] {
        state.setUpper(column, to: limit)
      }
    }
  }

  /// Fills the relaxation with what the present node leaves over; false where a limit is exceeded.
  private func build() -> Bool {
    let instancesLeft = program.maximumInstances.map { $0 - state.instances }
    let budgetLeft = program.budget.map { $0 - state.spent }
    if let instancesLeft, instancesLeft < 0 { return false }
    if let budgetLeft, budgetLeft < 0 { return false }

    activeColumns.removeAll(keepingCapacity: true)
    if instancesLeft != 0 {
      for column in 0..<program.columnCount where state.upper[column] > state.lower[column] {
        if let budgetLeft, program.price[column] > budgetLeft { continue }
        activeColumns.append(column)
      }
    }
    let lp = relaxation
    let count = activeColumns.count
    lp.columns = count
    let smallest = lp.pivotRow
    smallest.update(repeating: .infinity, count: count)
    var rows = 0
    for row in 0..<program.rowCount where state.residual[row] > 0 {
      let demand = Double(state.residual[row])
      let scale = 1 / demand
      let target = lp.row(rows)
      let base = row * program.columnCount
      coefficientsAsDouble.withUnsafeBufferPointer { source in
        for position in 0..<count {
          target[position] = min(source[base + activeColumns[position]], demand) * scale
        }
      }
      coverRange(target, count, smallest)
      lp.right[rows] = 1
      lp.packs[rows] = false
      rows += 1
    }
    for set in typeSets {
      var missing = program.minimumTypes - state.typesInUse
      for type in set.indices where set[type] && state.typeColumns[type] == 0 { missing -= 1 }
      if missing <= 0 { continue }
      let target = lp.row(rows)
      let scale = 1 / Double(missing)
      for position in 0..<count {
        let type = program.type[activeColumns[position]]
        target[position] = set[type] || state.typeColumns[type] > 0 ? 0 : scale
      }
      coverRange(target, count, smallest)
      lp.right[rows] = 1
      lp.packs[rows] = false
      rows += 1
    }
    for position in 0..<count {
      let column = activeColumns[position]
      let cost = program.cost[column]
      let most = Double(state.upper[column] - state.lower[column])
      lp.cost[position] = Double(cost)
      // A unit that covers nothing that is missing is worth taking only if it saves money, and never
      // more units than one row needs.
      let useful = smallest[position] == .infinity ? 0 : (1 / smallest[position]).rounded(.down) + 1
      lp.range[position] = cost < 0 ? most : min(most, useful)
    }
    if let instancesLeft, instancesLeft > 0 {
      let target = lp.row(rows)
      target.update(repeating: -1 / Double(instancesLeft), count: count)
      lp.right[rows] = -1
      lp.packs[rows] = true
      rows += 1
    }
    if let budgetLeft, budgetLeft > 0 {
      let target = lp.row(rows)
      let scale = -1 / Double(budgetLeft)
      for position in 0..<count {
        target[position] = Double(program.price[activeColumns[position]]) * scale
      }
      lp.right[rows] = -1
      lp.packs[rows] = true
      rows += 1
    }
    lp.rows = rows
    return true
  }

  private func coverRange(
    _ row: UnsafeMutablePointer<Double>, _ count: Int, _ smallest: UnsafeMutablePointer<Double>
  ) {
    for position in 0..<count where row[position] > 0 {
      smallest[position] = min(smallest[position], row[position])
    }
  }
}
