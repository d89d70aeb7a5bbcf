/// The mean of the same time in the last seasons, each brought to the level of now.
///
/// A season ago the load may have been half of today's: each past season is multiplied by the level now over the level then, the
/// means of the newest steps and of the same steps a season ago.
public struct SeasonalMean: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The season in steps.
  public let season: Int

  /// The number of newest steps that make the level.
  public let lookback: Int

  /// How many seasons are averaged.
  public static let depth = 3

  /// The largest factor by which a past season is brought to the level of now; its inverse is the smallest.
  public static let largestFactor = 4.0

  /// A season of `season` steps, clamped to 2 ... a year of seconds; the level is that of the newest `window` steps, at most a season.
  public init(season: Int, window: Int, name: String = "seasonal_mean") {
    self.season = min(max(2, season), SeasonalNaive.longestSeason)
    lookback = min(max(1, window), self.season)
    self.name = name
  }

  /// Appends the mean of the last three seasons (of those that are known), repeated beyond a season; abstains where more than a quarter of the
  /// path is unknown in all of them. What is unknown in between takes its neighbour's value. O(window + steps) and three looks
  /// into the compressed history.
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    let steps = max(1, steps)
    let distinct = min(steps, season)
    let newest = history.newest(lookback)
    let window = newest.count
    guard newest.contains(where: { !$0.isNaN }) else { return .nothingKnown }
    var sums = [Double](repeating: 0, count: distinct)
    var counts = [Double](repeating: 0, count: distinct)
    var past: [Double] = []
    past.reserveCapacity(window + distinct)
    for back in 1...Self.depth {
      past.removeAll(keepingCapacity: true)
      history.appendValues(
        fromAge: back * season + window - 1, count: window + distinct, to: &past)
      guard let carry = Self.carry(from: past.prefix(window), to: newest) else { continue }
      for ahead in 0..<distinct where !past[window + ahead].isNaN {
        sums[ahead] += carry.factor * past[window + ahead] + carry.shift
        counts[ahead] += 1
      }
    }
    let start = output.count
    let isKnown = Self.append(sums, counts, to: &output)
    guard isKnown else {
      output.removeSubrange(start...)
      return .seasonUnknown(steps: season)
    }
    while output.count - start < steps { output.append(output[output.count - distinct]) }
    for value in output[start...] where !value.isFinite {
      output.removeSubrange(start...)
      return .notFinite
    }
    return nil
  }

  /// How values of a past season become values of now: the ratio of the levels, or their difference where one of them is not
  /// positive. Only moments known in both count; nil without any.
  private static func carry(
    from then: ArraySlice<Double>, to now: ArraySlice<Double>
  ) -> (factor: Double, shift: Double)? {
    var (past, present, count) = (0.0, 0.0, 0.0)
    for (then, now) in zip(then, now) where !then.isNaN && !now.isNaN {
      count += 1
      past += (then - past) / count
      present += (now - present) / count
    }
    guard count > 0 else { return nil }
    guard past > 0, present > 0 else { return (1, present - past) }
    return (min(max(present / past, 1 / largestFactor), largestFactor), 0)
  }

  /// Appends the means; false where more than a quarter of them would have to come from neighbours.
  private static func append(
    _ sums: [Double], _ counts: [Double], to output: inout [Double]
  ) -> Bool {
    let unknown = counts.reduce(0) { $0 + ($1 > 0 ? 0 : 1) }
    guard 4 * unknown <= counts.count, let first = counts.firstIndex(where: { $0 > 0 })
    else { return false }
    var value = sums[first] / counts[first]
    for index in counts.indices {
      if counts[index] > 0 { value = sums[index] / counts[index] }
      output.append(value)
    }
    return true
  }
}
