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

  /// `count` values of `history` from `start` on: at each moment t the newest sample in
  /// (t - step, t], NaN where there is none or where it is a gap.
  ///
  /// - Precondition: `step` is at least a millisecond.
  public init(_ history: CompressedSeries, from start: Timestamp, step: Duration, count: Int) {
    self.init(start: start, step: step, values: [])
    history.appendGrid(from: start, step: step, count: count, to: &values)
  }

  /// `samples`, in ascending order of time, at steps of `step`: from the first moment that is a
  /// multiple of `step` and not before the first sample, to the first that is not before the last;
  /// at each moment t the newest sample in (t - step, t], NaN where there is none. Nil where there
  /// is no sample, and where the values would be more than `limit`.
  ///
  /// - Precondition: `step` is at least a millisecond.
  public init?(resampling samples: [Sample], step: Duration, limit: Int = 10_000_000) {
    guard let first = samples.first, let last = samples.last else { return nil }
    let start = first.timestamp.alignedUp(to: step)
    let end = last.timestamp.alignedUp(to: step)
    self.init(start: start, step: step, values: [])
    let steps = end.milliseconds.saturatingSubtract(start.milliseconds) / step.milliseconds
    guard steps >= 0, steps < Int64(limit) else { return nil }
    values = Array(repeating: .nan, count: Int(steps) + 1)
    var grid = GridFiller(
      start: start.milliseconds, step: step.milliseconds, count: values.count)
    values.withUnsafeMutableBufferPointer { cells in
      for sample in samples {
        grid.put(sample.timestamp.milliseconds, sample.isKnown ? sample.value : .nan, cells)
      }
    }
  }

  /// The moment of `values[index]`; `index` may lie outside the series.
  public func timestamp(at index: Int) -> Timestamp {
    Timestamp(
      milliseconds: start.milliseconds.saturatingAdd(
        Int64(index).saturatingMultiply(step.milliseconds)))
  }
}
