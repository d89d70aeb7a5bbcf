import Glibc

/// Linear quantile regression: coefficients that minimise the pinball loss with a small ridge (Koenker and Bassett 1978).
///
/// By iteratively reweighted least squares: the loss of a residual r at level q is |r| · (q above 0, 1 - q below), so each round solves a weighted
/// least squares problem with weights q / max(|r|, ε) or (1 - q) / max(|r|, ε), ε shrinking. A round takes O(rows · columns² / 2).
struct QuantileRegression: Sendable {
  /// Weight of the squared coefficients beside the mean loss, for columns of deviation 1.
  var ridge = 5e-3

  /// The coefficients for `targets`, one a row of `matrix`, at `level`.
  ///
  /// - Parameters:
  ///   - start: coefficients to start from, nil for those of least squares.
  ///   - rounds: the rounds of reweighting; about 10 from nothing, 4 from coefficients that are near.
  /// - Returns: as many as a row has floats; nil where the system has no finite solution.
  func coefficients(
    _ matrix: borrowing DesignMatrix, targets: [Float], level: Double, start: [Float]?, rounds: Int
  ) -> [Float]? {
    let count = matrix.rowCount
    guard count > 0, targets.count == count else { return nil }
    var weights = [Float](repeating: 1, count: count)
    var residuals = [Float](repeating: 0, count: count)
    var beta: [Float]
    if let start {
      beta = start
    } else {
      guard let found = solve(matrix, targets: targets, weights: weights) else { return nil }
      beta = found
    }
    matrix.residuals(targets: targets, coefficients: beta, into: &residuals)
    var spread = Self.medianSize(residuals)
    if start == nil {
      // From the mean to the level asked for: the residuals' own quantile moves the constant there.
      let shift = Self.quantile(residuals, level)
      beta[0] += shift
      for index in residuals.indices { residuals[index] -= shift }
      spread = Self.medianSize(residuals)
    }
    guard spread > 0 else { return beta }
    let above = Float(level)
    let below = Float(1 - level)
    for round in 0..<rounds {
      let progress = Double(round + 1) / Double(rounds)
      let width = spread * (progress <= 0.3 ? 0.3 : progress <= 0.6 ? 0.1 : 0.03)
      for index in 0..<count {
        let residual = residuals[index]
        weights[index] = (residual > 0 ? above : below) * spread / max(abs(residual), width)
      }
      guard let next = solve(matrix, targets: targets, weights: weights) else { return nil }
      beta = next
      matrix.residuals(targets: targets, coefficients: beta, into: &residuals)
    }
    return beta
  }

  /// The ridge solution of weighted least squares.
  private func solve(
    _ matrix: borrowing DesignMatrix, targets: [Float], weights: [Float]
  ) -> [Float]? {
    let stride = matrix.stride
    let size = matrix.featureCount + 1
    var (gram, right) = matrix.weightedGram(targets: targets, weights: weights)
    let penalty = ridge * Double(matrix.rowCount)
    for column in 0..<size {
      // What is a mean already is hardly drawn in; a column of zeros would make the system singular.
      let share = column == 0 ? 1e-9 : column == matrix.unclippedColumn ? 0.02 : 1
      gram[column * stride + column] += share * penalty
    }
    guard Cholesky.solve(&gram, &right, size: size, stride: stride) else { return nil }
    var beta = [Float](repeating: 0, count: stride)
    for column in 0..<size {
      beta[column] = Float(right[column])
      guard beta[column].isFinite else { return nil }
    }
    return beta
  }

  private static func medianSize(_ residuals: [Float]) -> Float {
    quantile(residuals.map { abs($0) }, 0.5)
  }

  /// The `level` quantile of `values`, which are not empty.
  static func quantile(_ values: [Float], _ level: Double) -> Float {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * level))]
  }
}

/// The solution of a symmetric positive definite system by L Lᵀ.
enum Cholesky {
  /// Solves `matrix` · x = `right` for the leading `size` rows of row-major `matrix` with `stride`; the solution takes the place of `right`, the
  /// factor that of the lower triangle. False where the matrix is not positive definite. O(size³ / 6).
  static func solve(
    _ matrix: inout [Double], _ right: inout [Double], size: Int, stride: Int
  ) -> Bool {
    matrix.withUnsafeMutableBufferPointer { a in
      for column in 0..<size {
        var pivot = a[column * stride + column]
        for k in 0..<column {
          let value = a[column * stride + k]
          pivot -= value * value
        }
        guard pivot > 0, pivot.isFinite else { return false }
        let root = pivot.squareRoot()
        a[column * stride + column] = root
        for row in column + 1..<max(size, column + 1) {
          var value = a[row * stride + column]
          for k in 0..<column { value -= a[row * stride + k] * a[column * stride + k] }
          a[row * stride + column] = value / root
        }
      }
      for row in 0..<size {
        var value = right[row]
        for k in 0..<row { value -= a[row * stride + k] * right[k] }
        right[row] = value / a[row * stride + row]
      }
      for row in (0..<size).reversed() {
        var value = right[row]
        for k in row + 1..<max(size, row + 1) { value -= a[k * stride + row] * right[k] }
        right[row] = value / a[row * stride + row]
      }
      return true
    }
  }
}
