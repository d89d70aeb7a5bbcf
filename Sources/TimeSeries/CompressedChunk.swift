/// A run of samples that will not change any more, in the bytes that go to disk.
public struct CompressedChunk: Hashable, Sendable {
  /// The most samples that one chunk holds.
  public static let maximumCount = ChunkFormat.maximumCount

  /// The samples, compressed; they say everything about themselves.
  public let bytes: [UInt8]

  /// The number of samples, gaps included; at least one.
  public let count: Int

  /// When the oldest sample is.
  public let firstTimestamp: Timestamp

  /// When the newest sample is.
  public let lastTimestamp: Timestamp

  /// The chunk that `bytes` hold; nil unless they are exactly one whole chunk whose samples
  /// are in ascending order and finite or gaps. Safe with any bytes. O(samples).
  public init?(bytes: [UInt8]) {
    let found = bytes.withUnsafeBytes { memory -> (count: Int, first: Int64, last: Int64)? in
      guard let decoder = ChunkDecoder(memory) else { return nil }
      return decoder.withSamples { times, values, isWhole in
        guard isWhole else { return nil }
        for index in 1..<max(times.count, 1) where times[index] <= times[index - 1] { return nil }
        for pattern in values where !Self.isStorable(pattern) { return nil }
        return (times.count, times[0], times[times.count - 1])
      }
    }
    guard let found else { return nil }
    self.init(trusted: bytes, count: found.count, first: found.first, last: found.last)
  }

  /// The samples `samples`, 1 to `maximumCount` in strictly ascending order; nil otherwise. A value
  /// that is not finite is a gap.
  public init?(_ samples: [Sample]) {
    guard let first = samples.first, let last = samples.last, samples.count <= Self.maximumCount,
      zip(samples, samples.dropFirst()).allSatisfy({ $0.timestamp < $1.timestamp })
    else { return nil }
    let times = samples.map(\.timestamp.milliseconds)
    let bytes = times.withUnsafeBufferPointer { times in
      samples.map(\.value).withUnsafeBufferPointer { ChunkFormat.encode(.listed(times), $0) }
    }
    self.init(
      trusted: bytes, count: samples.count, first: first.timestamp.milliseconds,
      last: last.timestamp.milliseconds)
  }

  /// The chunk in bytes that are known to be one.
  init(trusted bytes: [UInt8], count: Int, first: Int64, last: Int64) {
    self.bytes = bytes
    self.count = count
    firstTimestamp = Timestamp(milliseconds: first)
    lastTimestamp = Timestamp(milliseconds: last)
  }

  /// The samples, oldest first. O(samples).
  public var samples: [Sample] {
    bytes.withUnsafeBytes { memory in
      ChunkDecoder(memory)?.withSamples { times, values, _ in
        (0..<times.count).map { index in
          Sample(
            timestamp: Timestamp(milliseconds: times[index]),
            value: Double(bitPattern: UInt64(bitPattern: values[index])))
        }
      } ?? []
    }
  }

  /// Finite, or the one NaN that marks gaps.
  private static func isStorable(_ pattern: Int64) -> Bool {
    let bits = UInt64(bitPattern: pattern)
    return Double(bitPattern: bits).isFinite || bits == Double.nan.bitPattern
  }
}

extension ChunkDecoder {
  /// Calls `body` with the time stamps in milliseconds, the values' bit patterns, and whether the
  /// bytes ended where they should; the memory is gone afterwards.
  @inline(__always)
  func withSamples<Result>(
    _ body: (
      _ times: UnsafeMutableBufferPointer<Int64>, _ values: UnsafeMutableBufferPointer<Int64>,
      _ isWhole: Bool
    ) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * count) { scratch in
      let times = UnsafeMutableBufferPointer(rebasing: scratch[..<count])
      let values = UnsafeMutableBufferPointer(rebasing: scratch[count..<(2 * count)])
      let isWhole = decode(times: times.baseAddress!, values: values.baseAddress!)
      return body(times, values, isWhole)
    }
  }
}
