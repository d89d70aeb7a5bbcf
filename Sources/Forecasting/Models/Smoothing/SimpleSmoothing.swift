import Glibc

/// Simple exponential smoothing: l = l + alpha (y - l).
struct SimpleSmoothing: Sendable {
  let alpha: Double

  /// The smoothed level; NaN before the first value.
  private(set) var level = Double.nan

  /// (1 - alpha)^n after n values: what is left of the first level.
  private var left = 1.0

  /// A smoothing that begins at its first value.
  init(alpha: Double) { self.alpha = alpha }

  /// The smoothing of `values`, NaN gaps left out, whose weight and first level make the sum of squared one-step errors least; nil below three
  /// known values.
  ///
  /// Errors are linear in the first level, so that its best value follows from the weight: e(t) = e0(t) - (1 - alpha)^(t-1) d
  /// for a level d higher, hence d = sum(e0 w) / sum(w²). The weight is searched on a grid, then by golden section; its bounds are 1e-4 and
  /// 0.9999. O(50 · values).
  init?(fittedTo values: [Double]) {
    guard let base = values.first(where: { !$0.isNaN }) else { return nil }
    // Relative to the first value: so large levels lose no digits.
    let known = values.compactMap { $0.isNaN ? nil : $0 - base }
    guard known.count >= 3, known.allSatisfy(\.isFinite) else { return nil }
    func loss(_ alpha: Double) -> Double { Self.run(known, alpha: alpha).squares }
    var best = 0.3
    var least = loss(best)
    var edges: (low: Double, high: Double) = (1e-4, 0.9999)
    let grid = [1e-4, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.9999]
    for (index, alpha) in grid.enumerated() {
      let value = loss(alpha)
      if value < least || alpha == best {
        if value < least { (best, least) = (alpha, value) }
        edges = (grid[max(0, index - 1)], grid[min(grid.count - 1, index + 1)])
      }
    }
    let golden = 0.618_033_988_749_894_8
    var (low, high) = edges
    var (inner, outer) = (high - golden * (high - low), low + golden * (high - low))
    var (innerLoss, outerLoss) = (loss(inner), loss(outer))
    for _ in 0..<32 where high - low > 1e-7 {
      if innerLoss <= outerLoss {
        (high, outer, outerLoss) = (outer, inner, innerLoss)
        inner = high - golden * (high - low)
        innerLoss = loss(inner)
      } else {
        (low, inner, innerLoss) = (inner, outer, outerLoss)
        outer = low + golden * (high - low)
        outerLoss = loss(outer)
      }
    }
    if min(innerLoss, outerLoss) < least { best = innerLoss <= outerLoss ? inner : outer }
    let run = Self.run(known, alpha: best)
    guard run.level.isFinite else { return nil }
    alpha = best
    level = base + run.level
    left = pow(1 - best, Double(known.count))
  }

  /// The sum of squared errors and the last level, with the best first level.
  private static func run(
    _ values: [Double], alpha: Double
  ) -> (squares: Double, level: Double) {
    var level = 0.0
    var weight = 1.0
    var squares = 0.0
    var products = 0.0
    var weights = 0.0
    let keep = 1 - alpha
    for value in values {
      let error = value - level
      squares += error * error
      products += error * weight
      weights += weight * weight
      level += alpha * error
      weight *= keep
    }
    let shift = products / weights
    return (squares - products * shift, level + weight * shift)
  }

  /// Takes in a known value. O(1).
  mutating func add(_ value: Double) {
    level = level.isNaN ? value : level + alpha * (value - level)
    left *= 1 - alpha
  }

  /// How many steps of a drift the level lags behind: (1 - (1 - alpha)^n) / alpha.
  var lag: Double { (1 - left) / alpha }
}
