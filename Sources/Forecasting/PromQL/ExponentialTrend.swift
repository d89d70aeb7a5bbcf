/// Holt's linear smoothing (1957) as Prometheus computes it: a level and a trend, started from the first two values.
struct ExponentialTrend {
  private let smoothingFactor: Double
  private let trendFactor: Double
  private var count = 0
  private var previousLevel = 0.0
  private var level = 0.0
  private var trend = 0.0

  /// A smoothing that has seen nothing; nil unless both factors lie above 0 and below 1.
  init?(smoothingFactor: Double, trendFactor: Double) {
    guard smoothingFactor > 0, smoothingFactor < 1, trendFactor > 0, trendFactor < 1 else {
      return nil
    }
    self.smoothingFactor = smoothingFactor
    self.trendFactor = trendFactor
  }

  /// Takes in the next value. O(1).
  mutating func add(_ value: Double) {
    switch count {
    case 0:
      level = value
    case 1:
      trend = value - level
    default:
      trend = nextTrend
    }
    if count > 0 {
      // Products before sums, in Prometheus' order: the last bits depend on it.
      let fresh = smoothingFactor * value
      let kept = (1 - smoothingFactor) * (level + trend)
      previousLevel = level
      level = fresh + kept
    }
    count += 1
  }

  /// The smoothed value at the last value taken in, and the change to expect until the next; nil below two values.
  var state: (level: Double, trend: Double)? {
    count < 2 ? nil : (level, nextTrend)
  }

  private var nextTrend: Double {
    trendFactor * (level - previousLevel) + (1 - trendFactor) * trend
  }
}
