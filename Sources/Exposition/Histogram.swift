/// Counts of observations in buckets with fixed bounds, with their sum.
public struct Histogram: Hashable, Sendable {
  /// Bounds for durations in seconds, from a millisecond to ten seconds.
  public static let durationBounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  /// The upper bounds, included in their buckets, ascending; a last bucket above them takes the
  /// rest.
  public let bounds: [Double]

  /// The observations in each bucket alone (not those below too), one more than there are bounds.
  public private(set) var counts: [UInt64]

  /// The sum of all observations.
  public private(set) var sum: Double = 0

  /// An empty histogram. Bounds are finite and ascend.
  public init(bounds: [Double]) throws(ExpositionError) {
    guard bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy(<) else {
      throw .invalidBounds
    }
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// An empty histogram of durations in seconds, with `durationBounds`.
  public static var ofDurations: Histogram {
    Histogram(checked: durationBounds)
  }

  private init(checked bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// All observations.
  public var count: UInt64 { counts.reduce(0, &+) }

  /// Counts `value`; NaN and infinities are no observations.
  ///
  /// - Returns: whether it was counted.
  @discardableResult
  public mutating func observe(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] &+= 1
    sum += value
    return true
  }

  /// Counts a duration, in seconds.
  public mutating func observe(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    observe(Double(seconds) + Double(attoseconds) * 1e-18)
  }
}
