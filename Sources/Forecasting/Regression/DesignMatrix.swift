import Glibc

/// Rows of features for a regression, standardized: each column has mean 0 and deviation 1 over its known values and is clipped at 5
/// deviations, but for one that is a mean already; what is unknown stands at the mean. The first column is 1.
///
/// Row-major `Float`, a row padded with zeros to a multiple of 8, so that sums over rows run in vector registers.
struct DesignMatrix: Sendable {
  /// The number of features, the constant not counted.
  let featureCount: Int

  /// The number of floats from one row to the next.
  let stride: Int

  /// The number of rows.
  let rowCount: Int

  /// The rows, one after the other.
  private(set) var values: [Float]

  /// The column of the feature that is not clipped, nil where there is none.
  let unclippedColumn: Int?

  /// How features become columns.
  let scaling: FeatureScaling

  /// The matrix of `rows`, each of `featureCount` features one after the other, NaN where unknown. O(rows · features).
  ///
  /// - Parameter unclipped: the feature that is not clipped: one without outliers of its own, whose rare large values are what counts.
  init(rows: [Float], featureCount: Int, unclipped: Int? = nil) {
    self.featureCount = featureCount
    rowCount = featureCount > 0 ? rows.count / featureCount : 0
    stride = Self.paddedCount(featureCount)
    unclippedColumn = unclipped.map { $0 + 1 }
    scaling = FeatureScaling(
      rows: rows, featureCount: featureCount, rowCount: rowCount, unclipped: unclipped)
    values = Array(repeating: 0, count: rowCount * stride)
    for row in 0..<rowCount {
      scaling.write(
        rows[row * featureCount..<(row + 1) * featureCount], to: &values, at: row * stride)
    }
  }

  /// The floats of a row with `featureCount` features and the constant.
  static func paddedCount(_ featureCount: Int) -> Int { (featureCount + 8) / 8 * 8 }
}

/// What makes a standardized column of a feature.
struct FeatureScaling: Sendable {
  /// For each feature the mean of its known values.
  private(set) var means: [Float]

  /// For each feature 1 / deviation, 0 for one that says nothing: constant, or known too seldom.
  private(set) var factors: [Float]

  /// For each feature the deviations at which it is clipped.
  private let limits: [Float]

  /// The share of rows in which a feature must be known to count.
  private static let leastKnownShare = 0.15

  /// The deviations at which a feature is clipped.
  private static let clip: Float = 5

  /// Those at which a feature without outliers of its own is clipped.
  private static let wideClip: Float = 25

  init(rows: [Float], featureCount: Int, rowCount: Int, unclipped: Int?) {
    var limits = [Float](repeating: Self.clip, count: featureCount)
    if let unclipped { limits[unclipped] = Self.wideClip }
    self.limits = limits
    var sums = [Double](repeating: 0, count: featureCount)
    var squares = sums
    var counts = [Int](repeating: 0, count: featureCount)
    var offsets = sums
    // Sums about the first known value lose no digits.
    for feature in 0..<featureCount {
      for row in 0..<rowCount where rows[row * featureCount + feature].isFinite {
        offsets[feature] = Double(rows[row * featureCount + feature])
        break
      }
    }
    for row in 0..<rowCount {
      for feature in 0..<featureCount {
        let value = rows[row * featureCount + feature]
        guard value.isFinite else { continue }
        let centred = Double(value) - offsets[feature]
        sums[feature] += centred
        squares[feature] += centred * centred
        counts[feature] += 1
      }
    }
    means = Array(repeating: 0, count: featureCount)
    factors = means
    for feature in 0..<featureCount {
      let count = Double(counts[feature])
      guard count >= 8, count >= Self.leastKnownShare * Double(rowCount) else { continue }
      let mean = sums[feature] / count
      let deviation = max(0, squares[feature] / count - mean * mean).squareRoot()
      means[feature] = Float(mean + offsets[feature])
      if deviation > 1e-7 * max(1, abs(offsets[feature])) {
        factors[feature] = Float(1 / deviation)
      }
    }
  }

  /// Puts the constant and the standardized `features` into `row` from `start` on. O(features).
  @inline(__always)
  func write(_ features: ArraySlice<Float>, to row: inout [Float], at start: Int) {
    row[start] = 1
    var place = start + 1
    for (feature, value) in features.enumerated() {
      let scaled = (value - means[feature]) * factors[feature]
      row[place] = scaled.isFinite ? min(max(scaled, -limits[feature]), limits[feature]) : 0
      place += 1
    }
  }

  /// The bytes held.
  var byteCount: Int { 3 * means.capacity * MemoryLayout<Float>.stride }
}
