import TimeSeries

/// PromQL's `predict_linear`: a least-squares line through the newest values, read at each step ahead.
public struct PredictLinear: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name = "predict_linear"

  /// The number of steps in the window.
  public let lookback: Int

  private let stepSeconds: Double

  /// A line through the samples that `[window]` selects on a grid of `step`.
  ///
  /// On a grid the two boundaries differ by one sample: that which is exactly `window` old.
  public init(
    step: Duration, window: Duration = .seconds(1800), boundary: RangeBoundary = .leftOpen
  ) {
    lookback = boundary.steps(in: window, step: step)
    stepSeconds = step.inSeconds
  }

  /// Appends the line's values; abstains below two known values in the window. O(window + steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let window = history.newest(lookback)
    var regression = LinearRegression()
    var found = 0
    for index in window.indices where window[index].isFinite {
      regression.add(x: Double(index - (window.endIndex - 1)) * stepSeconds, y: window[index])
      found += 1
    }
    guard let line = regression.line else { return .historyTooShort(found: found, needed: 2) }
    // The path is straight: where its ends are finite, all of it is.
    guard (line.intercept + line.slope * Double(steps) * stepSeconds).isFinite,
      line.intercept.isFinite
    else { return .notFinite }
    for ahead in 1...max(1, steps) {
      output.append(line.intercept + line.slope * (Double(ahead) * stepSeconds))
    }
    return nil
  }
}

extension RangeBoundary {
  /// The number of grid steps, the newest included, that a range selector of length `range` takes; at least one, and bounded
  /// by a million.
  func steps(in range: Duration, step: Duration) -> Int {
    let (whole, remainder) = range.milliseconds.quotientAndRemainder(
      dividingBy: max(1, step.milliseconds))
    let steps: Int64
    switch self {
    case .leftOpen: steps = remainder == 0 ? whole : whole + 1
    case .leftClosed: steps = whole + 1
    }
    return Int(min(max(1, steps), 1_000_000))
  }
}
