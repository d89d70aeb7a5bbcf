/// A moment, in milliseconds since the Unix epoch, as Prometheus counts time.
public struct Timestamp: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public var milliseconds: Int64

  /// The moment `milliseconds` after the Unix epoch.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The moment `seconds` after the Unix epoch, rounded to the millisecond; what does not fit
  /// (NaN included) becomes the nearest moment that does, NaN the epoch itself.
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
      milliseconds: milliseconds - (remainder < 0 ? remainder + length : remainder))
  }
}

extension Timestamp: Comparable {
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

extension Timestamp {
  public static func + (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(milliseconds: left.milliseconds + right.milliseconds)
  }

  public static func - (left: Timestamp, right: Duration) -> Timestamp {
    Timestamp(milliseconds: left.milliseconds - right.milliseconds)
  }

  public static func - (left: Timestamp, right: Timestamp) -> Duration {
    .milliseconds(left.milliseconds - right.milliseconds)
  }
}
