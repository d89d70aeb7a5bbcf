internal import Glibc

/// What a period explains of a grid.
struct SeasonScore {
  /// The period in values, perhaps a fraction.
  let period: Double

  /// The share of variance that values have in common with the same phase of other cycles; negative where they have
  /// nothing in common. It estimates what a profile would explain of a cycle that it has not seen.
  let share: Double

  /// The variance that is explained, in units of the grid.
  let explained: Double

  /// The number of cycles that the known values fill.
  let cycles: Double

  /// `share` in standard deviations of what a series without the period would show by chance.
  let deviations: Double

  /// The length of the profile in values: `period`, or a few of it where a fraction is in it.
  let span: Double

  /// The phases from one value to the next.
  private let step: Double

  /// The mean of each phase, movement slower than the period taken away; NaN where a phase is not known.
  let profile: [Double]

  /// Scores `period` on `grid`.
  ///
  /// With y the movement within one period, S the sum of y over the c cycles of a phase, the share is the mean of
  /// products of different cycles, Σ (S² - Σ y²) / Σ c (c - 1), over the mean of y²: the intraclass correlation.
  init?(period: Double, on grid: SeasonGrid, freedom: Double, scratch: inout [Double]) {
    guard period >= 2, period <= Double(grid.values.count) else { return nil }
    let turns = Self.turns(of: period, in: grid)
    let width = Int((period * turns).rounded())
    grid.movement(within: max(2, Int(period.rounded())), into: &scratch)
    var sums = [Double](repeating: 0, count: width)
    var squares = [Double](repeating: 0, count: width)
    var counts = [Double](repeating: 0, count: width)
    var phase = 0.0
    let step = Double(width) / (period * turns)
    let length = Double(width)
    for value in scratch {
      let index = min(Int(phase), width - 1)
      if !value.isNaN {
        sums[index] += value
        squares[index] += value * value
        counts[index] += 1
      }
      phase += step
      if phase >= length { phase -= length }
    }
    var products = 0.0
    var pairs = 0.0
    var variance = 0.0
    var known = 0.0
    for index in 0..<width where counts[index] > 0 {
      variance += squares[index]
      known += counts[index]
      guard counts[index] > 1 else { continue }
      products += sums[index] * sums[index] - squares[index]
      pairs += counts[index] * (counts[index] - 1)
    }
    guard pairs > 0, known > 0, variance > 0, 4 * pairs > length else { return nil }
    // A phase that only each third cycle meets has a third of the cycles, and there are three times as many.
    variance /= known
    self.period = period
    self.step = step
    span = period * turns
    share = products / pairs / variance
    explained = products / pairs
    cycles = known / period
    deviations = Self.deviations(
      share: share, cycles: max(1.2, cycles / turns), freedom: freedom * turns)
    profile = zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
  }

  /// How many cycles a profile spans: so many that a fraction of a value in the period comes close to a whole, as far
  /// as there are cycles for it.
  private static func turns(of period: Double, in grid: SeasonGrid) -> Double {
    let cycles = Double(grid.known) / period
    var best = (turns: 1.0, distance: abs(period - period.rounded()))
    for turns in 2...8 where cycles >= 6 * Double(turns) && best.distance > 0.05 {
      let length = period * Double(turns)
      // The error is spread over the cycles that the profile spans.
      let distance = abs(length - length.rounded()) / Double(turns)
      if distance < 0.5 * best.distance { best = (Double(turns), distance) }
    }
    return best.turns
  }

  /// How unlikely a share is by chance, as a normal deviate: the variance between phases over that within them is F
  /// distributed (Paulson 1942 has the approximation).
  private static func deviations(share: Double, cycles: Double, freedom: Double) -> Double {
    guard share > 0 else { return 0 }
    let ratio = (1 + (cycles - 1) * share) / max(1e-9, 1 - share)
    let root = cbrt(ratio)
    let between = 2 / (9 * freedom)
    let within = 2 / (9 * freedom * (cycles - 1))
    return (root * (1 - within) - (1 - between)) / (between + root * root * within).squareRoot()
  }

  /// Takes the profile away from `grid`.
  func remove(from grid: inout SeasonGrid) {
    let width = profile.count
    var phase = 0.0
    for index in grid.values.indices {
      let mean = profile[min(Int(phase), width - 1)]
      if !mean.isNaN { grid.values[index] -= mean }
      phase += step
      if phase >= Double(width) { phase -= Double(width) }
    }
  }
}
