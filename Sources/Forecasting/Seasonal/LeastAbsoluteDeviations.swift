/// Linear regression by least absolute deviations: half of the targets lie above the fit, and outliers have no more pull than others.
///
/// Iteratively reweighted least squares (Schlossmacher 1973): each pass weighs a row with the inverse of its last residual. A small ridge
/// keeps coefficients of rows that hardly vary near 0.
enum LeastAbsoluteDeviations {
  /// The coefficients of `rows`, which holds `width` numbers for each of `targets`; nil where the arithmetic fails. O(passes · targets · width²).
  static func fit(
    rows: [Double], targets: [Double], width: Int, passes: Int = 5, ridge: Double = 1e-4
  ) -> [Double]? {
    precondition(width > 0 && rows.count == targets.count * width, "a row for each target")
    guard !targets.isEmpty else { return nil }
    var squares = Array(repeating: 0.0, count: width)
    for row in stride(from: 0, to: rows.count, by: width) {
      for column in 0..<width { squares[column] += rows[row + column] * rows[row + column] }
    }
    let largest = squares.max() ?? 0
    guard largest.isFinite else { return nil }
    guard largest > 0 else { return Array(repeating: 0, count: width) }
    for column in 0..<width {
      squares[column] = max(squares[column], 1e-12 * largest) / Double(targets.count)
    }
    var weights = Array(repeating: 1.0, count: targets.count)
    var coefficients: [Double] = []
    var normal = NormalEquations(width: width)
    for pass in 1...max(1, passes) {
      normal.sum(rows: rows, targets: targets, weights: weights)
      let total = weights.reduce(0, +)
      normal.addToDiagonal(squares.map { ridge * total * $0 })
      guard let solution = normal.solution() else { return nil }
      coefficients = solution
      if pass == passes { break }
      guard reweigh(&weights, rows: rows, targets: targets, coefficients: solution) else { break }
    }
    return coefficients.allSatisfy(\.isFinite) ? coefficients : nil
  }

  /// Gives each row the inverse of its residual, or of a hundredth of the mean one where that is larger; false where the fit is exact.
  private static func reweigh(
    _ weights: inout [Double], rows: [Double], targets: [Double], coefficients: [Double]
  ) -> Bool {
    let width = coefficients.count
    var sum = 0.0
    rows.withUnsafeBufferPointer { rows in
      coefficients.withUnsafeBufferPointer { coefficients in
        for index in targets.indices {
          var residual = targets[index]
          let row = index * width
          for column in 0..<width { residual -= coefficients[column] * rows[row + column] }
          weights[index] = abs(residual)
          sum += abs(residual)
        }
      }
    }
    let least = 0.01 * sum / Double(targets.count)
    guard least > 0, least.isFinite else { return false }
    for index in weights.indices { weights[index] = least / max(weights[index], least) }
    return true
  }
}

/// Weighted sums of products of rows, solved by Cholesky's decomposition.
private struct NormalEquations {
  private let width: Int
  private var matrix: [Double]
  private var right: [Double]

  init(width: Int) {
    self.width = width
    matrix = Array(repeating: 0, count: width * width)
    right = Array(repeating: 0, count: width)
  }

  /// Starts anew with the sums over all rows; only the lower triangle is filled.
  mutating func sum(rows: [Double], targets: [Double], weights: [Double]) {
    let width = width
    for index in matrix.indices { matrix[index] = 0 }
    for index in right.indices { right[index] = 0 }
    matrix.withUnsafeMutableBufferPointer { matrix in
      right.withUnsafeMutableBufferPointer { right in
        rows.withUnsafeBufferPointer { rows in
          for index in targets.indices {
            let row = UnsafeBufferPointer(rebasing: rows[index * width..<(index + 1) * width])
            let weight = weights[index]
            let target = targets[index]
            for column in 0..<width {
              let weighted = weight * row[column]
              right[column] += weighted * target
              let line = column * width
              for other in 0...column { matrix[line + other] += weighted * row[other] }
            }
          }
        }
      }
    }
  }

  mutating func addToDiagonal(_ amounts: [Double]) {
    for index in 0..<width { matrix[index * width + index] += amounts[index] }
  }

  /// The solution; nil where the matrix is not positive definite. Leaves the decomposition behind.
  mutating func solution() -> [Double]? {
    for row in 0..<width {
      for column in 0...row {
        var sum = matrix[row * width + column]
        for inner in 0..<column {
          sum -= matrix[row * width + inner] * matrix[column * width + inner]
        }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          matrix[row * width + row] = sum.squareRoot()
        } else {
          matrix[row * width + column] = sum / matrix[column * width + column]
        }
      }
    }
    var result = right
    for row in 0..<width {
      for column in 0..<row { result[row] -= matrix[row * width + column] * result[column] }
      result[row] /= matrix[row * width + row]
    }
    for row in (0..<width).reversed() {
      for below in row + 1..<max(width, row + 1) {
        result[row] -= matrix[below * width + row] * result[below]
      }
      result[row] /= matrix[row * width + row]
    }
    return result
  }
}
