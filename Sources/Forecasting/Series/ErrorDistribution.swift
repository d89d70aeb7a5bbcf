import Glibc

/// Where the next error lies, judged by the past ones: conformal ranks inside their reach, a fitted tail outside.
///
/// Of n exchangeable errors and one more, the next is at most the r-th smallest with probability r / (n + 1) or more (Vovk et al., *Algorithmic
/// Learning in a Random World*, 2005). Levels above n / (n + 1) lie beyond every error seen; there a generalized Pareto tail, fitted by
/// L-moments to the largest tenth (Hosking and Wallis 1987), continues from the largest error. Levels below 1 / (n + 1) mirror that.
///
/// Few errors say little: where a model knows how its errors were spread as it learnt, both are blended (`ErrorShape`).
struct ErrorDistribution: Sendable {
  /// The errors, smallest first, all finite.
  let sorted: [Float]

  /// What was known of errors before, and how much it weighs beside them, 0 to 1.
  var prior: (shape: ErrorShape, weight: Double)?

  init(sorted: [Float], prior: (shape: ErrorShape, weight: Double)? = nil) {
    self.sorted = sorted
    self.prior = prior
  }

  var count: Int { sorted.count }

  /// The next error has so many places among the past ones.
  private var places: Double { Double(count + 1) }

  /// A rank that should be whole may miss it by rounding; without slack that would cost a place.
  private var slack: Double { 1e-9 * places }

  /// Whether `level` asks for more than the errors can tell by themselves.
  func isBeyondReach(_ level: Double) -> Bool {
    let nearest = 1 - slack
    return level * places < nearest || (1 - level) * places < nearest
  }

  /// The error that the next one exceeds with probability 1 - `level`; nil without errors or where `level` is not above
  /// 0 and below 1. Never falls as `level` rises. O(1) within reach, O(n / 10) outside.
  func quantile(_ level: Double) -> Double? {
    guard let own = rank(level) else { return nil }
    guard let prior else { return own }
    let inner = ErrorShape.reach(level)
    guard let known = inner == level ? own : rank(inner) else { return own }
    return own + prior.weight * (prior.shape.quantile(inner) - known)
  }

  /// The quantile by the errors alone.
  private func rank(_ level: Double) -> Double? {
    guard level > 0, level < 1, count > 0 else { return nil }
    let rank = level * places
    if rank > Double(count) + slack {
      let tail = Tail(of: sorted.reversed(), sign: 1)
      return Double(sorted[count - 1]) + tail.excess(beyond: (1 - level) * places)
    }
    if rank < 1 - slack {
      let tail = Tail(of: sorted, sign: -1)
      return Double(sorted[0]) - tail.excess(beyond: rank)
    }
    // Away from the median on both sides, so that an interval errs towards width; the median itself is in the middle.
    let above = min(count, max(1, Int((rank - slack).rounded(.up))))
    let below = min(count, max(1, Int((rank + slack).rounded(.down))))
    if level > 0.5 { return Double(sorted[above - 1]) }
    if level < 0.5 { return Double(sorted[below - 1]) }
    return (Double(sorted[above - 1]) + Double(sorted[below - 1])) / 2
  }

  /// The probability that the next error is above `error`; nil without errors. The inverse of `quantile`.
  func exceedance(of error: Double) -> Double? {
    guard count > 0, !error.isNaN else { return nil }
    if prior != nil { return blendedExceedance(of: error) }
    let largest = Double(sorted[count - 1])
    if error > largest {
      return Tail(of: sorted.reversed(), sign: 1).share(beyond: error - largest) / places
    }
    let smallest = Double(sorted[0])
    if error < smallest {
      return 1 - Tail(of: sorted, sign: -1).share(beyond: smallest - error) / places
    }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if Double(sorted[middle]) <= error { low = middle + 1 } else { high = middle }
    }
    return min(1, Double(count - low + 1) / places)
  }
}

extension ErrorDistribution {
  /// Searches the level whose quantile is `error`, on log-odds, to a relative 1e-9 or so. O(1) times 64.
  private func blendedExceedance(of error: Double) -> Double? {
    var low = -40.0
    var high = 40.0
    for _ in 0..<64 {
      let middle = (low + high) / 2
      let level = 1 / (1 + exp(-middle))
      guard level > 0, level < 1, let value = quantile(level) else {
        if middle > 0 { high = middle } else { low = middle }
        continue
      }
      if value <= error { low = middle } else { high = middle }
    }
    return 1 / (1 + exp(low))
  }
}

/// A generalized Pareto tail beyond the most extreme of some errors.
private struct Tail {
  /// 0 for an exponential tail, more for a heavier one.
  let shape: Double
  let scale: Double

  /// The tail of `errors`, most extreme first, times `sign`.
  init(of errors: some RandomAccessCollection<Float>, sign: Double) {
    // Few errors tell nothing of a shape: then an exponential tail of the whole upper half, no thinner than the mean error is large.
    let few = errors.count < 100
    let exceedances = few ? errors.count / 2 : errors.count / 10
    let threshold = errors.dropFirst(exceedances).first ?? 0
    var mean = 0.0
    var weighted = 0.0
    for (index, error) in errors.prefix(exceedances).enumerated() {
      let excess = sign * (Double(error) - Double(threshold))
      mean += excess
      // Plotting position of the probability of being exceeded (Hosking and Wallis).
      weighted += excess * (Double(index) + 0.65) / Double(exceedances)
    }
    mean /= Double(max(1, exceedances))
    weighted /= Double(max(1, exceedances))
    if few {
      var size = 0.0
      for error in errors { size += abs(Double(error)) }
      shape = 0
      scale = max(mean, size / Double(max(1, errors.count)))
      return
    }
    guard mean > 0, mean > 2 * weighted else {
      shape = 0
      scale = max(0, mean)
      return
    }
    // A shape of half or more has no variance; so heavy a tail is not believed on so few errors.
    shape = min(0.5, max(0, 2 - mean / (mean - 2 * weighted)))
    // The scale grows with the distance from the threshold; here it is that at the most extreme error.
    let reach = sign * (Double(errors.first ?? 0) - Double(threshold))
    scale = mean * (1 - shape) + shape * max(0, reach)
  }

  /// How far beyond the most extreme error lies what only the share `share` (0 ... 1) of those beyond it exceeds.
  func excess(beyond share: Double) -> Double {
    let share = max(share, .leastNormalMagnitude)
    if shape < 1e-6 { return -scale * log(share) }
    return scale / shape * (pow(share, -shape) - 1)
  }

  /// The share, among what lies beyond the most extreme error, that lies `excess` or more beyond it.
  func share(beyond excess: Double) -> Double {
    guard scale > 0 else { return 0 }
    if shape < 1e-6 { return exp(-excess / scale) }
    return pow(1 + shape * excess / scale, -1 / shape)
  }
}
