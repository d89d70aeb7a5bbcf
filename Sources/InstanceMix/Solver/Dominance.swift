extension CoveringProgram {
  /// Columns that a cheapest mix can do without.
  ///
  /// Column k dominates j when m instances of k, m >= 1, cost no more than one of j (with the budget
  /// in mind, spend no more) and cover no less in any row. A mix with an instance of j can have m of
  /// k in its place, unless that exceeds k's limit. So where every dominator is within m of its limit
  /// and together they cover every row that j takes part in, j is superfluous. More than one k for a
  /// j only where instances are not limited.
  ///
  /// Where several types are asked for, an exchange may cost a type: j is left out for a dominator of
  /// its own type, or for unlimited ones of as many other types as are asked for (were they all in
  /// use, j's type would not be missed), and at most one instance of it is of use where there is an
  /// unlimited dominator at all. Where zones are asked for, k must be on offer wherever j is.
  ///
  /// Columns come sorted by cost and coverage, and only an earlier one dominates: each exchange makes
  /// a mix smaller in a well-founded order, so that all can be left out at once.
  struct Dominance {
    /// A column that is kept, and whether more than one instance of it is never needed.
    struct Survivor {
      var column: Int
      var onlyOne: Bool
    }

    private let program: CoveringProgram

    init(_ program: CoveringProgram) {
      self.program = program
    }

    /// The columns that are not dominated, in order.
    ///
    /// - Complexity: O(columns x survivors x rows).
    func survivors() -> [Survivor] {
      var kept: [Survivor] = []
      var left = [Int](repeating: 0, count: program.rowCount)
      for column in 0..<program.columnCount {
        guard program.cost[column] >= 0 else {
          kept.append(Survivor(column: column, onlyOne: false))
          continue
        }
        for row in left.indices {
          left[row] =
            program.coefficient(row: row, column: column) > 0 ? program.demand[row] : 0
        }
        var dominatorTypes: Set<Int> = []
        var isSuperfluous = !left.contains { $0 > 0 } && program.minimumTypes == 0
        for other in kept where !isSuperfluous {
          guard let copies = copies(of: other.column, for: column) else { continue }
          let certain = program.offered[other.column] - copies + 1
          if certain <= 0 { continue }
          if program.minimumTypes == 0 || program.type[other.column] == program.type[column] {
            isSuperfluous = cover(&left, with: certain, of: other.column)
          } else if coversAll(column, with: certain, of: other.column) {
            dominatorTypes.insert(program.type[other.column])
          }
        }
        if isSuperfluous { continue }
        if program.minimumTypes > 0, dominatorTypes.count >= program.minimumTypes { continue }
        kept.append(Survivor(column: column, onlyOne: !dominatorTypes.isEmpty))
      }
      return kept
    }

    /// How many of `other` replace one of `column` without loss; nil: none do.
    private func copies(of other: Int, for column: Int) -> Int? {
      let cost = program.cost
      guard cost[other] <= cost[column] else { return nil }
      var most = 1
      if program.maximumInstances == nil, cost[other] > 0 { most = cost[column] / cost[other] }
      if program.budget != nil {
        let price = program.price
        guard price[other] <= price[column] else { return nil }
        if price[other] > 0 { most = min(most, price[column] / price[other]) }
      }
      var needed = 1
      for row in 0..<program.rowCount {
        let wanted = program.coefficient(row: row, column: column)
        if wanted == 0 { continue }
        let given = program.coefficient(row: row, column: other)
        if given == 0 { return nil }
        if wanted > given {
          if most == 1 { return nil }
          needed = max(needed, (wanted - 1) / given + 1)
        }
      }
      guard needed <= most else { return nil }
      if program.minimumZones > 0 {
        let zones = program.zones[other]
        guard program.zones[column].allSatisfy(zones.contains) else { return nil }
      }
      return needed
    }

    /// Takes what `count` of a column cover off the demands; true where nothing is left of any.
    private func cover(_ left: inout [Int], with count: Int, of column: Int) -> Bool {
      var isCovered = true
      for row in left.indices where left[row] > 0 {
        let (covered, overflow) = program.coefficient(row: row, column: column)
          .multipliedReportingOverflow(by: count)
        left[row] = overflow || covered >= left[row] ? 0 : left[row] - covered
        if left[row] > 0 { isCovered = false }
      }
      return isCovered
    }

    /// Whether `count` of `other` cover every row that `column` takes part in.
    private func coversAll(_ column: Int, with count: Int, of other: Int) -> Bool {
      var left = (0..<program.rowCount).map {
        program.coefficient(row: $0, column: column) > 0 ? program.demand[$0] : 0
      }
      return cover(&left, with: count, of: other)
    }
  }
}
