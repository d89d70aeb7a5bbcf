extension MixSearch {
  /// The proven bound, rounded up on the cost lattice, without the constant.
  var roundedBound: Int { state.cost + ceiling(of: bound - Double(state.cost)) }

  /// What it costs to take as much of every column as can be of any use; nil where that is beyond
  /// the range in which costs are told apart.
  var costOfEverythingUseful: Int? {
    var total = 0
    for (position, column) in activeColumns.enumerated() where program.cost[column] > 0 {
      let range = relaxation.range[position]
      guard range * Double(program.cost[column]) < 0x1p52 else { return nil }
      total += Int(range) * program.cost[column]
      guard total < 1 << 52 else { return nil }
    }
    return total
  }

  /// For each column the most that a mix below `cutoff` can have of it, by the reduced costs of the
  /// last relaxation.
  func limits(below cutoff: Int) -> [Int] {
    var limits = [Int](repeating: 0, count: program.columnCount)
    let slack = Double(cutoff - 1) - bound
    for (position, column) in activeColumns.enumerated() {
      var limit = program.upper[column]
      let reduced = relaxation.reduced[position]
      if reduced > 0 {
        let units = (max(0, slack) / reduced * (1 + 0x1p-48)).rounded(.down)
        if units < Double(limit) { limit = Int(units) }
      }
      limits[column] = limit
    }
    return limits
  }

  /// Adds the row that asks for types beyond those that the relaxation's solution uses fully; false
  /// where it satisfies that row already.
  func separateTypes() -> Bool {
    guard program.minimumTypes > 0 else { return false }
    var units: [Int: Double] = [:]
    forEachValue { column, value in units[program.type[column], default: 0] += value }
    let full = units.filter { $0.value >= 1 }
    guard full.count < program.minimumTypes else { return false }
    let others = units.values.filter { $0 < 1 }.reduce(0, +)
    guard others < Double(program.minimumTypes - full.count) - 1e-6 else { return false }
    var set = [Bool](repeating: false, count: state.typeColumns.count)
    for type in full.keys { set[type] = true }
    typeSets.append(set)
    return true
  }

  /// Takes over the type rows of a search over the program that this one's was reduced from.
  func adoptTypeSets(of root: MixSearch) {
    for set in root.typeSets.dropFirst() {
      var own = [Bool](repeating: false, count: state.typeColumns.count)
      for column in 0..<program.columnCount {
        if let member = program.members[column].first, set[root.program.type[member]] {
          own[program.type[column]] = true
        }
      }
      typeSets.append(own)
    }
  }
}
