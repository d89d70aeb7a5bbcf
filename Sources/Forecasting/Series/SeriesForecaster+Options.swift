import TimeSeries

extension SeriesForecaster {
  /// How much experience a forecaster keeps, and when it gives up.
  public struct Options: Hashable, Sendable {
    /// The number of past errors kept a target; 4 bytes each in order of arrival, 4 in order of size.
    public var errorCapacity = 768

    /// The time that the kept errors span, if the history is as long: their origins lie as far apart as that takes.
    public var errorSpan: Duration = .seconds(6 * 86_400)

    /// The history that a replay knows, and that models learn from.
    public var historySpan: Duration = .seconds(14 * 86_400)

    /// The longest time from one refit to the next.
    public var refitInterval: Duration = .seconds(6 * 3600)

    /// The longest gap at the end of the series that is bridged; after it there is no forecast. At least two steps.
    public var maximumGap: Duration = .seconds(300)

    /// The defaults.
    public init() {}

    /// The steps from one kept forecast to the next.
    ///
    /// 1, or a prime from 7 on: it shares no divisor with the steps of an hour, so that what happens on the hour is met as
    /// often as it happens and not always or never. At least a 64th of `farthest`, the steps until the last target is known: so many forecasts
    /// wait for their truth at once. At least a 12th of the number of targets: many targets tell the same.
    func stride(step: Duration, farthest: Int, targetCount: Int) -> Int {
      let steps = errorSpan.milliseconds / max(1, step.milliseconds)
      let spread = Int(min(steps / Int64(max(1, errorCapacity)), 100_000))
      let wanted = max(spread, farthest / 64, targetCount / 12)
      guard wanted >= 4 else { return 1 }
      var stride = max(7, wanted)
      while !Self.isPrime(stride) { stride -= 1 }
      return stride
    }

    func maximumGapSteps(step: Duration) -> Int {
      let (whole, rest) = maximumGap.milliseconds.quotientAndRemainder(
        dividingBy: max(1, step.milliseconds))
      return Int(min(max(2, rest > 0 ? whole + 1 : whole), 100_000))
    }

    private static func isPrime(_ number: Int) -> Bool {
      var divisor = 2
      while divisor * divisor <= number {
        if number % divisor == 0 { return false }
        divisor += 1
      }
      return number > 1
    }
  }
}
