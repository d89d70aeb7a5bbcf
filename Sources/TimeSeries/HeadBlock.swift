/// The newest samples of a series, not yet compressed.
///
/// While they are at equal steps, as a polled signal's are, only values are kept.
struct HeadBlock: Sendable {
  private(set) var values: [Double] = []
  private var times: [Int64] = []
  private var start: Int64 = 0
  private var step: Int64 = 0

  var count: Int { values.count }

  /// Bytes allocated.
  var byteCount: Int {
    values.capacity * MemoryLayout<Double>.stride + times.capacity * MemoryLayout<Int64>.stride
  }

  /// When sample `index` is.
  @inline(__always)
  func time(_ index: Int) -> Int64 {
    times.isEmpty ? start &+ Int64(index) &* step : times[index]
  }

  /// Adds a sample later than all others.
  @inline(__always)
  mutating func append(_ time: Int64, _ value: Double) {
    if times.isEmpty {
      let count = values.count
      if count == 0 {
        start = time
        step = 0
      } else if count == 1 {
        let (distance, overflow) = time.subtractingReportingOverflow(start)
        if overflow { list(adding: time) } else { step = distance }
      } else if time != start &+ Int64(count) &* step {
        list(adding: time)
      }
    } else {
      times.append(time)
    }
    values.append(value)
  }

  /// Goes over to listed time stamps.
  private mutating func list(adding time: Int64) {
    times.reserveCapacity(max(values.capacity, values.count + 1))
    for index in values.indices { times.append(start &+ Int64(index) &* step) }
    times.append(time)
  }

  /// All samples as a chunk; there is at least one.
  func encoded() -> [UInt8] {
    values.withUnsafeBufferPointer { values in
      guard !times.isEmpty else {
        return ChunkFormat.encode(.regular(start: start, step: step), values)
      }
      return times.withUnsafeBufferPointer { ChunkFormat.encode(.listed($0), values) }
    }
  }

  /// Forgets all samples, but not how much room they took.
  mutating func removeAll() {
    values.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
  }

  /// The number of samples that are before `time`. O(log count).
  func countBefore(_ time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self.time(middle) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
