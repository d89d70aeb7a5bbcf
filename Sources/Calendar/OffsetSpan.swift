/// A stretch of time in which a zone's distance from UTC stays the same.
struct OffsetSpan: Hashable, Sendable {
  /// The first second of the stretch since the Unix epoch; `Int64.min` where it has no beginning.
  var start: Int64

  /// The first second after the stretch; `Int64.max` where it has no end.
  var end: Int64

  /// Seconds to add to UTC for local time.
  var offset: Int

  func contains(_ second: Int64) -> Bool { start <= second && second < end }
}
