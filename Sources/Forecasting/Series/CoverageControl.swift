import Glibc

/// Corrects the levels that are asked of the error distribution when coverage slips: adaptive conformal inference (Gibbs and Candès 2021).
///
/// For a few levels it is watched whether truths are at or below their quantile. Each miss raises the level that is really asked for, each hit lowers
/// it a little, so that in the long run the share is the level whatever the errors do. Steps are taken on the log-odds of the level and
/// interpolated between the levels that are watched.
struct CoverageControl: Sendable {
  /// The levels that are watched, ascending.
  static let levels = [0.05, 0.1, 0.5, 0.9, 0.95, 0.99]

  private static let odds = levels.map { log($0 / (1 - $0)) }

  private var shifts = [Double](repeating: 0, count: CoverageControl.levels.count)

  /// The log-odds asked for in place of those of each level, ascending.
  private var asked = CoverageControl.odds

  /// The step on the log-odds, times level · (1 - level), for one forecast.
  private let rate: Double

  private static let largestShift = 1.5

  /// The least slope of what is asked for: levels keep their order.
  private static let leastSlope = 0.1

  /// A control whose forecasts share time so that only `overlap` of them, above 0 and at most 1, are independent.
  init(overlap: Double) {
    rate = 0.003 * overlap
  }

  /// Takes in whether the truth was at or below the quantile of `levels[index]`.
  mutating func observe(_ isInside: Bool, at index: Int) {
    let level = Self.levels[index]
    let step = rate * (isInside ? -(1 - level) : level) / (level * (1 - level))
    shifts[index] = min(max(shifts[index] + step, -Self.largestShift), Self.largestShift)
    for index in asked.indices {
      asked[index] = Self.odds[index] + shifts[index]
      guard index > 0 else { continue }
      let least = asked[index - 1] + Self.leastSlope * (Self.odds[index] - Self.odds[index - 1])
      asked[index] = max(asked[index], least)
    }
  }

  /// The level to ask for so that `level`, above 0 and below 1, is kept. Rises with `level`.
  func corrected(_ level: Double) -> Double {
    Self.map(level, from: Self.odds, to: asked)
  }

  /// The level that `corrected` makes `level` of.
  func original(_ level: Double) -> Double {
    Self.map(level, from: asked, to: Self.odds)
  }

  /// Piecewise linear on log-odds, with slope 1 outside.
  private static func map(_ level: Double, from: [Double], to: [Double]) -> Double {
    guard level > 0, level < 1 else { return level }
    let x = log(level / (1 - level))
    let above = from.firstIndex { $0 >= x } ?? from.count
    let y: Double
    if above == 0 {
      y = to[0] + x - from[0]
    } else if above == from.count {
      y = to[above - 1] + x - from[above - 1]
    } else {
      let share = (x - from[above - 1]) / (from[above] - from[above - 1])
      y = to[above - 1] + share * (to[above] - to[above - 1])
    }
    return 1 / (1 + exp(-y))
  }
}
