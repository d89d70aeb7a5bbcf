/// How much a series moves from step to step of late: the yardstick by which errors of calm and of busy hours become comparable.
///
/// Recent mean absolute change plus 0.3 of that over a day, so that an hour of calm never narrows an interval to nothing, and
/// a thousandth of the level, so that a long constant series has a scale too.
struct Volatility: Sendable {
  private var recent: ExponentialMean
  private var daily: ExponentialMean
  private var level: ExponentialMean
  private var lastKnown = Double.nan
  private var age = 0
  private var changes = 0

  /// Whether no value below zero has been seen.
  private(set) var isNonNegative = true

  /// The volatility of a series with `stepsPerDay` steps a day, whose recent stretch halves every `halfLife` steps.
  init(stepsPerDay: Double, halfLife: Double) {
    recent = ExponentialMean(halfLife: halfLife)
    daily = ExponentialMean(halfLife: max(stepsPerDay, 4 * halfLife))
    level = ExponentialMean(halfLife: max(stepsPerDay, 4 * halfLife))
  }

  /// Whether any value has been seen.
  var hasSeenValue: Bool { !lastKnown.isNaN }

  /// Takes in the value of the next step, NaN where it is unknown. O(1).
  mutating func observe(_ value: Double) {
    age += 1
    guard value.isFinite else { return }
    if value < 0 { isNonNegative = false }
    if lastKnown.isFinite {
      // Over a gap of n steps a random walk moves the square root of n times as far as over one.
      let change = abs(value - lastKnown) / Double(age).squareRoot()
      changes += 1
      recent.add(change)
      daily.add(change)
    }
    level.add(abs(value))
    lastKnown = value
    age = 0
  }

  /// Whether enough changes have been seen for the scale to mean something.
  var isSettled: Bool { changes >= 8 }

  /// The scale of errors to expect now, above zero.
  var scale: Double {
    let scale = (recent.value ?? 0) + 0.3 * (daily.value ?? 0) + 1e-3 * (level.value ?? 0)
    return scale.isFinite && scale > .leastNormalMagnitude ? scale : 1
  }
}
