public import TimeSeries

/// A zone's clock for loops over many moments: the offset is looked up only where it changes.
public struct LocalClock: Sendable {
  /// The zone.
  public let zone: TimeZoneRules
  private var span: OffsetSpan

  /// A clock in `zone`.
  public init(_ zone: TimeZoneRules) {
    self.zone = zone
    span = zone.span(at: 0)
  }

  /// Seconds to add to UTC for local time at `moment`. O(1) as long as the offset stays the same.
  public mutating func offset(at moment: Timestamp) -> Int {
    let second = LocalTime.seconds(of: moment)
    if !span.contains(second) { span = zone.span(at: second) }
    return span.offset
  }

  /// What the clock shows at `moment`, milliseconds cut off.
  public mutating func localTime(at moment: Timestamp) -> LocalTime {
    LocalTime(moment, offset: offset(at: moment))
  }
}
