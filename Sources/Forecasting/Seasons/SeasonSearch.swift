/// The search for the strongest season of a grid, again and again as seasons are taken away.
struct SeasonSearch {
  private let transform: FourierTransform
  private let pairs: [Double]
  private let widths: [Int]
  /// The longest period, in values, that is proposed by the autocorrelation.
  private let longest: Int
  private let likely: [Double]
  private let day: Double
  /// What was taken away already.
  private var taken: [SeasonScore] = []
  private var scratch: [Double] = []

  /// - Parameters:
  ///   - grid: The grid, of which nothing is taken away yet.
  ///   - transform: A transform of at least twice its length.
  ///   - longest: The longest period, in values, that is proposed.
  init(_ grid: SeasonGrid, transform: FourierTransform, longest: Int?) {
    let count = grid.values.count
    self.transform = transform
    pairs = Autocorrelation.pairs(of: grid, transform: transform)
    self.longest = longest ?? count / 3
    var widths = [12]
    while widths[widths.count - 1] < self.longest { widths.append(widths[widths.count - 1] * 4) }
    self.widths = widths.map { min($0, count) }
    day = 86_400_000 / grid.milliseconds
    likely = SeasonDetector.likely.map { $0 / grid.milliseconds }.filter {
      $0 >= 4 && $0 <= (longest.map { Double($0) } ?? (Double(count) + 1) / 2)
    }
  }

  /// Takes the season of `score` away from `grid`, and leaves its period out from now on.
  mutating func take(_ score: SeasonScore, from grid: inout SeasonGrid) {
    taken.append(score)
    score.remove(from: &grid)
    // Of spikes, which are drawn in before their mean is taken, something is left at first.
    for _ in 0..<2 {
      let rest = SeasonScore(period: score.period, on: grid, freedom: 1, scratch: &scratch)
      guard let rest, rest.explained > 0.001 * score.explained else { break }
      rest.remove(from: &grid)
    }
  }

  /// The strongest season of `grid` that is sure; nil where there is none.
  mutating func strongest(in grid: SeasonGrid) -> SeasonScore? {
    let correlations = Autocorrelation.of(
      grid, widths: widths, transform: transform, pairs: pairs)
    var periods: [(period: Double, scale: Int)] = []
    for (scale, correlation) in correlations.enumerated() {
      let lower = scale == 0 ? 3 : widths[scale - 1] + 1
      let upper = min(widths[scale], longest)
      guard lower <= upper else { continue }
      for lag in correlation.peaks(in: lower...upper, limit: 4) {
        periods.append((rounded(correlation.refined(lag), grid), scale))
      }
    }
    for period in likely {
      let scale = widths.firstIndex { Double($0) >= period } ?? widths.count - 1
      periods.append((period, scale))
    }
    var scores: [SeasonScore] = []
    for (period, scale) in periods {
      let isScored = scores.contains { abs($0.period / period - 1) < 0.002 }
      guard !isScored, let score = score(period, correlations[scale], grid), isSure(score) else {
        continue
      }
      scores.append(score)
    }
    guard let best = scores.max(by: { $0.explained < $1.explained }) else { return nil }
    let shorter = scores.filter {
      Self.isMultiple(best.period, of: $0.span)
        && $0.explained >= enough($0.period, best.period) * best.explained
    }
    let shortest = shorter.min { $0.period < $1.period } ?? best
    let chosen = divisor(of: shortest, correlations, grid) ?? shortest
    // An hour, a day or a week is meant where one explains about the same.
    return scores.first { score in
      likely.contains(score.period) && Self.isSame(score, chosen)
        && score.explained >= Self.most * chosen.explained
    } ?? chosen
  }

  /// The share of what a season explains that a divisor of it must explain to go before it: less for a day in a week.
  private func enough(_ divisor: Double, _ period: Double) -> Double {
    likely.contains(divisor) && likely.contains(period) ? 0.2 : Self.most
  }

  /// What counts as most of what another season explains.
  private static let most = 0.6

  /// Whether two periods cannot be told apart: over all cycles they part by less than half of one.
  private static func isSame(_ left: SeasonScore, _ right: SeasonScore) -> Bool {
    abs(left.period / right.period - 1) < max(0.02, 0.5 / left.cycles)
  }

  private static func isMultiple(_ long: Double, of short: Double) -> Bool {
    let ratio = long / short
    return ratio > 1.5 && abs(ratio - ratio.rounded()) < 0.01 * ratio
  }

  /// The shortest period that goes into that of `best` and explains most of what it explains.
  private mutating func divisor(
    of best: SeasonScore, _ correlations: [Autocorrelation], _ grid: SeasonGrid
  ) -> SeasonScore? {
    let parts = min(14, Int(best.period / 3))
    guard parts >= 2 else { return nil }
    for part in stride(from: parts, through: 2, by: -1) {
      let period = rounded(best.period / Double(part), grid)
      guard abs(period * Double(part) / best.period - 1) < 0.01 else { continue }
      let scale = widths.firstIndex { Double($0) >= period } ?? widths.count - 1
      guard let score = score(period, correlations[scale], grid), isSure(score),
        Self.isMultiple(best.period, of: score.span),
        score.explained >= enough(period, best.period) * best.explained
      else { continue }
      return score
    }
    return nil
  }

  private mutating func score(
    _ period: Double, _ correlation: Autocorrelation, _ grid: SeasonGrid
  ) -> SeasonScore? {
    SeasonScore(
      period: period, on: grid, freedom: correlation.freedom(within: period), scratch: &scratch)
  }

  /// Whether `score` is more than chance, and more than a trifle.
  private func isSure(_ score: SeasonScore) -> Bool {
    for earlier in taken {
      if Self.isSame(score, earlier) { return false }
      // What removing a season leaves of it, its extremes drawn in, shows at its multiples and divisors.
      let isRelated =
        Self.isMultiple(score.period, of: earlier.period)
        || Self.isMultiple(earlier.period, of: score.period)
      let least = !isRelated ? 0.002 : likely.contains(score.period) ? 0.05 : 0.2
      if score.explained < least * earlier.explained { return false }
    }
    // A share that chance hardly ever reaches makes up for few cycles.
    return likely.contains(score.period) && score.period >= day
      ? score.share > 0.05 && score.deviations > (score.share > 0.8 ? 2.4 : 3.2)
        && score.cycles > 1.4
      : score.share > 0.1 && score.deviations > (score.share > 0.8 ? 3 : 4.3)
        && score.cycles > 2.4
  }

  /// The round time that a period stands for: one within half a value, or within half a percent.
  private func rounded(_ period: Double, _ grid: SeasonGrid) -> Double {
    for milliseconds in SeasonDetector.round {
      let round = milliseconds / grid.milliseconds
      guard round >= 2 else { continue }
      if abs(period - round) <= max(0.005 * round, min(0.3, 0.02 * round)) { return round }
    }
    let whole = period.rounded()
    return abs(period - whole) < 0.05 ? whole : period
  }
}
