import TimeSeries

extension Timestamp {
  /// Milliseconds from `earlier` to this moment; the nearest that can be counted where 64 bits do not
  /// hold it. Clocks may say anything, and no clock may stop a decision.
  func elapsed(since earlier: Timestamp) -> Int64 {
    let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    guard overflow else { return difference }
    return milliseconds < earlier.milliseconds ? .min : .max
  }

  /// This moment, `interval` milliseconds earlier, or the earliest that can be counted.
  func moved(back interval: Int64) -> Timestamp {
    let (moved, overflow) = milliseconds.subtractingReportingOverflow(interval)
    return Timestamp(milliseconds: overflow ? (interval > 0 ? .min : .max) : moved)
  }
}
