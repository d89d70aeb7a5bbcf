/// Where load is heading, when hours and weekdays are left aside.
public struct TrendPattern: Hashable, Sendable {
  /// The change of the daily mean from day to day.
  public internal(set) var perDay: Double

  /// The change from week to week: seven times that.
  public internal(set) var perWeek: Double

  /// `perDay` over the median of the daily means; nil where that is 0.
  public let relativePerDay: Double?

  /// How many days are known.
  public let days: Int

  /// How sure the direction is: the size of Kendall's correlation of the daily means with time, less what chance
  /// reaches in one of ten series, as a share of what is left to 1; 0 to 1.
  public let reliability: Double

  /// The trend of daily means, in which NaN is a day that is not known; nil below four days.
  ///
  /// The slope is the median of the slopes of all pairs of days (Theil 1950, Sen 1968); from three weeks on of pairs of
  /// the same weekday only, so that a week that begins or ends in the series is not taken for a trend (Hirsch 1982).
  init?(_ means: [Double]) {
    let known = means.enumerated().filter { !$0.element.isNaN }
    guard known.count >= 4 else { return nil }
    let isWeekly = means.count >= 21
    var slopes: [Double] = []
    var balance = 0
    for (index, right) in known.enumerated() {
      for left in known[..<index] where !isWeekly || (right.offset - left.offset) % 7 == 0 {
        let slope = (right.element - left.element) / Double(right.offset - left.offset)
        slopes.append(slope)
        balance += slope > 0 ? 1 : slope < 0 ? -1 : 0
      }
    }
    guard slopes.count >= 6 else { return nil }
    let slope = RobustMean.median(slopes)
    let level = RobustMean.median(known.map(\.element))
    // Kendall's variance for one group of n days, or for seven groups of a seventh each.
    let groups = isWeekly ? 7.0 : 1
    let size = Double(known.count) / groups
    let pairs = groups * size * (size - 1) / 2
    let variance = groups * size * (size - 1) * (2 * size + 5) / 18
    let chance = min(0.99, 1.645 * variance.squareRoot() / pairs)
    let correlation = Double(balance.magnitude) / Double(slopes.count)
    perDay = slope
    perWeek = slope * 7
    relativePerDay = level == 0 ? nil : slope / level.magnitude
    days = known.count
    reliability = min(max(0, (correlation - chance) / (1 - chance)), 1)
  }
}
