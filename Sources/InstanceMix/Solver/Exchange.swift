/// What a cheapest mix keeps to because some instances could take the place of others.
///
/// Where m instances of column k cost no more than n of column j and cover no less, a mix with n of j
/// is no worse with m of k in their place, unless that exceeds the limit of k. So there is a cheapest
/// mix in which n of j mean that k is within m of its limit. Each exchange makes a mix smaller in one
/// well-founded order (cost; what the paid columns cover, more before less; where instances are
/// limited, their number; then the columns from the last on), so that one mix, the smallest, keeps to
/// all rules at once. Families whose sizes are priced in proportion would otherwise be split in all
/// equivalent ways.
struct Exchange {
  /// With this many instances of `column`, and no fewer ...
  var column: Int
  var count: Int
  /// ... at least this many of `other`.
  var other: Int
  var least: Int
}

/// The rules that each column takes part in.
struct ExchangeIndex {
  let rules: [Exchange]
  let ofColumn: [[Int]]

  init(_ rules: [Exchange], columns: Int) {
    var ofColumn = [[Int]](repeating: [], count: columns)
    for (index, rule) in rules.enumerated() {
      ofColumn[rule.column].append(index)
      ofColumn[rule.other].append(index)
    }
    self.rules = rules
    self.ofColumn = ofColumn
  }
}

extension CoveringProgram {
  /// The most instances that an exchange takes away.
  private static let largestExchange = 4

  /// All exchanges between two columns.
  ///
  /// - Complexity: O(columns^2 x rows).
  func exchanges() -> [Exchange] {
    var rules: [Exchange] = []
    for column in 0..<columnCount {
      for other in 0..<columnCount where other != column {
        if let rule = exchange(column, for: other), rule.least > 0 { rules.append(rule) }
      }
    }
    return rules
  }

  private func exchange(_ column: Int, for other: Int) -> Exchange? {
    guard isAsEfficient(other, as: column) else { return nil }
    // The last instance of a type stays where types are counted, and as many as can be of use where
    // zones are, unless the other column is on offer in all zones of this one.
    var staying = minimumTypes > 0 && type[column] != type[other] ? 1 : 0
    var coversZones = false
    if minimumZones > 0 {
      let elsewhere = zones[other]
      coversZones = zones[column].allSatisfy(elsewhere.contains)
      if !coversZones { staying = max(staying, min(minimumZones, zones[column].count)) }
    }
    for count in 1...Self.largestExchange {
      guard let needed = replacement(count, of: column, by: other) else { continue }
      if coversZones, needed < count {
        staying = max(staying, min(minimumZones, zones[column].count))
      }
      return Exchange(
        column: column, count: count + staying, other: other, least: offered[other] - needed + 1)
    }
    return nil
  }

  /// Whether `other` gives as much of every row for its cost: if not, no exchange exists.
  private func isAsEfficient(_ other: Int, as column: Int) -> Bool {
    let (costly, cheap) = (Double(cost[column]), Double(cost[other]))
    for row in 0..<rowCount - zoneRowCount {
      let wanted = coefficient(row: row, column: column)
      if wanted == 0 { continue }
      let given = coefficient(row: row, column: other)
      if given == 0 { return false }
      if given < demand[row], cheap > 0, Double(wanted) * cheap > Double(given) * costly * 1.000001
      {
        return false
      }
    }
    return cost[column] >= 0 || cost[other] < 0
  }

  /// How many of `other` take the place of `count` of `column`; nil where that is no gain.
  private func replacement(_ count: Int, of column: Int, by other: Int) -> Int? {
    var needed = 1
    for row in 0..<rowCount - zoneRowCount {
      let each = coefficient(row: row, column: column)
      if each == 0 { continue }
      let (product, overflow) = each.multipliedReportingOverflow(by: count)
      let wanted = overflow ? demand[row] : min(product, demand[row])
      needed = max(needed, (wanted - 1) / coefficient(row: row, column: other) + 1)
    }
    if maximumInstances != nil, needed > count { return nil }
    let (replacing, overflow) = cost[other].multipliedReportingOverflow(by: needed)
    let replaced = cost[column] * count
    guard !overflow, replacing <= replaced else { return nil }
    if budget != nil {
      let (spending, overflow) = price[other].multipliedReportingOverflow(by: needed)
      guard !overflow, spending <= price[column] * count else { return nil }
    }
    if replacing < replaced { return needed }
    return isSmaller(needed, of: other, than: count, of: column) ? needed : nil
  }

  /// Whether an exchange that costs nothing makes a mix smaller in the order that all exchanges share.
  private func isSmaller(_ needed: Int, of other: Int, than count: Int, of column: Int) -> Bool {
    var coversMore = false
    for row in 0..<rowCount - zoneRowCount {
      let old = coefficient(row: row, column: column).multipliedReportingOverflow(by: count)
      let new = coefficient(row: row, column: other).multipliedReportingOverflow(by: needed)
      if old.overflow || (!new.overflow && new.partialValue < old.partialValue) { return false }
      if new.overflow || new.partialValue > old.partialValue { coversMore = true }
    }
    // Of what is free there could be ever more: there only the order of columns counts.
    if coversMore, cost[column] != 0 { return true }
    if maximumInstances != nil, needed != count { return needed < count }
    return other < column
  }
}
