/// A bounded dual simplex method on dense rows, for linear programs with few rows.
///
///     minimize c x   such that   A x >= b,   0 <= x <= range
///
/// The caller fills `matrix`, `right`, `cost` and `range`, and solves. Nothing that this type computes
/// is taken on trust: what counts is only the dual vector, which ``SafeBound`` turns into a proven
/// bound. Numerical trouble can therefore make a search longer, but never wrong.
///
/// The inverse of the basis is kept explicitly and the leaving row chosen by its exact steepest-edge
/// weight, both cheap with few rows; a step goes past bounds of columns as long as the dual objective
/// rises (the bound flipping ratio test; Maros, Computational Techniques of the Simplex Method,
/// 2003, chapter 10).
final class DualSimplex {
  /// How a solve ended.
  enum Outcome {
    /// The basis is primal and dual feasible.
    case optimal
    /// The estimated objective reached the cutoff.
    case cutoff
    /// A row cannot be satisfied: `duals` follow the ray that shows it beyond the cutoff.
    case infeasible
    /// The limit on iterations was reached.
    case stalled
  }

  let rowCapacity: Int
  let columnCapacity: Int
  var rows = 0
  var columns = 0

  let matrix: UnsafeMutablePointer<Double>
  let cost: UnsafeMutablePointer<Double>
  let range: UnsafeMutablePointer<Double>
  let right: UnsafeMutablePointer<Double>
  /// Whether a row limits from above: its coefficients and right side are not positive.
  let packs: UnsafeMutablePointer<Bool>

  /// The variable of each row: a column, or `columns` + the row of a surplus.
  let basis: UnsafeMutablePointer<Int>
  let values: UnsafeMutablePointer<Double>
  let duals: UnsafeMutablePointer<Double>
  let inverse: UnsafeMutablePointer<Double>
  /// The way in which a column can move: 1 up from zero, -1 down from its range, 0 where it is basic.
  let direction: UnsafeMutablePointer<Double>
  let reduced: UnsafeMutablePointer<Double>
  let pivotRow: UnsafeMutablePointer<Double>
  let surplusIsBasic: UnsafeMutablePointer<Bool>
  private let effective: UnsafeMutablePointer<Double>
  private let pivotColumn: UnsafeMutablePointer<Double>
  private let limits: StepLimits
  private(set) var iterations = 0
  private var upperCost = 0.0

  init(rows: Int, columns: Int) {
    rowCapacity = max(1, rows)
    columnCapacity = max(1, columns)
    func allocate<T>(_ count: Int, _ value: T) -> UnsafeMutablePointer<T> {
      let pointer = UnsafeMutablePointer<T>.allocate(capacity: count)
      pointer.initialize(repeating: value, count: count)
      return pointer
    }
    matrix = allocate(rowCapacity * columnCapacity, 0)
    cost = allocate(columnCapacity, 0)
    range = allocate(columnCapacity, 0)
    right = allocate(rowCapacity, 0)
    packs = allocate(rowCapacity, false)
    basis = allocate(rowCapacity, 0)
    values = allocate(rowCapacity, 0)
    duals = allocate(rowCapacity, 0)
    inverse = allocate(rowCapacity * rowCapacity, 0)
    direction = allocate(columnCapacity, 0)
    reduced = allocate(columnCapacity, 0)
    pivotRow = allocate(columnCapacity, 0)
    surplusIsBasic = allocate(rowCapacity, true)
    effective = allocate(rowCapacity, 0)
    limits = StepLimits(capacity: rowCapacity + columnCapacity)
    pivotColumn = allocate(rowCapacity, 0)
  }

  deinit {
    for pointer in [
      matrix, cost, range, right, values, duals, inverse, reduced, pivotRow, effective, pivotColumn,
      direction,
    ] {
      pointer.deallocate()
    }
    packs.deallocate()
    surplusIsBasic.deallocate()
    basis.deallocate()
  }

  /// The row of the matrix.
  func row(_ index: Int) -> UnsafeMutablePointer<Double> { matrix + index * columnCapacity }

  /// The objective of the present basis.
  private var objective: Double {
    var total = upperCost
    for index in 0..<rows where basis[index] < columns {
      total += cost[basis[index]] * values[index]
    }
    return total
  }

  /// Solves from the basis of surpluses.
  ///
  /// - Parameter cutoff: the objective from which on the solution no longer matters.
  func solve(cutoff: Double) -> Outcome {
    start()
    let limit = 60 + 12 * rows
    while iterations < limit {
      iterations += 1
      updateValues()
      guard let (leaving, sign) = leavingRow() else { return .optimal }
      let reached = objective
      if reached >= cutoff { return .cutoff }
      computePivotRow(leaving)
      switch step(leaving, sign: sign) {
      case .continued: continue
      case .unbounded(let slope):
        followRay(leaving, sign: sign, length: max(1, cutoff - reached) / slope)
        return .infeasible
      case .failed: return .stalled
      }
    }
    return .stalled
  }

  private func start() {
    iterations = 0
    upperCost = 0
    for index in 0..<rows {
      basis[index] = columns + index
      surplusIsBasic[index] = true
      duals[index] = 0
      effective[index] = right[index]
      for other in 0..<rows { inverse[index * rowCapacity + other] = 0 }
      inverse[index * rowCapacity + index] = -1
    }
    for column in 0..<columns {
      reduced[column] = cost[column]
      if cost[column] < 0 {
        direction[column] = -1
        move(column, by: range[column])
      } else {
        direction[column] = 1
      }
    }
  }

  /// Moves a nonbasic column from one bound to the other.
  private func move(_ column: Int, by amount: Double) {
    upperCost += cost[column] * amount
    for index in 0..<rows { effective[index] -= row(index)[column] * amount }
  }

