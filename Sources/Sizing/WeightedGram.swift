/// Sums over rows for weighted least squares: the lower triangle of Xᵀ W X, and Xᵀ W y.
struct WeightedGram: Sendable {
  typealias Lane = SIMD8<Float>

  let stride: Int
  private var block: [Lane]
  private var blockRight: [Lane]
  private var rowsInBlock = 0
  private(set) var gram: [Double]
  private(set) var right: [Double]

  init(stride: Int) {
    self.stride = stride
    block = Array(repeating: Lane(), count: stride * (stride / 8))
    blockRight = Array(repeating: Lane(), count: stride / 8)
    gram = Array(repeating: 0, count: stride * stride)
    right = Array(repeating: 0, count: stride)
  }

  /// Adds four rows that lie one after the other. O(stride²).
  mutating func add(_ rows: UnsafePointer<Float>, targets: SIMD4<Float>, weights: SIMD4<Float>) {
    let lanes = stride / 8
    block.withUnsafeMutableBufferPointer { block in
      blockRight.withUnsafeMutableBufferPointer { blockRight in
        let raw = UnsafeRawPointer(rows)
        @inline(__always) func lane(_ row: Int, _ lane: Int) -> Lane {
          raw.loadUnaligned(fromByteOffset: (row * stride + lane * 8) * 4, as: Lane.self)
        }
        for group in 0..<lanes {
          let (x0, x1, x2, x3) = (lane(0, group), lane(1, group), lane(2, group), lane(3, group))
          let y = weights * targets
          var sum: Lane = x0 * y[0]
          sum += x1 * y[1]
          sum += x2 * y[2]
          sum += x3 * y[3]
          blockRight[group] += sum
        }
        for column in 0..<stride {
          let a0 = rows[column] * weights[0]
          let a1 = rows[stride + column] * weights[1]
          let a2 = rows[2 * stride + column] * weights[2]
          let a3 = rows[3 * stride + column] * weights[3]
          let base = column * lanes
          for group in 0...column / 8 {
            var sum: Lane = lane(0, group) * a0
            sum += lane(1, group) * a1
            sum += lane(2, group) * a2
            sum += lane(3, group) * a3
            block[base + group] += sum
          }
        }
      }
    }
    rowsInBlock += 4
    if rowsInBlock >= 256 { flush() }
  }

  /// Moves what was summed in single precision to the totals.
  mutating func flush() {
    let lanes = stride / 8
    for column in 0..<stride {
      for group in 0...column / 8 {
        let sum = block[column * lanes + group]
        for offset in 0..<8 { gram[column * stride + group * 8 + offset] += Double(sum[offset]) }
        block[column * lanes + group] = Lane()
      }
    }
    for group in 0..<lanes {
      for offset in 0..<8 { right[group * 8 + offset] += Double(blockRight[group][offset]) }
      blockRight[group] = Lane()
    }
    rowsInBlock = 0
  }

  /// The solution with a ridge for columns but the first; nil where the system has none. O(stride³).
  mutating func solution(ridge: Double, columns: Int) -> [Float]? {
    flush()
    for column in 0..<columns { gram[column * stride + column] += column == 0 ? 1e-9 : ridge }
    for column in 0..<columns {
      var pivot = gram[column * stride + column]
      for k in 0..<column { pivot -= gram[column * stride + k] * gram[column * stride + k] }
      guard pivot > 0, pivot.isFinite else { return nil }
      let root = pivot.squareRoot()
      gram[column * stride + column] = root
      for row in column + 1..<max(columns, column + 1) {
        var value = gram[row * stride + column]
        for k in 0..<column { value -= gram[row * stride + k] * gram[column * stride + k] }
        gram[row * stride + column] = value / root
      }
    }
    for row in 0..<columns {
      var value = right[row]
      for k in 0..<row { value -= gram[row * stride + k] * right[k] }
      right[row] = value / gram[row * stride + row]
    }
    for row in (0..<columns).reversed() {
      var value = right[row]
      for k in row + 1..<max(columns, row + 1) { value -= gram[k * stride + row] * right[k] }
      right[row] = value / gram[row * stride + row]
    }
    var result = right.map { Float($0) }
    for column in columns..<stride { result[column] = 0 }
    return result.allSatisfy(\.isFinite) ? result : nil
  }
}
