/// Rows of features with mean 0 and deviation 1 in each column, clipped at 5 deviations, the first column 1; what is unknown stands at the mean.
///
/// Row-major, padded with zeros to a multiple of 8 floats.
struct StandardizedRows: Sendable {
  /// How features become columns.
  struct Scaling: Sendable {
    var means: [Float]
    /// 1 / deviation; 0 for a feature that says nothing.
    var factors: [Float]

    /// Writes the columns of `features` from `start` on to `row` at `offset`.
    func write(_ features: [Float], _ start: Int, to row: inout [Float], at offset: Int) {
      row[offset] = 1
      for index in means.indices {
        let value = (features[start + index] - means[index]) * factors[index]
        row[offset + 1 + index] = value.isNaN ? 0 : max(-5, min(5, value))
      }
    }
  }

  let stride: Int
  let columns: Int
  private(set) var count: Int
  private(set) var values: [Float]
  let scaling: Scaling

  /// Rows of `featureCount` features each, one after the other. O(rows x features).
  init(_ features: [Float], featureCount: Int) {
    count = features.count / featureCount
    columns = featureCount + 1
    stride = (columns + 7) / 8 * 8
    scaling = Self.scaling(features, featureCount, count)
    values = Array(repeating: 0, count: count * stride)
    for row in 0..<count {
      scaling.write(features, row * featureCount, to: &values, at: row * stride)
    }
  }

  private static func scaling(_ features: [Float], _ featureCount: Int, _ count: Int) -> Scaling {
    var sums = [Double](repeating: 0, count: featureCount)
    var squares = sums
    var known = sums
    for row in 0..<count {
      for column in 0..<featureCount {
        let value = features[row * featureCount + column]
        if value.isNaN { continue }
        sums[column] += Double(value)
        squares[column] += Double(value) * Double(value)
        known[column] += 1
      }
    }
    var scaling = Scaling(means: [], factors: [])
    for column in 0..<featureCount {
      let weight = max(1, known[column])
      let mean = sums[column] / weight
      let variance = squares[column] / weight - mean * mean
      scaling.means.append(Float(mean))
      let counts = known[column] >= 0.1 * Double(count) && variance > 1e-10
      scaling.factors.append(counts ? Float(1 / variance.squareRoot()) : 0)
    }
    return scaling
  }

  /// The product of a row of `values` from `offset` on and coefficients, both `stride` long.
  @inline(__always)
  static func product(
    _ row: UnsafePointer<Float>, _ coefficients: UnsafePointer<Float>, stride: Int
  ) -> Float {
    var sum = SIMD8<Float>()
    let raw = UnsafeRawPointer(row)
    let other = UnsafeRawPointer(coefficients)
    for lane in 0..<stride / 8 {
      sum +=
        raw.loadUnaligned(fromByteOffset: lane * 32, as: SIMD8<Float>.self)
        * other.loadUnaligned(fromByteOffset: lane * 32, as: SIMD8<Float>.self)
    }
    return sum.sum()
  }
}
