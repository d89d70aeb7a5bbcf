/// The fitted quantiles of one target: how far it will lie from the newest value.
struct TargetRegression: Sendable {
  let target: ForecastTarget
  private let scaling: FeatureScaling
  private let stride: Int
  /// Coefficients for the median and for the upper level.
  private(set) var median: [Float]
  private(set) var upper: [Float]
  /// The differences that were seen in training: beyond them nothing is extrapolated.
  private let range: ClosedRange<Float>
  /// The least spread, a share of the typical one: a calm hour does not make a forecast certain.
  private let leastSpread: Float

  /// How the errors of the fit are spread, in units of the spread it gives.
  let shape: ErrorShape?

  /// The level that gives the scale of errors.
  static let upperLevel = 0.9

  /// The ridge for one row; that for n is an n-th of it.
  private static let ridgeOfOne = 6.0

  /// The rounds of reweighting from nothing, from near coefficients, and from the median's to those of the upper level.
  private static let rounds = (first: 6, upper: 5)

  /// Fits `differences`, one a row of `rows`; nil where the rows are too few or tell nothing.
  ///
  /// - Parameters:
  ///   - unclipped: the feature that is not clipped, nil for none.
  ///   - independentRows: how many of the rows do not overlap in time, above 0: the fewer, the nearer the fit stays to no change.
  init?(
    _ target: ForecastTarget, rows: [Float], featureCount: Int, unclipped: Int?,
    differences: [Float], independentRows: Double
  ) {
    guard differences.count >= max(64, 4 * featureCount),
      let least = differences.min(), let most = differences.max()
    else { return nil }
    let matrix = DesignMatrix(rows: rows, featureCount: featureCount, unclipped: unclipped)
    var regression = QuantileRegression()
    regression.ridge = max(regression.ridge, Self.ridgeOfOne / independentRows)
    guard
      let median = regression.coefficients(
        matrix, targets: differences, level: 0.5, start: nil, rounds: Self.rounds.first)
    else { return nil }
    var residuals = differences
    matrix.residuals(targets: differences, coefficients: median, into: &residuals)
    var start = median
    start[0] += QuantileRegression.quantile(residuals, Self.upperLevel)
    guard
      let upper = regression.coefficients(
        matrix, targets: differences, level: Self.upperLevel, start: start,
        rounds: Self.rounds.upper)
    else { return nil }
    self.target = target
    scaling = matrix.scaling
    stride = matrix.stride
    self.median = median
    self.upper = upper
    range = least...most
    let leastSpread = 0.2 * QuantileRegression.quantile(residuals.map { abs($0) }, 0.8)
    self.leastSpread = leastSpread
    var spreads = differences
    // Residuals from the upper fit are how far it lies above: middle residual minus upper residual is the spread.
    matrix.residuals(targets: differences, coefficients: upper, into: &spreads)
    shape = ErrorShape(
      zip(residuals, spreads).map { middle, high in middle / max(middle - high, leastSpread) })
  }

  /// The median difference from the newest value and the spread above it, both on the transformed scale.
  func predict(_ features: [Float]) -> (difference: Double, spread: Double) {
    var row = [Float](repeating: 0, count: stride)
    scaling.write(features[...], to: &row, at: 0)
    var middle: Float = 0
    var high: Float = 0
    for place in row.indices {
      middle += row[place] * median[place]
      high += row[place] * upper[place]
    }
    middle = min(max(middle, range.lowerBound), range.upperBound)
    high = min(max(high, range.lowerBound), range.upperBound)
    return (Double(middle), Double(max(high - middle, leastSpread)))
  }

  /// The bytes held.
  var byteCount: Int {
    MemoryLayout<Self>.stride + scaling.byteCount
      + (median.capacity + upper.capacity) * MemoryLayout<Float>.stride
  }
}
