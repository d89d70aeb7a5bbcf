internal import Calendar

/// An hour of the day that is busy, or quiet, day after day.
public struct HourPattern: Hashable, Sendable {
  /// The hour on the local clock, 0 to 23.
  public let hour: Int

  /// Its load in the daily profile.
  public internal(set) var mean: Double

  /// Its load over the mean of all hours; nil where that mean is 0.
  public let relative: Double?

  /// The share of days on which this hour was above (for a quiet hour: below) the mean of its day.
  public let reliability: Double

  /// The hours in the highest and in the lowest quarter of the range of `profile`, both in the order of the clock.
  ///
  /// None where all hours are within 5 % of each other, or the reliability of the profile is below 0.1.
  static func extremes(
    of profile: LoadProfile, in hours: LocalHours
  ) -> (peak: [HourPattern], low: [HourPattern]) {
    let known = profile.means.compactMap { $0 }
    guard let least = known.min(), let most = known.max(), let mean = known.mean,
      profile.reliability >= 0.1, most - least > 0.05 * max(most.magnitude, least.magnitude)
    else { return ([], []) }
    var peak: [HourPattern] = []
    var low: [HourPattern] = []
    let days = hours.days
    for (hour, value) in profile.means.enumerated() {
      guard let value else { continue }
      let isPeak = value >= most - (most - least) / 4
      guard isPeak || value <= least + (most - least) / 4 else { continue }
      var agreeing = 0
      var compared = 0
      for (day, dayMean) in days.enumerated() {
        let load = hours.means[day * 24 + hour]
        guard !load.isNaN, !dayMean.isNaN else { continue }
        compared += 1
        if isPeak ? load > dayMean : load < dayMean { agreeing += 1 }
      }
      let pattern = HourPattern(
        hour: hour, mean: value, relative: mean == 0 ? nil : value / mean,
        reliability: compared > 0 ? Double(agreeing) / Double(compared) : 0)
      if isPeak { peak.append(pattern) } else { low.append(pattern) }
    }
    return (peak, low)
  }
}

extension [Double] {
  /// The mean; nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
