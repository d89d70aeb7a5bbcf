extension CoveringProgram {
  /// What is true of a mix, in whole numbers.
  enum Verdict: Equatable {
    /// It keeps to everything, at this cost without the constant.
    case holds(cost: Int)
    /// A demand, a limit, or the range of costs is broken.
    case breaks
    /// Too few types are in use.
    case lacksTypes
    /// Too few zones can be in use: it would take `demand` instances in the zones of the set.
    case lacksZones(Set<Int>, demand: Int)
  }

  /// Checks a mix against everything but upper limits.
  func check(_ counts: [Int]) -> Verdict {
    let used = counts.indices.filter { counts[$0] > 0 }
    for row in 0..<rowCount where !covers(row: row, counts, used) { return .breaks }
    guard
      let cost = Self.total(used, { self.cost[$0].multipliedReportingOverflow(by: counts[$0]) }),
      let instances = Self.total(used, { (counts[$0], false) }),
      instances <= maximumInstances ?? .max
    else { return .breaks }
    if let budget {
      let spent = Self.total(used) { price[$0].multipliedReportingOverflow(by: counts[$0]) }
      guard let spent, spent <= budget else { return .breaks }
    }
    if minimumTypes > 0, Set(used.map { type[$0] }).count < minimumTypes { return .lacksTypes }
    if minimumZones > 0, let missing = missingZones(counts, used) { return missing }
    return .holds(cost: cost)
  }

  private func covers(row: Int, _ counts: [Int], _ used: [Int]) -> Bool {
    var left = demand[row]
    for column in used where left > 0 {
      let coefficient = coefficients[row * columnCount + column]
      let (covered, overflow) = coefficient.multipliedReportingOverflow(by: counts[column])
      left = overflow || covered >= left ? 0 : left - covered
    }
    return left <= 0
  }

  /// A sum over columns; nil beyond the range of Int.
  private static func total(
    _ columns: [Int], _ term: (Int) -> (partialValue: Int, overflow: Bool)
  ) -> Int? {
    var total = 0
    for column in columns {
      let (value, overflow) = term(column)
      let (sum, carried) = total.addingReportingOverflow(value)
      if overflow || carried { return nil }
      total = sum
    }
    return total
  }

  /// Assigns one instance to each of as many zones as possible; nil where they suffice.
  ///
  /// The largest assignment of instances to zones is the least, over all sets S of zones, of the
  /// zones outside S plus the instances that could run in S (König): the set that the alternating
  /// paths reach gives the row that every mix must satisfy and this one does not.
  private func missingZones(_ counts: [Int], _ used: [Int]) -> Verdict? {
    let all = Set(zones.indices)
    var assignment = ZoneAssignment(program: self, counts: counts, used: used)
    let assigned = assignment.assign(all.sorted(), atLeast: minimumZones)
    if assigned >= minimumZones { return nil }
    let reached = assignment.reachedFromUnassigned(all.sorted())
    return .lacksZones(reached, demand: minimumZones - (all.count - reached.count))
  }
}

/// A matching of zones with instances: each zone takes one instance of a column that can run there.
struct ZoneAssignment {
  private let columnsOfZone: [Int: [Int]]
  private let counts: [Int]
  /// The column whose instance each zone has.
  private(set) var columnOfZone: [Int: Int] = [:]
  private var zonesOfColumn: [Int: [Int]] = [:]

  init(program: CoveringProgram, counts: [Int], used: [Int]) {
    var columnsOfZone: [Int: [Int]] = [:]
    for column in used {
      for zone in program.zones[column] { columnsOfZone[zone, default: []].append(column) }
    }
    self.columnsOfZone = columnsOfZone
    self.counts = counts
  }

  /// Assigns zones until there are `enough`, and returns how many have an instance.
  mutating func assign(_ zones: [Int], atLeast enough: Int) -> Int {
    var assigned = 0
    for zone in zones where assigned < enough {
      if augment(zone) { assigned += 1 }
    }
    return assigned
  }

  /// Gives a zone an instance, moving others where that helps: a breadth-first alternating path.
  private mutating func augment(_ start: Int) -> Bool {
    var parent: [Int: (zone: Int, column: Int)] = [:]
    var queue = [start]
    var seen: Set<Int> = [start]
    var next = 0
    while next < queue.count {
      let zone = queue[next]
      next += 1
      for column in columnsOfZone[zone] ?? [] {
        let holders = zonesOfColumn[column] ?? []
        if holders.count < counts[column] {
          take(column, at: zone, from: start, parent)
          return true
        }
        for holder in holders where seen.insert(holder).inserted {
          parent[holder] = (zone, column)
          queue.append(holder)
        }
      }
    }
    return false
  }

  /// Gives `column` to `zone`; the column that `zone` had goes to the zone before it on the path.
  private mutating func take(
    _ column: Int, at zone: Int, from start: Int, _ parent: [Int: (zone: Int, column: Int)]
  ) {
    var (zone, column) = (zone, column)
    while true {
      let previous = columnOfZone[zone]
      columnOfZone[zone] = column
      zonesOfColumn[column, default: []].append(zone)
      guard let previous, let step = parent[zone] else { return }
      zonesOfColumn[previous]?.removeAll { $0 == zone }
      (zone, column) = (step.zone, previous)
    }
  }

  /// The zones that alternating paths from zones without an instance reach.
  func reachedFromUnassigned(_ zones: [Int]) -> Set<Int> {
    var queue = zones.filter { columnOfZone[$0] == nil }
    var seen = Set(queue)
    while let zone = queue.popLast() {
      for column in columnsOfZone[zone] ?? [] {
        for holder in zonesOfColumn[column] ?? [] where seen.insert(holder).inserted {
          queue.append(holder)
        }
      }
    }
    return seen
  }
}
