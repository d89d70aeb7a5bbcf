/// The mean of the newest window, carried on.
public struct MovingAverage: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of steps in the window.
  public let lookback: Int

  /// The mean of `window` on a grid of `step`; of four steps where they are longer.
  public init(
    step: Duration, window: Duration = .seconds(900), name: String = "moving_average"
  ) {
    lookback = max(4, RangeBoundary.leftOpen.steps(in: window, step: step))
    self.name = name
  }

  /// Appends the mean of the window's known values `steps` times; abstains where there is none. O(window + steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    var mean = 0.0
    var count = 0.0
    for value in history.newest(lookback) where !value.isNaN {
      count += 1
      mean += (value - mean) / count
    }
    guard count > 0 else { return .historyTooShort(found: 0, needed: 1) }
    guard mean.isFinite else { return .notFinite }
    output.append(contentsOf: repeatElement(mean, count: max(1, steps)))
    return nil
  }
}
