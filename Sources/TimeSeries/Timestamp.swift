/// A moment, in milliseconds since the Unix epoch, as Prometheus counts time.
public struct Timestamp: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public var milliseconds: Int64

  /// The moment `milliseconds` after the Unix epoch.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The moment `seconds` after the Unix epoch, rounded to the millisecond; what does not fit
  /// becomes the nearest moment that does, NaN the epoch itself.
  public init(seconds: Double) {
    let scaled = (seconds * 1000).rounded()
    if scaled.isNaN {
      milliseconds = 0
    } else {
      milliseconds = Int64(exactly: scaled) ?? (scaled < 0 ? .min : .max)
    }
  }

  /// Seconds since the Unix epoch.
  public var seconds: Double { Double(milliseconds) / 1000 }

  /// The latest multiple of `step` since the epoch that is not after this moment; the moment itself
  /// where `step` is below a millisecond.
  public func aligned(to step: Duration) -> Timestamp {
    let length = step.milliseconds
    guard length > 0 else { return self }
    let remainder = milliseconds % length
    return Timestamp(
      milliseconds: milliseconds.saturatingSubtract(remainder < 0 ? remainder + length : remainder))
  }

  /// The earliest multiple of `step` since the epoch that is not before this moment; the moment
  /// itself where `step` is below a millisecond.
  public func alignedUp(to step: Duration) -> Timestamp {
    let down = aligned(to: step)
    return down < self ? down + step : down
  }
}

extension Timestamp: Comparable {
  /// Whether `left` is earlier.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

extension Timestamp {
  /// The moment `right` after `left`, at most the last one that can be told.
  public static func + (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(milliseconds: left.milliseconds.saturatingAdd(right.milliseconds))
  }

  /// The moment `right` before `left`, at least the first one that can be told.
  public static func - (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(milliseconds: left.milliseconds.saturatingSubtract(right.milliseconds))
  }

  /// The time from `right` to `left`, at most 292 million years.
  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    .milliseconds(left.milliseconds.saturatingSubtract(right.milliseconds))
  }
}

extension Int64 {
  /// The sum, or the nearest number that fits.
  func saturatingAdd(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference, or the nearest number that fits.
  func saturatingSubtract(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }

  /// The product, or the nearest number that fits.
  func saturatingMultiply(_ other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}
