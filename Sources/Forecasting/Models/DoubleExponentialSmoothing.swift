import TimeSeries

/// PromQL's `double_exponential_smoothing` (`holt_winters` before Prometheus 3.0), carried on: its smoothed value at the
/// newest known sample plus the trend that it would use next, times the steps ahead.
public struct DoubleExponentialSmoothing: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name = "double_exponential_smoothing"

  /// The number of steps in the window.
  public let lookback: Int

  private let untrained: ExponentialTrend

  /// A smoothing of the samples that `[window]` selects on a grid of `step`; nil unless both factors lie above 0 and below 1.
  ///
  /// - Parameters:
  ///   - smoothingFactor: lower values weigh old observations more.
  ///   - trendFactor: higher values weigh recent trend more.
  public init?(
    step: Duration, window: Duration = .seconds(1800), smoothingFactor: Double = 0.3,
    trendFactor: Double = 0.1, boundary: RangeBoundary = .leftOpen
  ) {
    guard
      let untrained = ExponentialTrend(smoothingFactor: smoothingFactor, trendFactor: trendFactor)
    else { return nil }
    self.untrained = untrained
    lookback = boundary.steps(in: window, step: step)
  }

  /// Appends level plus trend times the steps since the newest known value; abstains below two known values. O(window + steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let window = history.newest(lookback)
    var smoothing = untrained
    var found = 0
    var newest = window.startIndex
    for index in window.indices where window[index].isFinite {
      smoothing.add(window[index])
      found += 1
      newest = index
    }
    guard let (level, trend) = smoothing.state else {
      return .historyTooShort(found: found, needed: 2)
    }
    // Steps that are still unknown lie between the newest known value and the first step ahead.
    let age = window.endIndex - 1 - newest
    guard level.isFinite, (level + trend * Double(age + steps)).isFinite else { return .notFinite }
    for ahead in 1...max(1, steps) { output.append(level + trend * Double(age + ahead)) }
    return nil
  }
}
