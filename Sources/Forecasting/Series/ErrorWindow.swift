/// The last errors of a forecast, each divided by the size of error that was expected, kept in order of arrival and of
/// size at once.
///
/// 8 bytes an error. Float is exact enough: an error's seventh digit moves no interval.
struct ErrorWindow: Sendable {
  /// The largest number of errors kept.
  let capacity: Int

  private var arrivals: [Float] = []
  private var oldest = 0

  /// The errors, smallest first.
  private(set) var sorted: [Float] = []

  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  var count: Int { sorted.count }

  /// Adds an error and drops the oldest where there are too many; what is not finite is ignored. O(capacity) moves of
  /// memory, O(log capacity) comparisons.
  mutating func append(_ error: Float) {
    guard error.isFinite else { return }
    if arrivals.count < capacity {
      arrivals.append(error)
    } else {
      sorted.remove(at: position(of: arrivals[oldest]))
      arrivals[oldest] = error
      oldest = (oldest + 1) % capacity
    }
    sorted.insert(error, at: position(of: error))
  }

  /// The first place in `sorted` whose error is not below `error`.
  private func position(of error: Float) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < error { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The bytes that the errors take.
  var byteCount: Int { (arrivals.capacity + sorted.capacity) * MemoryLayout<Float>.stride }
}
