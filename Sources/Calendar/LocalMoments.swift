public import TimeSeries

/// The moments at which a zone's clocks show a given local time.
public enum LocalMoments: Hashable, Sendable {
  /// Clocks show it once.
  case once(Timestamp)

  /// Clocks never show it, because they are put forward past it at `change`; read with the offset before the
  /// change, as RFC 5545 wants it, it is the moment `shifted`.
  case skipped(change: Timestamp, shifted: Timestamp)

  /// Clocks show it twice, because they are put back.
  case twice(earlier: Timestamp, later: Timestamp)

  /// The moment that RFC 5545 (section 3.3.5) means by such a time: the first of two, and for a skipped time
  /// the one that the offset before the change gives.
  public var moment: Timestamp {
    switch self {
    case .once(let moment): moment
    case .skipped(_, let shifted): shifted
    case .twice(let earlier, _): earlier
    }
  }
}
