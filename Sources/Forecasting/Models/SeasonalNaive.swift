/// The value one season ago. Where that is a gap, the same phase of the seasons before it is looked up.
public struct SeasonalNaive: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The season in steps.
  public let season: Int

  /// How many seasons back a known value is looked for.
  private let depth = 3

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The longest season that is taken, in steps: a year of seconds.
  public static let longestSeason = 31_622_400

  /// A season of `season` steps, clamped to 1 ... `longestSeason`.
  public init(season: Int, name: String = "seasonal_naive") {
    self.season = min(max(1, season), Self.longestSeason)
    self.name = name
  }

  /// Appends the values of the last season, repeated beyond it; abstains where more than a quarter of them is unknown in the last three seasons.
  /// O(steps), and a look into the compressed history where the season is not dense.
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let start = output.count
    let distinct = min(steps, season)
    history.appendValues(fromAge: season - 1, count: distinct, to: &output)
    guard fillGaps(from: start, history: history, in: &output) else {
      output.removeSubrange(start...)
      return .seasonUnknown(steps: season)
    }
    // Beyond one season the path repeats itself.
    while output.count - start < steps { output.append(output[output.count - season]) }
    return nil
  }

  /// Fills gaps from the seasons before, then from the neighbours in the path; false where more than a quarter of the path
  /// would have to come from neighbours.
  private func fillGaps(
    from start: Int, history: GridHistory, in path: inout [Double]
  ) -> Bool {
    var unknown = 0
    for index in start..<path.count where path[index].isNaN {
      let age = season - 1 - (index - start)
      for back in 1..<depth where path[index].isNaN {
        path[index] = history.value(age: age + back * season)
      }
      if path[index].isNaN { unknown += 1 }
    }
    guard unknown > 0 else { return true }
    guard 4 * unknown <= path.count - start,
      let firstKnown = path[start...].firstIndex(where: { !$0.isNaN })
    else { return false }
    for index in start..<firstKnown { path[index] = path[firstKnown] }
    for index in start..<path.count where path[index].isNaN { path[index] = path[index - 1] }
    return true
  }
}
