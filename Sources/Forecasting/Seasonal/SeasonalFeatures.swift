import Glibc

/// What `SeasonalRegression` looks at: where the curve was at the same phase of earlier seasons, as differences from the level at the origin, and
/// how far the newest bin is off them.
struct SeasonalFeatures: Sendable {
  /// The longer seasons that are averaged, where there are so many.
  static let longSeasons = 4

  /// The shorter seasons that are averaged, where there are so many.
  static let shortSeasons = 5

  /// The seasons.
  let seasons: SeasonPair

  /// The number of shorter seasons that are averaged.
  let depth: Int

  private let shortLags: [Int]
  private let longLags: [Int]

  /// The features of a curve of `count` bins; nil where that is too short to be fitted.
  init?(seasons: SeasonPair, count: Int) {
    guard count >= Self.needed(seasons) else { return nil }
    self.seasons = seasons
    depth = min(Self.shortSeasons, (count - 1) / seasons.short - 3)
    let depth = depth
    shortLags = (1...seasons.period / seasons.short + depth + 3).map(seasons.shortLag)
    longLags = seasons.long == nil ? [] : (1...Self.longSeasons).map(seasons.longLag)
  }

  /// The bins below which nothing can be fitted.
  static func needed(_ seasons: SeasonPair) -> Int {
    (seasons.long ?? seasons.short) + 4 * seasons.short + 1
  }

  /// The number of features.
  var width: Int { seasons.long == nil ? 7 : 13 }

  /// The number of bins that must lie before an origin, itself included.
  var reach: Int { max((longLags.first ?? 0) + seasons.short, shortLags[depth - 1] + 2) }

  /// The number of bins that are looked at where they are there.
  var fullReach: Int { max((longLags.last ?? 0) + seasons.short, reach) }

  /// What is the same for all horizons from one origin.
  struct Origin {
    /// The index of the newest bin that is known.
    let index: Int
    /// The mean of the last shorter season: features and targets are differences from it.
    let level: Double
    fileprivate let deepLevel: Double
    fileprivate let longLevel: Double
    fileprivate let longMeanLevel: Double
    fileprivate let longCount: Int
    fileprivate let shortSurprise: Double
    fileprivate let longSurprise: Double
  }

  /// The origin at bin `index` of `curve`, at least `reach - 1`.
  func origin(_ index: Int, in curve: [Double]) -> Origin {
    let level = mean(of: curve, last: seasons.short, through: index)
    var levels = 0.0
    var count = 0
    for lag in longLags where index - lag + 1 >= seasons.short {
      levels += mean(of: curve, last: seasons.short, through: index - lag)
      count += 1
    }
    let long = longLags.first
    return Origin(
      index: index, level: level,
      deepLevel: mean(of: curve, last: depth * seasons.short, through: index),
      longLevel: long.map { mean(of: curve, last: seasons.short, through: index - $0) } ?? 0,
      longMeanLevel: levels / Double(max(1, count)), longCount: count,
      shortSurprise: curve[index] - curve[index - shortLags[0]],
      longSurprise: long.map { curve[index] - curve[index - $0] } ?? 0)
  }

  /// What is the same for all origins at one horizon.
  struct Ahead {
    fileprivate let phase: Int
    fileprivate let seasonsBack: Int
    fileprivate let isLater: Bool
    fileprivate let decays: (Double, Double, Double)
  }

  /// The horizon `bins` ahead, from 1.
  func ahead(_ bins: Int) -> Ahead {
    let phase = (bins - 1) % seasons.period + 1
    let share = Double(bins) / Double(seasons.short)
    return Ahead(
      phase: phase, seasonsBack: shortLags.firstIndex { $0 >= phase } ?? 0,
      isLater: bins > seasons.short, decays: (exp(-12 * share), exp(-4 * share), exp(-share)))
  }

  /// Appends the `width` features of the bin that lies `ahead` of `origin`.
  func append(_ ahead: Ahead, of origin: Origin, in curve: [Double], to rows: inout [Double]) {
    let target = origin.index + ahead.phase
    let later = ahead.isLater ? 1.0 : 0.0
    let day = curve[target - shortLags[ahead.seasonsBack]] - origin.level
    var days = 0.0
    for back in ahead.seasonsBack..<ahead.seasonsBack + depth {
      days += curve[target - shortLags[back]]
    }
    rows.append(day)
    rows.append(later * day)
    rows.append(days / Double(depth) - origin.deepLevel)
    rows.append(ahead.decays.0 * origin.shortSurprise)
    rows.append(ahead.decays.1 * origin.shortSurprise)
    rows.append(ahead.decays.2 * origin.shortSurprise)
    guard let first = longLags.first else {
      rows.append(curve[target - shortLags[ahead.seasonsBack + 1]] - origin.level)
      return
    }
    let week = curve[target - first] - origin.level
    var weeks = 0.0
    for back in 0..<origin.longCount { weeks += curve[target - longLags[back]] }
    rows.append(week)
    rows.append(later * week)
    rows.append(origin.longLevel - origin.level)
    rows.append(weeks / Double(origin.longCount) - origin.longMeanLevel)
    rows.append(ahead.decays.0 * origin.longSurprise)
    rows.append(ahead.decays.1 * origin.longSurprise)
    rows.append(ahead.decays.2 * origin.longSurprise)
  }

  private func mean(of curve: [Double], last count: Int, through index: Int) -> Double {
    var sum = 0.0
    for place in index + 1 - count...index { sum += curve[place] }
    return sum / Double(count)
  }
}
