import Glibc

/// A mean whose weights halve every `halfLife` values, free of a start value: after one value it is that value.
struct ExponentialMean: Sendable {
  private let keep: Double
  private var sum = 0.0
  private var weight = 0.0

  /// A mean of nothing yet; `halfLife` above zero.
  init(halfLife: Double) {
    keep = exp2(-1 / max(halfLife, 1e-9))
  }

  /// Takes in `value`; what is not finite is ignored.
  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    sum = keep * sum + (1 - keep) * value
    weight = keep * weight + (1 - keep)
  }

  /// The mean, nil before the first value.
  var value: Double? { weight > 0 ? sum / weight : nil }

  /// How many equally weighted values the mean stands for; at most 1 + 2 * halfLife / ln 2 or so.
  var count: Double { weight / (1 - keep) }
}
