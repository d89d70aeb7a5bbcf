/// A regression of the steps ahead on the same phase of earlier days and weeks, their levels and the newest surprise: one for all horizons
/// together, by least absolute deviations.
///
/// The seasons are parameters; "day" and "week" stand for the two longest that the history affords. The model keeps what it needs
/// of the series as means of at most 48 bins to the shorter season, so its costs do not grow with a finer grid.
public struct SeasonalRegression: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The seasons in steps.
  public let seasons: [Int]

  /// What the model reckons in.
  public let scale: CurveScale

  /// The number of newest steps that the model reads densely: the newest, in `observe`.
  public var lookback: Int { 1 }

  /// What a fit leaves.
  private struct Fit {
    var curve: SeasonalCurve
    let features: SeasonalFeatures
    let coefficients: [Double]
  }

  /// The steps ahead over which the model is fitted, where that is less than two of the shorter season.
  public let horizon: Int

  private var fit: Fit?
  private var abstention = Abstention.nothingKnown

  /// The rows of a fit, about, where the history has so many.
  private static let rows = 1536

  /// The horizons of a fit, at most twice as many.
  private static let horizons = 24

  /// A regression over `seasons`, in steps, for paths of up to `horizon` steps: farther ones it answers too, as well as it can.
  public init(
    seasons: [Int], scale: CurveScale = .linear, horizon: Int = .max,
    name: String = "seasonal_regression"
  ) {
    self.seasons = seasons
    self.horizon = min(max(1, horizon), SeasonalNaive.longestSeason)
    self.scale = scale
    self.name = name
  }

  /// Takes in the newest step; coefficients stay those of the last fit. Amortized O(1).
  public mutating func observe(_ history: GridHistory) {
    fit?.curve.observe(history.value(age: 0))
  }

  /// Fits anew to as many as six of the longest season. O(history + passes · 2,000 rows · 13²).
  public mutating func refit(_ history: GridHistory) {
    fit = nil
    do throws(Abstention) {
      fit = try Self.fit(
        SeasonalCurve(history, seasons: seasons, scale: scale, needed: SeasonalFeatures.needed),
        horizon: horizon)
    } catch {
      abstention = error
    }
  }

  /// Appends the path that the newest bins and the last fit give; abstains where there was no fit. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let fit else { return abstention }
    let curve = fit.curve.values
    let features = fit.features
    let origin = features.origin(curve.count - 1, in: curve)
    var row: [Double] = []
    row.reserveCapacity(features.width)
    let bins = fit.curve.bins(steps: steps)
    var path: [Double] = []
    path.reserveCapacity(bins)
    for ahead in 0..<bins {
      row.removeAll(keepingCapacity: true)
      features.append(features.ahead(ahead + 1), of: origin, in: curve, to: &row)
      var number = origin.level
      for (value, coefficient) in zip(row, fit.coefficients) { number += coefficient * value }
      path.append(number)
    }
    return fit.curve.append(path, steps: steps, to: &output) ? nil : .notFinite
  }

  private static func fit(_ curve: SeasonalCurve, horizon: Int) throws(Abstention) -> Fit {
    let count = curve.values.count
    guard let features = SeasonalFeatures(seasons: curve.seasons, count: count) else {
      throw .historyTooShort(found: count, needed: SeasonalFeatures.needed(curve.seasons))
    }
    let (rows, targets) = rows(of: curve, horizon: horizon, features: features)
    guard
      let coefficients = LeastAbsoluteDeviations.fit(
        rows: rows, targets: targets, width: features.width)
    else { throw .notFinite }
    var curve = curve
    curve.trim(to: features.fullReach)
    return Fit(curve: curve, features: features, coefficients: coefficients)
  }

  /// The features and targets, as differences from the level, of origins and horizons spread over the curve.
  private static func rows(
    of curve: SeasonalCurve, horizon: Int, features: SeasonalFeatures
  ) -> (rows: [Double], targets: [Double]) {
    let values = curve.values
    // Two bins at least: what lies within the next one is read off between two.
    let wanted = (horizon - 1) / curve.seasons.resolution + 2
    let horizon = min(curve.seasons.horizon, wanted)
    let oldest = features.reach - 1
    let newest = values.count - 1 - horizon
    guard newest >= oldest else { return ([], []) }
    let aheads = stride(from: 1, through: horizon, by: max(1, horizon / horizons))
      .map { (bins: $0, features: features.ahead($0)) }
    var gap = max(1, (newest - oldest) * aheads.count / rows)
    // Origins at all phases of the season: the gap shares no divisor with it.
    while greatestDivisor(gap, curve.seasons.short) > 1 { gap += 1 }
    let origins = stride(from: newest, through: oldest, by: -gap)
      .map { features.origin($0, in: values) }
    var rows: [Double] = []
    rows.reserveCapacity(origins.count * aheads.count * features.width)
    var targets: [Double] = []
    targets.reserveCapacity(origins.count * aheads.count)
    for origin in origins {
      for ahead in aheads where curve.isKnown[origin.index + ahead.bins] {
        features.append(ahead.features, of: origin, in: values, to: &rows)
        targets.append(values[origin.index + ahead.bins] - origin.level)
      }
    }
    return (rows, targets)
  }

  private static func greatestDivisor(_ first: Int, _ second: Int) -> Int {
    var (larger, smaller) = (first, second)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}
