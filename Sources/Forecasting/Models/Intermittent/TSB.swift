/// The method of Teunter, Syntetos and Babai (2011) for demand that comes now and then and may cease.
///
/// The probability of a demand is smoothed at every step, its size at every demand; their product is the demand a step. It falls
/// while there is none.
public struct TSB: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The weight of a demand in the size.
  public let sizeWeight: Double

  /// The weight of a step in the probability.
  public let probabilityWeight: Double

  private var size = Double.nan
  private var probability = Double.nan
  private var hasNegative = false

  /// A method with these weights, each clamped to 0.001 ... 1.
  public init(sizeWeight: Double = 0.1, probabilityWeight: Double = 0.05, name: String = "tsb") {
    self.sizeWeight = sizeWeight.isNaN ? 0.1 : min(max(sizeWeight, 0.001), 1)
    self.probabilityWeight =
      probabilityWeight.isNaN ? 0.05 : min(max(probabilityWeight, 0.001), 1)
    self.name = name
  }

  /// Takes in a step with or without demand; passes over a gap. O(1).
  public mutating func observe(_ history: GridHistory) { take(history.value(age: 0)) }

  private mutating func take(_ value: Double) {
    guard !value.isNaN else { return }
    if value < 0 { hasNegative = true }
    let occurred = value > 0 ? 1.0 : 0
    if probability.isNaN {
      probability = occurred
    } else {
      probability += probabilityWeight * (occurred - probability)
    }
    guard value > 0 else { return }
    size = size.isNaN ? value : size + sizeWeight * (value - size)
  }

  /// Lives through the newest 20,000 steps anew.
  public mutating func refit(_ history: GridHistory) {
    self = TSB(sizeWeight: sizeWeight, probabilityWeight: probabilityWeight, name: name)
    for value in history.recent(20_000).values { take(value) }
  }

  /// Appends the demand a step `steps` times: 0 where no demand has been seen in a known step. Abstains before the first known value, and
  /// where one was below zero. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard !hasNegative else { return .notFinite }
    guard !probability.isNaN else { return .historyTooShort(found: 0, needed: 1) }
    let demand = size.isNaN ? 0 : size * probability
    output.append(contentsOf: repeatElement(demand, count: max(1, steps)))
    return nil
  }
}
