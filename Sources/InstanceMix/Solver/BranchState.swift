/// Where a search stands in its tree: the bounds of every column, and what the lower bounds leave of
/// each demand. Whole numbers throughout, and every change can be taken back.
struct BranchState {
  private enum Change {
    case lower(column: Int, old: Int)
    case upper(column: Int, old: Int)
    case residual(row: Int, old: Int)
  }

  private(set) var lower: [Int]
  private(set) var upper: [Int]
  /// The demand of each row that the lower bounds leave; not positive: satisfied.
  private(set) var residual: [Int]
  /// The cost of the lower bounds, without the program's constant.
  private(set) var cost = 0
  private(set) var instances = 0
  private(set) var spent = 0
  /// For each type the columns of it whose lower bound is above zero.
  private(set) var typeColumns: [Int]
  private(set) var typesInUse = 0

  private var changes: [Change] = []

  init(_ program: CoveringProgram, typeCount: Int) {
    lower = [Int](repeating: 0, count: program.columnCount)
    upper = program.upper
    residual = program.demand
    typeColumns = [Int](repeating: 0, count: typeCount)
  }

  /// A place to come back to.
  var mark: Int { changes.count }

  /// Narrows a column from above.
  mutating func setUpper(_ column: Int, to value: Int) {
    changes.append(.upper(column: column, old: upper[column]))
    upper[column] = value
  }

  /// Narrows a column from below and takes what it covers off the residual demands.
  mutating func setLower(_ column: Int, to value: Int, in program: CoveringProgram) {
    let old = lower[column]
    changes.append(.lower(column: column, old: old))
    lower[column] = value
    let delta = value - old
    let stride = program.columnCount
    for row in 0..<residual.count where residual[row] > 0 {
      let coefficient = program.coefficients[row * stride + column]
      if coefficient == 0 { continue }
      changes.append(.residual(row: row, old: residual[row]))
      let (covered, overflow) = coefficient.multipliedReportingOverflow(by: delta)
      residual[row] = overflow || covered >= residual[row] ? 0 : residual[row] - covered
    }
    cost += program.cost[column] * delta
    instances += delta
    spent += program.price[column] * delta
    if old == 0, value > 0 {
      if typeColumns[program.type[column]] == 0 { typesInUse += 1 }
      typeColumns[program.type[column]] += 1
    }
  }

  /// Takes back every change since a mark.
  mutating func rewind(to mark: Int, in program: CoveringProgram) {
    while changes.count > mark, let change = changes.popLast() {
      switch change {
      case .upper(let column, let old):
        upper[column] = old
      case .residual(let row, let old):
        residual[row] = old
      case .lower(let column, let old):
        let delta = lower[column] - old
        cost -= program.cost[column] * delta
        instances -= delta
        spent -= program.price[column] * delta
        if old == 0, lower[column] > 0 {
          typeColumns[program.type[column]] -= 1
          if typeColumns[program.type[column]] == 0 { typesInUse -= 1 }
        }
        lower[column] = old
      }
    }
  }

  /// The column whose bounds a change narrowed; nil for a change of something else.
  func changedColumn(at index: Int) -> Int? {
    switch changes[index] {
    case .lower(let column, _), .upper(let column, _): column
    case .residual: nil
    }
  }

  /// Takes in a row that the program has gained.
  mutating func appendRow(of program: CoveringProgram) {
    let row = program.rowCount - 1
    var left = program.demand[row]
    for column in lower.indices where lower[column] > 0 {
      let coefficient = program.coefficient(row: row, column: column)
      let (covered, overflow) = coefficient.multipliedReportingOverflow(by: lower[column])
      left = overflow || covered >= left ? 0 : left - covered
      if left == 0 { break }
    }
    residual.append(left)
  }
}
