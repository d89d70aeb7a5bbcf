/// Means and medians that single days cannot move far.
enum RobustMean {
  /// The middle of `values`, NaN left out; NaN where none is known.
  static func median(_ values: some Sequence<Double>) -> Double {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
  }

  /// `values` with the least and the greatest hundredth of them drawn in to the next one, so that a launch of a few hours
  /// does not count for more than a busy hour; NaN stays.
  static func drawnIn(_ values: [Double]) -> [Double] {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return values }
    let cut = (sorted.count + 50) / 100
    let range = sorted[cut]...sorted[sorted.count - 1 - cut]
    return values.map { $0.isNaN ? $0 : min(max($0, range.lowerBound), range.upperBound) }
  }

  /// The mean of the known values; NaN where none is.
  static func mean(_ values: some Sequence<Double>) -> Double {
    var sum = 0.0
    var count = 0.0
    for value in values where !value.isNaN {
      sum += value
      count += 1
    }
    return count > 0 ? sum / count : .nan
  }
}
