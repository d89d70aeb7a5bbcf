/// How a series resembles itself at each lag, movement slower than `width` taken away.
struct Autocorrelation {
  /// The width of the mean that was taken away, in values.
  let width: Int

  /// The correlation at each lag, from 0 on; NaN where fewer than a quarter of the pairs is known.
  let values: [Double]

  /// The autocorrelations of `grid` at every scale of `widths`; gaps count for nothing, sums are divided by the pairs
  /// that are known.
  static func of(
    _ grid: SeasonGrid, widths: [Int], transform: FourierTransform, pairs: [Double]
  ) -> [Autocorrelation] {
    var movements = widths.map { width in
      var output: [Double] = []
      grid.movement(within: width, into: &output)
      for index in output.indices where output[index].isNaN { output[index] = 0 }
      return output
    }
    if movements.count % 2 == 1 {
      movements.append([Double](repeating: 0, count: grid.values.count))
    }
    var results: [Autocorrelation] = []
    for index in stride(from: 0, to: movements.count, by: 2) {
      let sums = transform.selfProducts(movements[index], movements[index + 1])
      for (offset, sums) in [sums.first, sums.second].enumerated() {
        guard index + offset < widths.count else { break }
        results.append(
          Autocorrelation(
            width: widths[index + offset], values: normalised(sums, pairs: pairs)))
      }
    }
    return results
  }

  /// The numbers of pairs of known values at each lag.
  static func pairs(of grid: SeasonGrid, transform: FourierTransform) -> [Double] {
    let count = grid.values.count
    if grid.known == count { return (0..<count).map { Double(count - $0) } }
    let mask = grid.values.map { $0.isNaN ? 0.0 : 1 }
    let none = [Double](repeating: 0, count: count)
    return transform.selfProducts(mask, none).first.map { $0.rounded() }
  }

  private static func normalised(_ sums: [Double], pairs: [Double]) -> [Double] {
    let variance = sums[0] / max(1, pairs[0])
    guard variance > 0 else { return sums.map { _ in .nan } }
    return sums.indices.map { lag in
      4 * pairs[lag] < Double(sums.count - lag) || pairs[lag] < 4
        ? .nan : sums[lag] / pairs[lag] / variance
    }
  }

  /// How many values in `period` are independent of each other, as far as correlations within half of it tell
  /// (Bartlett 1946).
  func freedom(within period: Double) -> Double {
    var sum = 1.0
    for lag in 1..<max(2, min(values.count, Int(period / 2) + 1)) where !values[lag].isNaN {
      sum += 2 * values[lag] * values[lag]
    }
    return max(1, period / sum)
  }

  /// The lags in `range` at which the series resembles itself more than at both neighbours, the highest `limit` of
  /// them, highest first.
  func peaks(in range: ClosedRange<Int>, limit: Int) -> [Int] {
    var found: [(lag: Int, height: Double)] = []
    for lag in max(2, range.lowerBound)...max(2, range.upperBound) where lag + 1 < values.count {
      let height = values[lag]
      guard height > 0.03, height >= values[lag - 1], height > values[lag + 1] else { continue }
      found.append((lag, height))
    }
    found.sort { left, right in
      left.height == right.height ? left.lag < right.lag : left.height > right.height
    }
    return found.prefix(limit).map(\.lag)
  }

  /// `lag` told more exactly by the peaks near its multiples.
  func refined(_ lag: Int) -> Double {
    var period = vertex(at: lag)
    var multiple = 2
    while multiple <= 64 {
      let middle = Int((period * Double(multiple)).rounded())
      // Half a value a cycle is what the estimate so far may be wrong by.
      let reach = max(1, multiple / 2)
      guard middle + reach + 1 < values.count * 3 / 4 else { break }
      let best = (middle - reach...middle + reach).max { left, right in
        (values[left].isNaN ? -2 : values[left]) < (values[right].isNaN ? -2 : values[right])
      }
      guard let best, values[best] > 0.5 * values[lag] else { break }
      let candidate = vertex(at: best) / Double(multiple)
      guard abs(candidate - period) < 0.6 / Double(multiple) + 0.02 else { break }
      period = candidate
      multiple *= 2
    }
    return period
  }

  /// The summit of the parabola through the correlations round `lag`.
  private func vertex(at lag: Int) -> Double {
    guard lag > 0, lag + 1 < values.count else { return Double(lag) }
    let (left, middle, right) = (values[lag - 1], values[lag], values[lag + 1])
    let curvature = left - 2 * middle + right
    guard curvature < 0 else { return Double(lag) }
    return Double(lag) + min(max((left - right) / 2 / curvature, -0.5), 0.5)
  }
}
