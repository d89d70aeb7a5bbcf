extension DualSimplex {
  /// A number that no feasible x has an objective below, whatever the rounding errors.
  ///
  /// For every dual vector y >= 0 weak duality gives
  /// c x >= y b + sum over j of min(0, c_j - y A_j) range_j (Neumaier and Shcherbina, Safe bounds in
  /// linear and mixed-integer linear programming, 2004). The products are evaluated in doubles and
  /// every error bounded beforehand: an entry of the matrix is within 4 units of 2^-53 of its whole
  /// numbers' quotient, and a sum of k terms within k units of the sum of their sizes. On return
  /// `reduced` holds a lower bound of each reduced cost; minus infinity where nothing is proven.
  ///
  /// - Precondition: rows have right side 1, or -1 where they pack; `range` is never too small.
  func safeBound() -> Double {
    let unit = 0x1p-52
    let relative = Double(rows + 12) * unit
    // reduced: what the covering rows give; pivotRow: the size of what the packing rows take.
    reduced.update(repeating: 0, count: columns)
    var hasPacks = false
    var total = 0.0
    var size = 0.0
    for index in 0..<rows {
      if !(duals[index] > 0) {
        duals[index] = 0
        continue
      }
      let dual = duals[index]
      guard dual.isFinite else { return -.infinity }
      size += dual
      total += packs[index] ? -dual : dual
      let source = row(index)
      if packs[index] {
        if !hasPacks {
          pivotRow.update(repeating: 0, count: columns)
          hasPacks = true
        }
        for column in 0..<columns { pivotRow[column] -= dual * source[column] }
      } else {
        for column in 0..<columns { reduced[column] += dual * source[column] }
      }
    }
    for column in 0..<columns {
      let given = reduced[column]
      let taken = hasPacks ? pivotRow[column] : 0
      let worst = cost[column] - given + taken - relative * (abs(cost[column]) + given + taken)
      reduced[column] = worst
      if worst >= 0 { continue }
      // Also where it is no number at all, which makes the total none.
      let loss = worst * range[column]
      total += loss
      size -= loss
    }
    let bound = total - Double(rows + columns + 12) * unit * size
    return bound.isFinite ? bound : -.infinity
  }
}
