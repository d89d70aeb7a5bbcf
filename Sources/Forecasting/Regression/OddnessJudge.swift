import Glibc

/// Tells stretches that are unlike the same time of earlier days: a launch, an outage, a test.
///
/// What is odd is left out of what later days are compared with, so that a launch does not become next week's forecast. What stays odd for more than
/// a day is the new way of the load and counts.
struct OddnessJudge: Sendable {
  /// The usual departure from earlier days, NaN before the first.
  private var usual = Double.nan
  /// How many stretches were judged.
  private var judged = 0
  /// The odd stretches of late, each usual one making up for one.
  private var odd = 0

  private let keep: Double
  private let least: Int
  private let most: Int

  /// The departure that is odd in no case, on the transformed scale: a factor of 2 or so.
  private static let tolerated = 0.7

  /// How many times the usual departure is odd.
  private static let factor = 6.0

  /// A judge of stretches of which a day has `perDay`.
  init(perDay: Int) {
    keep = exp2(-1 / Double(max(1, perDay)))
    least = max(8, perDay)
    most = perDay + perDay / 4
  }

  /// Whether a stretch is odd whose mean is `departure` off the same time of earlier days, NaN where that is not known.
  mutating func isOdd(_ departure: Double) -> Bool {
    guard departure.isFinite else { return false }
    let size = abs(departure)
    let bound = usual.isNaN ? .infinity : max(Self.tolerated, Self.factor * usual)
    judged += 1
    usual = usual.isNaN ? size : keep * usual + (1 - keep) * min(size, bound)
    guard judged > least, size > bound else {
      odd = max(0, odd - 1)
      return false
    }
    odd = min(odd + 1, 2 * most)
    return odd <= most
  }
}
