/// Linear regression by least absolute deviations: half of the targets lie above the fit, and outliers have no more pull than others.
///
/// Iteratively reweighted least squares (Schlossmacher 1973): each pass weighs a row with the inverse of its last residual. A small ridge
/// keeps coefficients of rows that hardly vary near 0.
enum LeastAbsoluteDeviations {
  /// The coefficients of `rows`, which holds `width` numbers for each of `targets`; nil where the arithmetic fails. O(passes · targets · width²).
  static func fit(
    rows: [Double], targets: [Double], width: Int, passes: Int = 8, ridge: Double = 5e-3
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
    let rows = PaddedRows(rows, width: width)
    let size = targets.reduce(0) { $0 + abs($1) } / Double(targets.count)
    var weights = Array(repeating: 1.0, count: targets.count)
    var unit = size
    var coefficients: [Double]?
    var normal = NormalEquations(width: width)
    for pass in 1...max(1, passes) {
      normal.sum(rows: rows, targets: targets, weights: weights)
      // The ridge is one of the sum of absolute residuals: it fades where the fit is close. A trace of it keeps the matrix definite.
      let penalty =
        ridge * Double(targets.count) * (size > 0 ? unit / size : 1)
        + 1e-10 * weights.reduce(0, +)
      normal.addToDiagonal(squares.map { penalty * $0 })
      guard let solution = normal.solution(), solution.allSatisfy(\.isFinite) else { break }
      coefficients = solution
      if pass == passes { break }
      unit = reweigh(&weights, rows: rows, targets: targets, coefficients: solution)
      guard unit > 1e-9 * size, unit.isFinite else { break }
    }
    return coefficients
  }

  /// Gives each row the inverse of its residual, or of a hundredth of the mean one where that is larger, times the latter, which
  /// is returned.
  private static func reweigh(
    _ weights: inout [Double], rows: PaddedRows, targets: [Double], coefficients: [Double]
  ) -> Double {
    let lanes = rows.lanes
    var sum = 0.0
    PaddedRows(coefficients, width: coefficients.count).values.withUnsafeBytes { coefficients in
      rows.values.withUnsafeBytes { rows in
        for index in targets.indices {
          var products = PaddedRows.Lane()
          for lane in 0..<lanes {
            products +=
              coefficients.loadUnaligned(fromByteOffset: 32 * lane, as: PaddedRows.Lane.self)
              * rows.loadUnaligned(
                fromByteOffset: 32 * (index * lanes + lane), as: PaddedRows.Lane.self)
          }
          weights[index] = abs(targets[index] - products.sum())
          sum += weights[index]
        }
      }
    }
    let least = 0.01 * sum / Double(targets.count)
    guard least > 0, least.isFinite else { return least }
    for index in weights.indices { weights[index] = least / max(weights[index], least) }
    return least
  }
}

/// Rows padded with zeros to a multiple of four numbers, for vector registers.
private struct PaddedRows {
  typealias Lane = SIMD4<Double>

  /// The vectors to a row.
  let lanes: Int

  /// The rows, one after the other.
  private(set) var values: [Double]

  init(_ rows: [Double], width: Int) {
    lanes = (width + 3) / 4
    values = []
    values.reserveCapacity(rows.count / width * 4 * lanes)
    for row in stride(from: 0, to: rows.count, by: width) {
      values += rows[row..<row + width]
      for _ in width..<4 * lanes { values.append(0) }
    }
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
  mutating func sum(rows: PaddedRows, targets: [Double], weights: [Double]) {
    typealias Lane = PaddedRows.Lane
    let lanes = rows.lanes
    var sums = Array(repeating: Lane(), count: (width + 1) * lanes)
    sums.withUnsafeMutableBufferPointer { sums in
      rows.values.withUnsafeBufferPointer { values in
        for index in targets.indices {
          let row = UnsafeRawPointer(values.baseAddress! + index * 4 * lanes)
          let weight = weights[index]
          for column in 0...width {
            let factor = column < width ? values[index * 4 * lanes + column] : targets[index]
            let weighted = weight * factor
            let line = column * lanes
            for lane in 0...min(column / 4, lanes - 1) {
              sums[line + lane] +=
                weighted * row.loadUnaligned(fromByteOffset: 32 * lane, as: Lane.self)
            }
          }
        }
      }
    }
    for row in 0..<width {
      for column in 0...row {
        matrix[row * width + column] = sums[row * lanes + column / 4][column % 4]
      }
      right[row] = sums[width * lanes + row / 4][row % 4]
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
