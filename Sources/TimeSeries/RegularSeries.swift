/// Values at equal steps: `values[i]` is the value at `start + i * step`, NaN where it is unknown.
public struct RegularSeries: Sendable {
  /// The moment of `values[0]`.
  public var start: Timestamp

  /// The time from one value to the next, above zero.
  public var step: Duration

  /// The values, oldest first; NaN is a gap.
  public var values: [Double]

  /// A series of `values` from `start` on.
  ///
  /// - Precondition: `step` is at least a millisecond.
  public init(start: Timestamp, step: Duration, values: [Double]) {
    precondition(step.milliseconds > 0, "the step of a series is at least a millisecond")
    self.start = start
    self.step = step
    self.values = values
  }

  /// The moment of `values[index]`; `index` may lie outside the series.
  public func timestamp(at index: Int) -> Timestamp {
    Timestamp(milliseconds: start.milliseconds + Int64(index) * step.milliseconds)
  }
}
