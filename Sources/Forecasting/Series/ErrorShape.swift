import Glibc

/// How the errors of a model were spread where it learnt, in units of its scale: a few quantiles.
///
/// Such errors are many but a little too small, since the model has seen their truth; errors of real forecasts are few. Blended, they make better intervals
/// than either.
public struct ErrorShape: Sendable {
  /// The levels of the quantiles.
  static let levels = [
    0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995,
  ]

  private static let odds = levels.map { log($0 / (1 - $0)) }

  /// The quantiles at `levels`, ascending.
  private let quantiles: [Float]

  /// The shape of `errors`; nil for fewer than 64. O(n log n).
  init?(_ errors: [Float]) {
    let sorted = errors.filter(\.isFinite).sorted()
    guard sorted.count >= 64 else { return nil }
    quantiles = Self.levels.map { level in
      let place = level * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      let share = Float(place - Double(below))
      return sorted[below] + share * (sorted[above] - sorted[below])
    }
  }

  /// The shape `share` of the way from one to another.
  init(_ first: ErrorShape, _ second: ErrorShape, share: Double) {
    quantiles = zip(first.quantiles, second.quantiles).map { $0 + Float(share) * ($1 - $0) }
  }

  /// The error at `level`, the outermost known one beyond them; linear in log-odds between.
  func quantile(_ level: Double) -> Double {
    guard level > Self.levels[0] else { return Double(quantiles[0]) }
    guard let above = Self.levels.firstIndex(where: { $0 >= level }) else {
      return Double(quantiles[quantiles.count - 1])
    }
    let x = log(level / (1 - level))
    let share = (x - Self.odds[above - 1]) / (Self.odds[above] - Self.odds[above - 1])
    let (below, next) = (Double(quantiles[above - 1]), Double(quantiles[above]))
    return below + share * (next - below)
  }

  /// `level`, or the outermost known one.
  static func reach(_ level: Double) -> Double {
    min(max(level, levels[0]), levels[levels.count - 1])
  }
}
