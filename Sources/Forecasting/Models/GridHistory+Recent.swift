import TimeSeries

extension GridHistory {
  /// The values of the newest `count` steps, oldest first, without the gaps before the first known one, and the index of the first of
  /// them on the grid; empty where none is known. O(count); older values are decoded.
  func recent(_ count: Int) -> (values: ArraySlice<Double>, firstIndex: Int64) {
    var values: [Double] = []
    if count <= denseCount {
      values.append(contentsOf: newest(count))
    } else {
      values.reserveCapacity(count)
      appendValues(fromAge: count - 1, count: count, to: &values)
    }
    guard let first = values.firstIndex(where: { !$0.isNaN }) else { return ([], index &+ 1) }
    return (values[first...], index &- Int64(values.count - 1 - first))
  }

  /// The dense values as a series. O(values).
  var series: RegularSeries {
    let values = newest(denseCount)
    let age = Int64(max(0, values.count - 1))
    return RegularSeries(
      start: Timestamp(milliseconds: now.milliseconds - age * step.milliseconds), step: step,
      values: Array(values))
  }
}
