/// A linear quantile regression that is worked on a little at a time: coefficients that minimise the pinball loss with a small ridge (Koenker
/// and Bassett 1978), by iteratively reweighted least squares.
struct QuantileFit: Sendable {
  private let level: Float
  private let ridge: Double
  private let rounds: Int
  private var round = 0
  private var row = 0
  private var gram: WeightedGram
  private var spread: Float = 0
  private var residuals: [Float]
  private(set) var coefficients: [Float]
  private var isWarm: Bool

  /// - Parameter start: the coefficients of a fit to nearly the same rows; nil: none.
  init(_ rows: StandardizedRows, level: Float, ridge: Double = 1e-3, start: [Float]?) {
    self.level = level
    self.ridge = ridge
    rounds = start == nil ? 20 : 9
    gram = WeightedGram(stride: rows.stride)
    residuals = Array(repeating: 0, count: rows.count)
    coefficients = start ?? Array(repeating: 0, count: rows.stride)
    isWarm = start != nil
  }

  /// Works through up to `most` rows, and says whether all is done. O(most x columns²).
  mutating func advance(_ rows: StandardizedRows, _ targets: [Float], most: Int) -> Bool {
    guard rows.count >= 4 else { return true }
    let end = min(rows.count, row + most) / 4 * 4
    let width = spread * (round <= rounds / 3 ? 0.3 : round < rounds - 1 ? 0.1 : 0.03)
    let isFirst = spread == 0
    rows.values.withUnsafeBufferPointer { values in
      coefficients.withUnsafeBufferPointer { beta in
        while row < end {
          let base = values.baseAddress! + row * rows.stride
          var weights = SIMD4<Float>(repeating: 1)
          var wanted = SIMD4<Float>()
          for offset in 0..<4 {
            wanted[offset] = targets[row + offset]
            let residual =
              wanted[offset]
              - StandardizedRows.product(
                base + offset * rows.stride, beta.baseAddress!, stride: rows.stride)
            residuals[row + offset] = residual
            if !isFirst {
              weights[offset] =
                (residual > 0 ? level : 1 - level) * spread / max(abs(residual), width)
            }
          }
          gram.add(base, targets: wanted, weights: weights)
          row += 4
        }
      }
    }
    if row < rows.count / 4 * 4 { return false }
    row = 0
    if isFirst, isWarm {
      // The first pass over the rows has only told how far off the coefficients are.
      spread = max(1e-6, Self.quantile(residuals.map { abs($0) }, 0.5))
      gram = WeightedGram(stride: rows.stride)
      return false
    }
    if let next = gram.solution(ridge: ridge * Double(rows.count), columns: rows.columns) {
      coefficients = next
    }
    gram = WeightedGram(stride: rows.stride)
    if isFirst {
      residuals.withUnsafeMutableBufferPointer { residuals in
        rows.values.withUnsafeBufferPointer { values in
          coefficients.withUnsafeBufferPointer { beta in
            for row in residuals.indices {
              residuals[row] =
                targets[row]
                - StandardizedRows.product(
                  values.baseAddress! + row * rows.stride, beta.baseAddress!, stride: rows.stride)
            }
          }
        }
      }
      coefficients[0] += Self.quantile(residuals, Double(level))
      spread = max(1e-6, Self.quantile(residuals.map { abs($0) }, 0.5))
      return false
    }
    round += 1
    return round >= rounds
  }

  private static func quantile(_ values: [Float], _ level: Double) -> Float {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * level))]
  }
}
