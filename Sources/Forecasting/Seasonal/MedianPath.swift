/// The median of several paths, step by step; of an even number the mean of the middle two.
///
/// A model that goes astray alone does not move it, which serves most series better than any one model chosen by its past.
public struct MedianPath: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The models whose paths are combined.
  public private(set) var members: [any PathForecaster]

  /// The most that a member reads densely.
  public var lookback: Int { members.map(\.lookback).max() ?? 1 }

  /// The median of `members`.
  public init(of members: [any PathForecaster], name: String) {
    self.members = members
    self.name = name
  }

  /// The median of two regressions, on the values and on their logarithms, and of the mean of the seasons' logarithms,
  /// for paths of up to `horizon` steps.
  public static func seasonal(
    seasons: [Int], horizon: Int = .max, name: String = "seasonal_median"
  ) -> MedianPath {
    MedianPath(
      of: [
        SeasonalRegression(seasons: seasons, scale: .linear, horizon: horizon),
        SeasonalRegression(seasons: seasons, scale: .logarithmic, horizon: horizon),
        SeasonalProfile(seasons: seasons, scale: .logarithmic),
      ], name: name)
  }

  /// 40 from some hours on: what is far ahead depends on the season alone. 1 for the next minutes.
  public func priorWeight(reach: Double) -> Double { 1 + 39 * min(6 * reach, 1) }

  /// Lets every member take in the newest step.
  public mutating func observe(_ history: GridHistory) {
    for index in members.indices { members[index].observe(history) }
  }

  /// Lets every member learn anew.
  public mutating func refit(_ history: GridHistory) {
    for index in members.indices { members[index].refit(history) }
  }

  /// Appends the median of the members that have an answer; where none has, says why the first has not.
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let steps = max(1, steps)
    var paths: [Double] = []
    paths.reserveCapacity(members.count * steps)
    var abstention: Abstention?
    for member in members {
      let reason = member.appendPath(steps: steps, after: history, to: &paths)
      abstention = abstention ?? reason
    }
    let count = paths.count / steps
    guard count > 0 else { return abstention ?? .nothingKnown }
    var row = Array(repeating: 0.0, count: count)
    for step in 0..<steps {
      for path in 0..<count { row[path] = paths[path * steps + step] }
      row.sort()
      let (low, high) = (row[(count - 1) / 2], row[count / 2])
      output.append(low + 0.5 * (high - low))
    }
    return nil
  }
}