  private func updateValues() {
    for index in 0..<rows {
      let inverseRow = inverse + index * rowCapacity
      var total = 0.0
      for other in 0..<rows { total += inverseRow[other] * effective[other] }
      values[index] = total
    }
  }

  /// The row that is farthest from its bounds by its steepest-edge weight; sign 1 below zero, -1 above
  /// its range.
  private func leavingRow() -> (row: Int, sign: Double)? {
    var best: (row: Int, sign: Double)?
    var bestScore = 0.0
    for index in 0..<rows {
      let value = values[index]
      let variable = basis[index]
      var excess = 0.0
      var sign = 1.0
      if value < -1e-9 {
        excess = -value
      } else if variable < columns, value > range[variable] + 1e-9 * max(1, range[variable]) {
        excess = value - range[variable]
        sign = -1
      } else {
        continue
      }
      let inverseRow = inverse + index * rowCapacity
      var weight = 0.0
      for other in 0..<rows { weight += inverseRow[other] * inverseRow[other] }
      let score = excess * excess / weight
      if score > bestScore {
        bestScore = score
        best = (index, sign)
      }
    }
    return best
  }

  /// Fills `pivotRow` with the row of the inverse times the matrix.
  func computePivotRow(_ index: Int) {
    let inverseRow = inverse + index * rowCapacity
    let count = columns
    let target = pivotRow
    target.update(repeating: 0, count: count)
    for other in 0..<rows {
      let factor = inverseRow[other]
      if factor == 0 { continue }
      let source = row(other)
      for column in 0..<count { target[column] += factor * source[column] }
    }
  }

  private enum Step {
    case continued
    case unbounded(slope: Double)
    case failed
  }

  /// Gathers the variables that limit the step: each comes to a reduced cost of zero at its ratio.
  private func collectLimits(_ leaving: Int, sign: Double) {
    limits.removeAll()
    for column in 0..<columns {
      // A column at zero limits the step where its reduced cost falls, one at its range where it rises.
      let size = -sign * direction[column] * pivotRow[column]
      if size <= 1e-9 { continue }
      limits.append(
        .init(
          ratio: max(0, direction[column] * reduced[column]) / size, size: size, variable: column))
    }
    let inverseRow = inverse + leaving * rowCapacity
    for index in 0..<rows where !surplusIsBasic[index] {
      // A surplus that is not basic is zero; its entry in the pivot row is -inverse.
      let size = sign * inverseRow[index]
      if size <= 1e-9 { continue }
      limits.append(
        .init(ratio: max(0, duals[index]) / size, size: size, variable: columns + index))
    }
  }

  private func flip(_ column: Int) {
    let isAtRange = direction[column] < 0
    direction[column] = -direction[column]
    move(column, by: isAtRange ? -range[column] : range[column])
  }

  /// One dual step: the entering variable by the ratio test with flips, then the change of basis.
  private func step(_ leaving: Int, sign: Double) -> Step {
    let leavingVariable = basis[leaving]
    let bound = sign > 0 ? 0 : range[leavingVariable]
    var slope = sign > 0 ? -values[leaving] : values[leaving] - bound
    let tolerance = 1e-9 * slope
    let inverseRow = inverse + leaving * rowCapacity
    collectLimits(leaving, sign: sign)
    var entering = -1
    var ratio = 0.0
    while let limit = limits.popFirst() {
      ratio = limit.ratio
      if limit.variable >= columns {
        entering = limit.variable
        break
      }
      let remaining = slope - limit.size * range[limit.variable]
      if remaining <= tolerance {
        entering = limit.variable
        break
      }
      slope = remaining
      flip(limit.variable)
    }
    if entering < 0 { return .unbounded(slope: slope) }

    // The column of the entering variable in the present basis.
    for index in 0..<rows {
      let source = inverse + index * rowCapacity
      var total = 0.0
      if entering < columns {
        for other in 0..<rows { total += source[other] * row(other)[entering] }
      } else {
        total = -source[entering - columns]
      }
      pivotColumn[index] = total
    }
    let pivot = pivotColumn[leaving]
    guard abs(pivot) > 1e-10 else { return .failed }

    if ratio > 0 {
      for column in 0..<columns { reduced[column] += ratio * sign * pivotRow[column] }
      for index in 0..<rows { duals[index] -= ratio * sign * inverseRow[index] }
    }
    if entering < columns {
      reduced[entering] = 0
      if direction[entering] < 0 { move(entering, by: -range[entering]) }
      direction[entering] = 0
    } else {
      surplusIsBasic[entering - columns] = true
    }
    if leavingVariable < columns {
      reduced[leavingVariable] = sign * ratio
      direction[leavingVariable] = sign
      if sign < 0 { move(leavingVariable, by: range[leavingVariable]) }
    } else {
      surplusIsBasic[leavingVariable - columns] = false
    }
    basis[leaving] = entering
    let scale = 1 / pivot
    for other in 0..<rows { inverseRow[other] *= scale }
    for index in 0..<rows where index != leaving {
      let factor = pivotColumn[index]
      if factor == 0 { continue }
      let target = inverse + index * rowCapacity
      for other in 0..<rows { target[other] -= factor * inverseRow[other] }
    }
    return .continued
  }

  /// Moves the duals along the ray of an unsatisfiable row, far enough for the objective to pass the
  /// cutoff: it rises by at least the slope behind the last flip.
  private func followRay(_ leaving: Int, sign: Double, length: Double) {
    let inverseRow = inverse + leaving * rowCapacity
    for index in 0..<rows { duals[index] -= sign * 1.01 * length * inverseRow[index] }
  }
}
