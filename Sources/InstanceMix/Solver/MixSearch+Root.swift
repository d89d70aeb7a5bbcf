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
      if reduced > 0, slack.isFinite {
        let units = (max(0, slack) / reduced * (1 + 0x1p-48)).rounded(.down)
        if units < Double(limit) { limit = Int(units) }
      }
      limits[column] = limit
    }
    return limits
  }

  /// Adds the row that asks for types beyond those that are in use or that the relaxation's solution
  /// uses fully; false where it satisfies that row already.
  ///
  /// The rows of all sets of types together are the projection of the formulation that gives each
  /// type a variable of its own; those that a solution breaks are all that is needed.
  func separateTypes() -> Bool {
    guard program.minimumTypes > state.typesInUse, typeSets.count < Self.mostTypeSets else {
      return false
    }
    var units: [Int: Double] = [:]
    forEachValue { column, value in
      let type = program.type[column]
      if state.typeColumns[type] == 0 { units[type, default: 0] += value }
    }
    let full = units.filter { $0.value >= 1 }
    let missing = program.minimumTypes - state.typesInUse - full.count
    let others = units.values.filter { $0 < 1 }.reduce(0, +)
    guard missing > 0, others < Double(missing) - 1e-3 else { return false }
    var set = [Bool](repeating: false, count: state.typeColumns.count)
    for type in set.indices { set[type] = state.typeColumns[type] > 0 || full[type] != nil }
    typeSets.append(set)
    return true
  }

  /// The most sets of types that have a row.
  static let mostTypeSets = 10

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
