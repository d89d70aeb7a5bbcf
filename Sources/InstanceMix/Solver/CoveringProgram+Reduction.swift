extension CoveringProgram {
  /// A smaller program with the same cheapest mix, as long as that has no column beyond `limits`.
  ///
  /// - Columns whose limit is zero are left out, rows are divided by their greatest common divisor,
  ///   coefficients clipped to the demand.
  /// - Columns that differ by nothing but their zone (and their type where types do not count) become one.
  /// - Dominated columns are left out, see ``CoveringProgram/Dominance``.
  ///
  /// - Parameter limits: for each column the most that a mix worth finding has of it.
  /// - Returns: A program whose members are columns of this one.
  func reduced(limits: [Int]) -> CoveringProgram {
    let candidates = (0..<columnCount).filter { limits[$0] > 0 }
    let order = sortedByCostAndCoverage(candidates)
    var groups: [[Int]] = []
    for column in order {
      if let last = groups.last?.last, isTwin(last, column) {
        groups[groups.count - 1].append(column)
      } else {
        groups.append([column])
      }
    }
    let merged = program(of: groups, limits: limits)
    let survivors = Dominance(merged).survivors()
    var result = program(of: survivors.map { groups[$0.column] }, limits: limits)
    for (column, survivor) in survivors.enumerated() where survivor.onlyOne {
      result.upper[column] = min(1, result.upper[column])
    }
    result.tightenRows()
    return result
  }

  /// Cheaper columns first, of equally dear ones those that cover more; twins next to each other.
  private func sortedByCostAndCoverage(_ columns: [Int]) -> [Int] {
    columns.sorted { first, second in
      if cost[first] != cost[second] { return cost[first] < cost[second] }
      for row in 0..<rowCount - zoneRowCount {
        let left = min(coefficient(row: row, column: first), demand[row])
        let right = min(coefficient(row: row, column: second), demand[row])
        if left != right { return left > right }
      }
      if price[first] != price[second] { return price[first] < price[second] }
      if minimumTypes > 0, type[first] != type[second] { return type[first] < type[second] }
      return first < second
    }
  }

  private func isTwin(_ first: Int, _ second: Int) -> Bool {
    guard cost[first] == cost[second], price[first] == price[second],
      minimumTypes == 0 || type[first] == type[second]
    else { return false }
    for row in 0..<rowCount - zoneRowCount {
      let left = min(coefficient(row: row, column: first), demand[row])
      let right = min(coefficient(row: row, column: second), demand[row])
      if left != right { return false }
    }
    return true
  }

  /// The program whose columns are groups of twins of this one.
  private func program(of groups: [[Int]], limits: [Int]) -> CoveringProgram {
    var result = CoveringProgram()
    result.constant = constant
    result.demand = demand
    result.maximumInstances = maximumInstances
    result.budget = budget
    result.minimumTypes = minimumTypes
    result.minimumZones = minimumZones
    var typeNumbers: [Int: Int] = [:]
    for group in groups {
      let first = group[0]
      result.cost.append(cost[first])
      result.price.append(price[first])
      result.members.append(group)
      let number = typeNumbers[type[first], default: typeNumbers.count]
      typeNumbers[type[first]] = number
      result.type.append(number)
      var (soft, hard) = (0, 0)
      for column in group {
        soft = min(MixProblem.largestNumber, soft + limits[column])
        hard = min(MixProblem.largestNumber, hard + offered[column])
      }
      result.upper.append(soft)
      result.offered.append(hard)
      if minimumZones > 0 {
        result.zones.append(Set(group.flatMap { zones[$0] }).sorted())
      }
    }
    result.coefficients.reserveCapacity(rowCount * groups.count)
    for row in 0..<rowCount {
      for group in groups {
        var value = coefficient(row: row, column: group[0])
        if row >= rowCount - zoneRowCount {
          value = group.contains { coefficient(row: row, column: $0) > 0 } ? 1 : 0
        }
        result.coefficients.append(min(value, demand[row]))
      }
    }
    result.zoneRowCount = zoneRowCount
    return result
  }

  /// Divides every row by the greatest common divisor of its coefficients and rounds the demand up.
  private mutating func tightenRows() {
    for row in 0..<rowCount where demand[row] > 0 {
      let range = row * columnCount..<(row + 1) * columnCount
      var divisor = 0
      for index in range {
        divisor = greatestCommonDivisor(coefficients[index], divisor)
        if divisor == 1 { break }
      }
      if divisor <= 1 { continue }
      for index in range { coefficients[index] /= divisor }
      demand[row] = (demand[row] - 1) / divisor + 1
    }
  }
}
