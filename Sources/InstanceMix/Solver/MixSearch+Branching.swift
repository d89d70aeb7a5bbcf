extension MixSearch {
  /// The distance from a whole number below which a value counts as one. Only the choice of what to
  /// try next depends on it: a mix is checked in whole numbers before it counts.
  private static let wholeness = 1e-7

  /// Calls `body` with every column that the relaxation's solution raises above its lower bound.
  func forEachValue(_ body: (_ column: Int, _ value: Double) -> Void) {
    let lp = relaxation
    for position in 0..<lp.columns where lp.direction[position] < 0 {
      body(activeColumns[position], lp.range[position])
    }
    for row in 0..<lp.rows where lp.basis[row] < lp.columns {
      body(activeColumns[lp.basis[row]], lp.values[row])
    }
  }

  /// A count from a value, kept to what can be bought whatever the value is.
  private func wholeCount(_ value: Double, column: Int) -> Int {
    let room = state.upper[column] - state.lower[column]
    guard value > 0 else { return 0 }
    return value >= Double(room) ? max(0, room) : Int(value)
  }

  /// Tries the relaxation's solution with every count rounded up.
  func roundUp() {
    var cost = Double(state.cost)
    forEachValue { column, value in
      cost += Double(program.cost[column]) * (value - Self.wholeness).rounded(.up)
    }
    guard cost < Double(roundingLimit) else { return }
    var counts = state.lower
    forEachValue { column, value in
      counts[column] += wholeCount((value - Self.wholeness).rounded(.up), column: column)
    }
    if case .holds(let cost) = program.check(counts) { keep(counts, cost: cost) }
  }

  /// The fractional column to branch on; nil where every value is whole.
  ///
  /// Dear columns come first, since what they leave over is best filled when they are settled; of
  /// equally dear ones the one whose branches raise the objective most, by the first dual step of
  /// each (Driebeek, An algorithm for the solution of mixed integer programming problems, 1966; a
  /// column that has to change changes by at least one, Tomlin 1971). The weights are measured.
  func fractionalBranch() -> Branch? {
    let lp = relaxation
    let gap = Double(cutoff) - bound
    var best: Branch?
    var bestScore = -1.0
    for row in 0..<lp.rows where lp.basis[row] < lp.columns {
      let value = lp.values[row]
      let below = value.rounded(.down)
      let fraction = value - below
      if fraction < Self.wholeness || fraction > 1 - Self.wholeness { continue }
      let column = activeColumns[lp.basis[row]]
      let (down, up) = penalties(row: row, fraction: fraction)
      let weight = Double(max(1, program.cost[column]))
      let score =
        weight * weight * (min(down, 2 * gap) + 0.01 * gap) * (min(up, 2 * gap) + 0.01 * gap)
      if score > bestScore {
        bestScore = score
        let value = min(
          state.lower[column] + wholeCount(below, column: column),
          max(state.lower[column], state.upper[column] - 1))
        best = Branch(column: column, value: value, upFirst: up <= down)
      }
    }
    return best
  }

  /// Estimates of how much the objective rises when the basic column of `row` is rounded down, up.
  private func penalties(row: Int, fraction: Double) -> (down: Double, up: Double) {
    let lp = relaxation
    lp.computePivotRow(row)
    var (down, up) = (Double.infinity, Double.infinity)
    for position in 0..<lp.columns {
      // Zero for a basic column, which has no part in it.
      let alpha = lp.direction[position] * lp.pivotRow[position]
      let reduced = abs(lp.reduced[position])
      if alpha > 1e-9 {
        down = min(down, reduced * max(1, fraction / alpha))
      } else if alpha < -1e-9 {
        up = min(up, reduced * max(1, (fraction - 1) / alpha))
      }
    }
    let inverseRow = lp.inverse + row * lp.rowCapacity
    for index in 0..<lp.rows where !lp.surplusIsBasic[index] {
      let alpha = -inverseRow[index]
      if alpha > 1e-9 {
        down = min(down, lp.duals[index] * fraction / alpha)
      } else if alpha < -1e-9 {
        up = min(up, lp.duals[index] * (fraction - 1) / alpha)
      }
    }
    return (down, up)
  }

  enum Settlement {
    case done
    case branch(Branch)
    /// A row was added: relax anew.
    case again
  }

  /// The relaxation's solution is whole: keeps it, or finds out what it lacks.
  func settle() -> Settlement {
    var counts = state.lower
    var raised: [(column: Int, count: Int)] = []
    forEachValue { column, value in
      let count = wholeCount(value.rounded(), column: column)
      if count == 0 { return }
      counts[column] += count
      raised.append((column, counts[column]))
    }
    switch program.check(counts) {
    case .holds(let cost):
      keep(counts, cost: cost)
      if isSettled || relaxation.columns == 0 { return .done }
    case .lacksZones(let set, let demand):
      if relaxation.columns == 0 { return .done }
      appendZoneRow(touching: set, demand: demand)
      return .again
    case .lacksTypes:
      for (column, _) in raised where state.typeColumns[program.type[column]] == 0 {
        return .branch(Branch(column: column, value: 0, upFirst: true))
      }
    case .breaks: break
    }
    if let (column, count) = raised.first {
      return .branch(Branch(column: column, value: count - 1, upFirst: true))
    }
    return anyBranch().map(Settlement.branch) ?? .done
  }

  /// A branch that makes the tree smaller whatever the relaxation says; nil where no column is left.
  func anyBranch() -> Branch? {
    for column in activeColumns where state.upper[column] > state.lower[column] {
      return Branch(column: column, value: state.lower[column], upFirst: true)
    }
    return nil
  }
}
