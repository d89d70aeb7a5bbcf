/// A linear least-squares problem, collected row by row as its normal equations.
///
/// Responses should be centred by the caller: it keeps digits, and a ridge then shrinks towards the mean.
struct LeastSquares: Sendable {
  /// The number of coefficients.
  let width: Int

  /// The number of rows.
  private(set) var count = 0

  // The lower triangle of XᵀX, row by row in a full square, and Xᵀy.
  private var products: [Double]
  private var responses: [Double]

  /// A problem without rows.
  init(width: Int) {
    self.width = width
    products = Array(repeating: 0, count: width * width)
    responses = Array(repeating: 0, count: width)
  }

  /// Adds the row `features`, `width` of them, with the response `y`. O(width²).
  mutating func add(_ features: UnsafeBufferPointer<Double>, _ y: Double) {
    let width = width
    count += 1
    products.withUnsafeMutableBufferPointer { products in
      responses.withUnsafeMutableBufferPointer { responses in
        for row in 0..<width {
          let feature = features[row]
          responses[row] += feature * y
          for column in 0...row { products[row * width + column] += feature * features[column] }
        }
      }
    }
  }

  /// The coefficients of least squares with a ridge, by Cholesky's decomposition; nil where they are not finite. O(width³).
  ///
  /// - Parameter ridge: what is added to each coefficient's own product; above zero, so that features that cannot be told
  ///   apart share their effect, and one that never occurs has none.
  func coefficients(ridge: (_ index: Int) -> Double) -> [Double]? {
    var factor = products
    var solution = responses
    for row in 0..<width {
      for column in 0...row {
        var sum = factor[row * width + column]
        if row == column { sum += ridge(row) }
        for inner in 0..<column {
          sum -= factor[row * width + inner] * factor[column * width + inner]
        }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          factor[row * width + row] = sum.squareRoot()
        } else {
          factor[row * width + column] = sum / factor[column * width + column]
        }
      }
    }
    for row in 0..<width {
      for inner in 0..<row { solution[row] -= factor[row * width + inner] * solution[inner] }
      solution[row] /= factor[row * width + row]
    }
    for row in (0..<width).reversed() {
      for inner in (row + 1)..<max(row + 1, width) {
        solution[row] -= factor[inner * width + row] * solution[inner]
      }
      solution[row] /= factor[row * width + row]
    }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }
}
