/// A recorded trace: one row a moment, one column a signal.
public struct TraceTable: Sendable {
  /// One signal's values.
  public struct Column: Sendable {
    /// The name in the header row.
    public var name: String

    /// A value a row; NaN is a gap.
    public var values: [Double]
  }

  /// When the rows are, in strictly ascending order.
  public var timestamps: [Timestamp] = []

  /// The signals, as the header row lists them; at least one.
  public var columns: [Column] = []

  /// The signal of that name.
  public func column(named name: String) -> Column? {
    columns.first { $0.name == name }
  }

  /// One signal's samples, gaps included, oldest first.
  ///
  /// - Precondition: `column` is an index of `columns`.
  public func samples(ofColumn column: Int) -> [Sample] {
    zip(timestamps, columns[column].values).map(Sample.init(timestamp:value:))
  }

  /// The commonest time between two rows, the shortest of several; nil with fewer than two rows.
  public var usualStep: Duration? {
    var numbers: [Int64: Int] = [:]
    for (earlier, later) in zip(timestamps, timestamps.dropFirst()) {
      numbers[(later - earlier).milliseconds, default: 0] += 1
    }
    return numbers.max { ($0.value, $1.key) < ($1.value, $0.key) }
      .map { .milliseconds($0.key) }
  }
}

/// What is wrong with a trace, and where.
public struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the file, from 1.
  public var line: Int

  /// What was found, and what was expected.
  public var message: String

  /// `line 3: found ..., expected ...`
  public var description: String { "line \(line): \(message)" }
}
