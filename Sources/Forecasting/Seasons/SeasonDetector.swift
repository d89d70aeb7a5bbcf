public import TimeSeries

/// Finds the seasons of a series from its values alone.
///
/// The series is looked at twice: its whole length on a coarse grid, its end step by step. On each grid the
/// autocorrelation proposes periods at several scales, movement slower than the scale taken away; hour, day and week
/// are proposed always. What a period explains is measured between different cycles, so that it is out of sample; the
/// strongest is taken, a divisor of it where that explains most of the same, and then what is left is searched anew.
public enum SeasonDetector {
  /// The most values of a grid.
  static let gridLimit = 2048

  /// The most seasons that are found on one grid.
  static let seasonLimit = 4

  /// The periods that people and their schedules make likely, in milliseconds. They are tried always, and of a day and
  /// a week less evidence is asked.
  static let likely: [Double] = [3_600_000, 86_400_000, 604_800_000]

  /// The periods that an estimate near them stands for, in milliseconds.
  static let round: [Double] = [
    60_000, 120_000, 300_000, 600_000, 900_000, 1_200_000, 1_800_000, 3_600_000, 5_400_000,
    7_200_000, 10_800_000, 14_400_000, 21_600_000, 28_800_000, 43_200_000, 86_400_000,
    172_800_000, 604_800_000, 1_209_600_000,
  ]

  /// The seasons of `series`, each the one that explains most of what those before it leave, short before long where
  /// the short one explains most of the same; then those that only a look at each step shows. Empty where none is sure,
  /// as for noise, a random walk, a constant or a few values. Gaps, trends, level shifts and bursts are borne.
  ///
  /// A day or a week needs two cycles, any other period three. Deterministic; some milliseconds for any
  /// length.
  public static func seasons(of series: RegularSeries) -> [Season] {
    let factor = coarseFactor(series)
    let transform = FourierTransform(
      atLeast: 2 * min(gridLimit, max(2, series.values.count / factor)))
    let coarse = seasons(of: series, factor: factor, longest: nil, transform)
    // A long season's profile holds all shorter ones that go into it: they are looked for again without it, as far
    // as its own shape is not mistaken for them.
    let shortest = coarse.map(\.steps).min() ?? .max
    let count = min(gridLimit, series.values.count)
    let longest = min(count / 5, shortest / 8)
    guard factor > 1 || !coarse.isEmpty, longest >= 3 else { return coarse }
    let fine = seasons(
      of: series, factor: 1, longest: longest, FourierTransform(atLeast: 2 * count))
    return merged(coarse, fine)
  }

  /// The seasons of both grids; of one that both show the longer look counts.
  private static func merged(_ coarse: [Season], _ fine: [Season]) -> [Season] {
    var found = coarse
    for season in fine {
      let isKnown = coarse.contains { other in
        abs(ratio(other.period, season.period) - 1) < 0.03
          || isMultiple(season.period, of: other.period)
      }
      guard !isKnown else { continue }
      // A coarse multiple of a period that only the fine grid shows is the same season, seen dimly.
      found.removeAll {
        isMultiple($0.period, of: season.period) && $0.strength < season.strength
          && !isLikely($0.period)
      }
      found.append(season)
    }
    return found
  }

  private static func seasons(
    of series: RegularSeries, factor: Int, longest: Int?, _ transform: FourierTransform
  ) -> [Season] {
    guard var grid = SeasonGrid(series, factor: factor, limit: gridLimit) else { return [] }
    var search = SeasonSearch(grid, transform: transform, longest: longest)
    var seasons: [Season] = []
    while seasons.count < seasonLimit, let score = search.strongest(in: grid) {
      search.take(score, from: &grid)
      let milliseconds = score.period * grid.milliseconds
      let steps = (score.period * Double(factor)).rounded()
      seasons.append(
        Season(
          period: .milliseconds(Int64(exactly: milliseconds.rounded()) ?? .max),
          steps: max(2, Int(steps)),
          strength: min(max(0, score.share), 1), cycles: score.cycles))
    }
    return seasons
  }

  /// The steps in one value of the coarse grid: a round time where one fits.
  private static func coarseFactor(_ series: RegularSeries) -> Int {
    let count = series.values.count
    guard count > gridLimit else { return 1 }
    let least = (count + gridLimit - 1) / gridLimit
    let step = series.step.milliseconds
    let rounds: [Int64] = [1, 2, 5, 10, 15, 20, 30, 60].map { $0 * 60_000 }
    for length in rounds where length % step == 0 {
      let factor = Int(length / step)
      if factor >= least, factor <= 2 * least { return factor }
    }
    return least
  }

  private static func ratio(_ left: Duration, _ right: Duration) -> Double {
    left.inSeconds / max(right.inSeconds, 1e-9)
  }

  private static func isMultiple(_ long: Duration, of short: Duration) -> Bool {
    let ratio = ratio(long, short)
    return ratio > 1.5 && abs(ratio - ratio.rounded()) < 0.02 * ratio
  }

  private static func isLikely(_ period: Duration) -> Bool {
    likely.contains(Double(period.milliseconds))
  }
}
