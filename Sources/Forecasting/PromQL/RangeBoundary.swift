public import TimeSeries

/// Which samples a PromQL range selector `[range]` takes at its left end.
public enum RangeBoundary: Hashable, Sendable {
  /// (t - range, t]: a sample exactly `range` old is out. Prometheus 3.0 and later.
  case leftOpen

  /// [t - range, t]: a sample exactly `range` old is in. Prometheus before 3.0, Debian's 2.42 among them.
  case leftClosed

  /// The known ones among `samples` (oldest first) that a range selector of length `range` takes at `evaluationTime`.
  ///
  /// A gap (NaN) is no sample to PromQL: it stands for a stale or missing one. O(log n + result).
  public func select(
    from samples: some RandomAccessCollection<Sample>, evaluationTime: Timestamp, range: Duration
  ) -> [Sample] {
    let (start, overflow) = evaluationTime.milliseconds.subtractingReportingOverflow(
      range.milliseconds)
    let oldest = Timestamp(milliseconds: overflow ? .min : start)
    let lower = samples.partitioningIndex { sample in
      switch self {
      case .leftOpen: sample.timestamp > oldest
      case .leftClosed: sample.timestamp >= oldest
      }
    }
    let upper = samples.partitioningIndex { $0.timestamp > evaluationTime }
    guard lower < upper else { return [] }
    return samples[lower..<upper].filter(\.isKnown)
  }
}

extension RandomAccessCollection {
  /// The first index from which on `belongs` holds, in a collection where it holds for no element before that. O(log n).
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Index {
    var start = startIndex
    var length = count
    while length > 0 {
      let half = length / 2
      let middle = index(start, offsetBy: half)
      if belongs(self[middle]) {
        length = half
      } else {
        start = index(after: middle)
        length -= half + 1
      }
    }
    return start
  }
}
