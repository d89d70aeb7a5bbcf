/// Seasonal terms by classical decomposition: the mean difference (or ratio) of each phase to the centred moving average over a season,
/// shifted to a mean of 0 (scaled to a mean of 1). Macaulay 1931; Hyndman and Athanasopoulos, *Forecasting: Principles and
/// Practice*, "classical decomposition".
struct SeasonalTerms: Sendable {
  /// The terms, one a node.
  let terms: [Double]

  /// Whether values are divided by their term; else it is subtracted.
  let isMultiplicative: Bool

  /// The terms of `sample`, which has one value a node; nil where a phase has no known value beside a known moving average, or a
  /// multiplicative term is not positive. An average is known where half of its values or more are. O(values).
  init?(of sample: SmoothingSample, isMultiplicative: Bool) {
    let nodes = sample.nodes
    let values = sample.values
    guard nodes >= 2, values.count >= 2 * nodes else { return nil }
    var sums = [Double](repeating: 0, count: nodes)
    var counts = [Double](repeating: 0, count: nodes)
    // An even season has no middle: its outermost two values count half each.
    let half = nodes / 2
    let isEven = nodes.isMultiple(of: 2)
    var window = MovingSum()
    for value in values[0..<min(values.count, 2 * half + 1)] { window.add(value) }
    for centre in half..<(values.count - half) {
      if centre > half {
        window.add(values[centre + half])
        window.remove(values[centre - half - 1])
      }
      var trimmed = window
      if isEven {
        trimmed.halve(values[centre - half])
        trimmed.halve(values[centre + half])
      }
      let value = values[centre]
      guard !value.isNaN, 2 * trimmed.weight >= Double(nodes) else { continue }
      let average = trimmed.sum / trimmed.weight
      let relation = isMultiplicative ? value / average : value - average
      guard relation.isFinite else { continue }
      let node = Int(sample.places[centre].first)
      sums[node] += relation
      counts[node] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    for node in 0..<nodes { sums[node] /= counts[node] }
    let mean = sums.reduce(0, +) / Double(nodes)
    guard mean.isFinite, !isMultiplicative || mean > 0 else { return nil }
    for node in 0..<nodes { sums[node] = isMultiplicative ? sums[node] / mean : sums[node] - mean }
    guard !isMultiplicative || sums.allSatisfy({ $0 > 0 }) else { return nil }
    terms = sums
    self.isMultiplicative = isMultiplicative
  }

  /// The term at `place`.
  func term(at place: SeasonalPhases.Place) -> Double {
    let first = terms[Int(place.first)]
    return place.share == 0
      ? first : first + place.share * (terms[Int(place.second)] - first)
  }

  /// Takes the season out of `value`, which lies at `place`.
  func removed(from value: Double, at place: SeasonalPhases.Place) -> Double {
    isMultiplicative ? value / term(at: place) : value - term(at: place)
  }

  /// Puts the season into `value`, which lies at `place`.
  func added(to value: Double, at place: SeasonalPhases.Place) -> Double {
    isMultiplicative ? value * term(at: place) : value + term(at: place)
  }

  /// Takes the season out of `values`, which lie at `places`.
  func remove(from values: inout [Double], at places: [SeasonalPhases.Place]) {
    for index in values.indices { values[index] = removed(from: values[index], at: places[index]) }
  }

  /// Whether the season of `sample`, which has one value a node, is beyond chance at 90 %: the autocorrelation a season apart
  /// against its standard error from all shorter lags (Fiorucci et al. 2016, section 3; the M4 benchmarks). O(values · nodes).
  static func isSeasonal(_ sample: SmoothingSample) -> Bool {
    let values = sample.values
    let nodes = sample.nodes
    guard nodes >= 2, values.count >= 2 * nodes + 1 else { return false }
    var known = 0.0
    var mean = 0.0
    for value in values where !value.isNaN {
      known += 1
      mean += (value - mean) / known
    }
    // A gap becomes the mean: it adds nothing to any product.
    let centred = values.map { $0.isNaN ? 0 : $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    guard variance.isFinite, variance > 1e-18 * mean * mean * known, variance > 0 else {
      return false
    }
    var squares = 0.0
    var correlation = 0.0
    centred.withUnsafeBufferPointer { centred in
      for lag in 1...nodes {
        var product = 0.0
        for index in lag..<centred.count { product += centred[index] * centred[index - lag] }
        correlation = product / variance
        if lag < nodes { squares += correlation * correlation }
      }
    }
    return abs(correlation) > 1.645 * ((1 + 2 * squares) / known).squareRoot()
  }
}

/// A sum over a window that moves, gaps left out.
private struct MovingSum {
  var sum = 0.0
  var weight = 0.0

  mutating func add(_ value: Double) {
    guard !value.isNaN else { return }
    sum += value
    weight += 1
  }

  mutating func remove(_ value: Double) {
    guard !value.isNaN else { return }
    sum -= value
    weight -= 1
  }

  mutating func halve(_ value: Double) {
    guard !value.isNaN else { return }
    sum -= 0.5 * value
    weight -= 0.5
  }
}
