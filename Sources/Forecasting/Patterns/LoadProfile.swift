internal import Calendar

/// The load of each hour of a day or of a week, and how far to rely on it.
public struct LoadProfile: Hashable, Sendable {
  /// The mean of each hour: 24 from midnight on, or 168 from Monday midnight on; nil where it is not known.
  public internal(set) var means: [Double?]

  /// How many days, or weeks, it rests on.
  public let cycles: Int

  /// The share of what hours differ by that the profile of the other days, or weeks, explains: 0 to 1.
  public let reliability: Double

  /// The profile of `hours`; nil where not two days, or weeks, are known.
  ///
  /// The least and the greatest hundredth of all hours are drawn in, then each hour of the cycle is averaged. For the
  /// reliability each hour is compared with the mean of the same hour of the other cycles:
  /// 1 - Σ (value - others' mean)² / Σ (value - overall mean)², and 0 where that is negative.
  ///
  /// - Parameters:
  ///   - hours: What is known of each hour.
  ///   - isWeekly: Whether the cycle is a week.
  ///   - slope: A change from day to day that is taken away first, about the middle of the series.
  init?(_ hours: LocalHours, isWeekly: Bool, slope: Double) {
    let length = isWeekly ? 168 : 24
    // A week is taken from Monday on, so that its hours are those of the clock on the wall.
    let lead = isWeekly ? (hours.firstDay.weekday.rawValue - 1) * 24 : 0
    var phases = [[Double]](repeating: [], count: length)
    let middle = Double(hours.means.count) / 2
    let level = hours.means.enumerated().map { index, value in
      value - slope * (Double(index) - middle) / 24
    }
    for (index, value) in RobustMean.drawnIn(level).enumerated() where !value.isNaN {
      phases[(index + lead) % length].append(value)
    }
    let overall = RobustMean.mean(phases.joined())
    var unexplained = 0.0
    var total = 0.0
    var shared = 0
    for phase in phases where phase.count > 1 {
      let sum = phase.reduce(0, +)
      for value in phase {
        let others = (sum - value) / Double(phase.count - 1)
        unexplained += (value - others) * (value - others)
        total += (value - overall) * (value - overall)
        shared += 1
      }
    }
    // Half of the hours are to be known twice, or there is nothing to compare.
    guard shared >= length else { return nil }
    cycles = phases.map(\.count).max() ?? 0
    means = phases.map { $0.isEmpty ? nil : RobustMean.mean($0) }
    reliability = total > 0 ? min(max(0, 1 - unexplained / total), 1) : 0
  }

  /// Multiplies every mean.
  mutating func scale(by unit: Double) {
    means = means.map { mean in mean.map { $0 * unit } }
  }
}
