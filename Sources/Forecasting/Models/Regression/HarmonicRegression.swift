/// Daily and weekly harmonics by least squares, and an autoregression of what they leave over (dynamic harmonic regression: Young,
/// Pedregal and Tych 1999; Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*).
///
/// All of it is learnt in `refit`; before the first the model abstains.
public struct HarmonicRegression: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps whose residuals the autoregression reads.
  public let lookback = 48

  /// The seasons in steps, those that are too long for the grid left out.
  public let seasons: [Int]

  /// The harmonics of each season.
  public let harmonics: Int

  /// The largest order of the autoregression.
  public static let maximumOrder = 16

  private var fit: Fit?

  private struct Fit: Sendable {
    var basis: HarmonicBasis
    var mean: Double
    var coefficients: [Double]
    var autoregression: Autoregression
  }

  /// A regression on `harmonics` sines and cosines of each of `seasons` (steps).
  public init(seasons: [Int], harmonics: Int = 6, name: String = "harmonic_regression") {
    self.seasons = seasons.filter { (2...200_000).contains($0) }
    self.harmonics = min(max(1, harmonics), 24)
    self.name = name
  }

  /// Fits harmonics on means over the newest four times the longest season (100,000 steps at most, two seasons excepted), in at most 2,016 rows, and the
  /// autoregression on the newest 2,048 residuals. A season of which less than two are there is left out. Changes nothing below 16 known values.
  /// O(history read + 2,016 · features²).
  public mutating func refit(_ history: GridHistory) {
    let longest = seasons.max() ?? 0
    let reach = max(
      2048, min(max(4 * longest, 14 * (seasons.min() ?? 0)), max(2 * longest, 100_000)))
    let (values, firstIndex) = history.recent(reach)
    let used = seasons.filter { 2 * $0 <= values.count }
    let width = (values.count + 2015) / 2016
    let basis = HarmonicBasis(
      seasons: used, count: harmonics, shortest: max(2.5, 2.5 * Double(width)))
    var mean = 0.0
    var known = 0.0
    for value in values where !value.isNaN {
      known += 1
      mean += (value - mean) / known
    }
    guard known >= 16, mean.isFinite,
      let coefficients = Self.coefficients(
        of: values, firstIndex: firstIndex, width: max(1, width), basis: basis, mean: mean)
    else { return }
    let newest = values.suffix(2048)
    var residuals: [Double] = []
    residuals.reserveCapacity(newest.count)
    basis.appendSums(
      of: coefficients[1...], from: firstIndex &+ Int64(values.count - newest.count),
      count: newest.count, to: &residuals)
    let level = mean + coefficients[0]
    for (offset, value) in newest.enumerated() {
      residuals[offset] = value - level - residuals[offset]
    }
    fit = Fit(
      basis: basis, mean: level, coefficients: Array(coefficients[1...]),
      autoregression: Autoregression(residuals: residuals, maximumOrder: Self.maximumOrder))
  }

  /// The intercept and the weights of the waves, of values less `mean`, on rows that are means over `width` steps.
  private static func coefficients(
    of values: ArraySlice<Double>, firstIndex: Int64, width: Int, basis: HarmonicBasis,
    mean: Double
  ) -> [Double]? {
    var problem = LeastSquares(width: 1 + basis.width)
    var features = [Double](repeating: 1, count: problem.width)
    features.withUnsafeMutableBufferPointer { features in
      let waves = UnsafeMutableBufferPointer(rebasing: features[1...])
      var begin = values.startIndex
      while begin < values.endIndex {
        let end = min(begin + width, values.endIndex)
        var sum = 0.0
        var count = 0.0
        for value in values[begin..<end] where !value.isNaN {
          sum += value - mean
          count += 1
        }
        if count > 0 {
          basis.write(
            at: firstIndex &+ Int64(begin - values.startIndex),
            plus: 0.5 * Double(end - begin - 1), into: waves)
          problem.add(UnsafeBufferPointer(features), sum / count)
        }
        begin = end
      }
    }
    let ridge = 1e-9 * Double(problem.count)
    return problem.coefficients { _ in ridge }
  }

  /// Appends the harmonics and what is left of the newest residuals; abstains before the first `refit`. O(lookback + steps · features).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let window = history.newest(lookback)
    guard let fit else {
      return .historyTooShort(found: window.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }, needed: 16)
    }
    let count = window.count
    let steps = max(1, steps)
    var path: [Double] = []
    path.reserveCapacity(count + steps)
    fit.basis.appendSums(
      of: fit.coefficients[...], from: history.index &- Int64(count - 1), count: count + steps,
      to: &path)
    var residuals: [Double] = []
    residuals.reserveCapacity(count + steps)
    for (offset, value) in window.enumerated() {
      // Of a gap the residual is what it was expected to be.
      let expected = fit.autoregression.next(residuals, before: offset)
      residuals.append(value.isNaN ? expected : value - fit.mean - path[offset])
    }
    let start = output.count
    for index in count..<(count + steps) {
      let residual = fit.autoregression.next(residuals, before: index)
      residuals.append(residual)
      output.append(fit.mean + path[index] + residual)
    }
    for value in output[start...] where !value.isFinite {
      output.removeSubrange(start...)
      return .notFinite
    }
    return nil
  }

  /// The order of the autoregression, for tests.
  var order: Int? { fit?.autoregression.coefficients.count }
}
