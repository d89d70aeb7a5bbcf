/// The newest known value, carried on. The yardstick of all other models.
public struct LastValue: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name = "last_value"

  /// The age in steps up to which a value still counts as the last one.
  public let lookback: Int

  /// A model that looks for a known value among the newest `lookback` steps, at least one.
  public init(lookback: Int) {
    self.lookback = max(1, lookback)
  }

  /// 5 for the next minutes, falling to 0.2 four hours ahead: what a forecast begins with.
  public func priorWeight(reach: Double) -> Double { max(0.2, 5 - 28.8 * reach) }

  /// Appends the newest known value `steps` times; abstains where none is young enough. O(lookback + steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let age = history.knownAge(within: lookback) else {
      return history.denseCount == 0
        ? .nothingKnown : .historyTooShort(found: 0, needed: 1)
    }
    output.append(contentsOf: repeatElement(history.value(age: age), count: max(1, steps)))
    return nil
  }
}
