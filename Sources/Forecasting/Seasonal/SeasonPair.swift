/// A season and, where there is one, a longer season that spans at least two of it, both on a curve whose bins are some steps wide.
struct SeasonPair: Hashable, Sendable {
  /// The widest that a shorter season is told, in bins.
  static let mostBins = 48

  /// The longest that a longer season may be, in bins.
  static let longestBins = 1024

  /// The steps to a bin.
  let resolution: Int

  /// The shorter season in bins, at least 2.
  let short: Int

  /// The longer season in bins.
  let long: Int?

  private let shortSteps: Int
  private let longSteps: Int

  /// The pair of seasons of so many steps; nil where the longer one has too many bins.
  init?(short: Int, long: Int?) {
    resolution = max(1, (short + Self.mostBins - 1) / Self.mostBins)
    shortSteps = short
    longSteps = long ?? 0
    self.short = Self.bins(of: short, count: 1, resolution: resolution)
    self.long = long.map { [resolution] in Self.bins(of: $0, count: 1, resolution: resolution) }
    guard self.short >= 2, (self.long ?? 0) <= Self.longestBins else { return nil }
  }

  /// What can be made of `seasons`, the best first: each season with the longest one that it spans twice, then the shortest alone.
  static func candidates(_ seasons: [Int]) -> [SeasonPair] {
    let sorted = Set(seasons.filter { $0 >= 2 && $0 <= SeasonalNaive.longestSeason }).sorted()
    var pairs: [SeasonPair] = []
    for long in sorted.reversed() {
      if let short = sorted.last(where: { $0 <= long / 2 }),
        let pair = SeasonPair(short: short, long: long)
      {
        pairs.append(pair)
      }
    }
    if let shortest = sorted.first, let pair = SeasonPair(short: shortest, long: nil) {
      pairs.append(pair)
    }
    return pairs
  }

  /// The bins after which a path repeats itself.
  var period: Int { long ?? 2 * short }

  /// The bins ahead over which a model is fitted: two of the shorter season.
  var horizon: Int { 2 * short }

  /// `count` shorter seasons in bins; roundings do not add up.
  func shortLag(_ count: Int) -> Int {
    Self.bins(of: shortSteps, count: count, resolution: resolution)
  }

  /// `count` longer seasons in bins, 0 where there is none.
  func longLag(_ count: Int) -> Int {
    Self.bins(of: longSteps, count: count, resolution: resolution)
  }

  private static func bins(of steps: Int, count: Int, resolution: Int) -> Int {
    (2 * steps * count + resolution) / (2 * resolution)
  }
}
