internal import TimeSeries

/// A series on the grid that seasons are looked for on: few values, none of them huge, its trend taken away.
struct SeasonGrid {
  /// The values; NaN is a gap.
  var values: [Double]

  /// Steps of the series in one value.
  let factor: Int

  /// Milliseconds in one value.
  let milliseconds: Double

  /// The number of known values.
  let known: Int

  /// The means of `factor` values each of the newest `limit` · `factor` values; nil where too little is known, or
  /// where nothing moves.
  init?(_ series: RegularSeries, factor: Int, limit: Int) {
    let source = series.values
    let count = min(limit, source.count / factor)
    guard count >= 8 else { return nil }
    let first = source.count - count * factor
    var largest = 0.0
    for value in source[first...] where value.isFinite { largest = max(largest, value.magnitude) }
    guard largest > 0 else { return nil }
    var values = [Double](repeating: .nan, count: count)
    var known = 0
    source.withUnsafeBufferPointer { source in
      for index in 0..<count {
        var sum = 0.0
        var number = 0
        for position in first + index * factor..<first + (index + 1) * factor
        where source[position].isFinite {
          // Divided one by one: neither sums nor squares can overflow.
          sum += source[position] / largest
          number += 1
        }
        if number > 0 {
          values[index] = sum / Double(number)
          known += 1
        }
      }
    }
    guard known >= 8, known * 4 >= count else { return nil }
    self.values = values
    self.factor = factor
    self.known = known
    milliseconds = Double(series.step.milliseconds) * Double(factor)
    guard removeTrend() else { return nil }
  }

  /// Takes a straight line away that runs through the medians of eighths (Theil and Sen's slope of them), and makes
  /// the mean size of a movement 1; false where nothing moves.
  private mutating func removeTrend() -> Bool {
    let parts = 8
    var medians: [(at: Double, value: Double)] = []
    for part in 0..<parts {
      let range = part * values.count / parts..<(part + 1) * values.count / parts
      let sorted = values[range].filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { continue }
      medians.append(
        (Double(range.lowerBound + range.upperBound) / 2, sorted[sorted.count / 2]))
    }
    var slopes: [Double] = []
    for (index, right) in medians.enumerated() {
      for left in medians[..<index] {
        slopes.append((right.value - left.value) / (right.at - left.at))
      }
    }
    slopes.sort()
    let slope = slopes.isEmpty ? 0 : slopes[slopes.count / 2]
    let level = medians.map { $0.value - slope * $0.at }.sorted()[medians.count / 2]
    var size = 0.0
    for index in values.indices where !values[index].isNaN {
      values[index] -= level + slope * Double(index)
      size += values[index].magnitude
    }
    size /= Double(known)
    // What is left of a constant after rounding is no movement.
    guard size > 1e-12 else { return false }
    for index in values.indices { values[index] /= size }
    return true
  }

  /// Puts the values less their centred mean over `width` into `output`, extremes bounded, gaps as NaN.
  ///
  /// At both ends the mean of the first and the last full window stands in. Values further out than 4 standard
  /// deviations, as the mean size of the rest suggests them, are drawn in: a burst counts, but not for more.
  func movement(within width: Int, into output: inout [Double]) {
    let count = values.count
    let width = min(max(1, width), count)
    let before = (width - 1) / 2
    if output.count != count { output = [Double](repeating: .nan, count: count) }
    values.withUnsafeBufferPointer { values in
      output.withUnsafeMutableBufferPointer { output in
        var sum = 0.0
        var number = 0.0
        for value in values[0..<width] where !value.isNaN {
          sum += value
          number += 1
        }
        var start = 0
        for index in 0..<count {
          let wanted = min(max(0, index - before), count - width)
          while start < wanted {
            if !values[start].isNaN {
              sum -= values[start]
              number -= 1
            }
            let entering = values[start + width]
            if !entering.isNaN {
              sum += entering
              number += 1
            }
            start += 1
          }
          output[index] = number > 0 ? values[index] - sum / number : .nan
        }
        for _ in 0..<2 { Self.drawIn(output, known: known) }
        // What was drawn in on one side alone must not look like a level that all phases share.
        var mean = 0.0
        for value in output where !value.isNaN { mean += value }
        mean /= Double(known)
        for index in output.indices { output[index] -= mean }
      }
    }
  }

  private static func drawIn(_ values: UnsafeMutableBufferPointer<Double>, known: Int) {
    var size = 0.0
    for value in values where !value.isNaN { size += value.magnitude }
    // The mean size of a normal deviate is 0.8 standard deviations.
    let limit = 5 * size / Double(known)
    for index in values.indices where !values[index].isNaN {
      values[index] = min(max(values[index], -limit), limit)
    }
  }
}
