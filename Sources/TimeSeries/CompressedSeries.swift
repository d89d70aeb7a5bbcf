/// The samples of one signal, in time order, compressed in memory.
///
/// Values come back bit for bit as they went in. A sample whose value is NaN marks a gap and stays one.
public struct CompressedSeries: Sendable {
  private var samples: [Sample] = []

  /// An empty series.
  public init() {}

  /// The number of samples, gaps included.
  public var count: Int { samples.count }

  /// The oldest sample that is kept.
  public var first: Sample? { samples.first }

  /// The newest sample.
  public var last: Sample? { samples.last }

  /// The memory that the samples take, in bytes.
  public var byteCount: Int { samples.count * MemoryLayout<Sample>.stride }

  /// Adds the newest sample; an infinity is kept as a gap (NaN). Amortized O(1).
  ///
  /// - Returns: false, and changes nothing, where `sample` is not later than the last one.
  @discardableResult
  public mutating func append(_ sample: Sample) -> Bool {
    if let last, sample.timestamp <= last.timestamp { return false }
    samples.append(sample)
    return true
  }

  /// The samples from `from` to `through`, both included, gaps included, oldest first.
  /// O(log chunks + samples decoded).
  public func samples(from: Timestamp, through: Timestamp) -> [Sample] {
    samples.filter { $0.timestamp >= from && $0.timestamp <= through }
  }

  /// The values at `start`, `start + step`, ...: for each grid moment t the newest sample in (t - step, t], NaN where
  /// there is none or where it is a gap. Appends `count` values to `output`.
  public func appendGrid(
    from start: Timestamp, step: Duration, count: Int, to output: inout [Double]
  ) {
    for index in 0..<count {
      let moment = Timestamp(
        milliseconds: start.milliseconds + Int64(index) * step.milliseconds)
      let found = samples.last { $0.timestamp <= moment && $0.timestamp > moment - step }
      output.append(found?.value ?? .nan)
    }
  }

  /// Drops samples older than `moment`, whole chunks at a time: some older samples may stay.
  public mutating func trim(before moment: Timestamp) {
    samples.removeAll { $0.timestamp < moment }
  }
}
