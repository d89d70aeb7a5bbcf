internal import TimeSeries

/// When the newest samples of a file are, for the decision whether it is too old to be kept.
///
/// Samples after now do not count while there are others, or one tick of a clock that ran ahead
/// would keep a file for ever; where there are no others they do, or a clock that starts in 1970
/// would make every file look old.
struct TimeExtent {
  private var past: Timestamp?
  private var future: Timestamp?

  /// The newest sample that counts; the end of time where there is none at all.
  var latest: Timestamp { past ?? future ?? Timestamp(milliseconds: .max) }

  /// Counts a sample at `moment`, seen at `now`.
  mutating func add(_ moment: Timestamp, _ now: Timestamp) {
    if moment <= now {
      past = max(past ?? moment, moment)
    } else {
      future = max(future ?? moment, moment)
    }
  }

  /// Counts the samples of `chunk`, seen at `now`.
  mutating func add(_ chunk: CompressedChunk, _ now: Timestamp) {
    add(chunk.lastTimestamp, now)
    // Some samples of a chunk that begins before now are at most that old.
    if chunk.lastTimestamp > now, chunk.firstTimestamp <= now { add(now, now) }
  }
}
