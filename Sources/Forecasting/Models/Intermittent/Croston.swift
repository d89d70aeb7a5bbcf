/// Croston's method for demand that comes now and then (Croston 1972), with the correction of Syntetos and Boylan (2005).
///
/// The size of a demand and the interval between two are smoothed by themselves, and only when there is a demand: their ratio is the
/// demand a step. It changes with a demand alone, so a queue that is used no more keeps its forecast: `TSB` mends that.
public struct Croston: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The weight of a demand in size and interval.
  public let alpha: Double

  /// Whether the forecast is multiplied by 1 - alpha / 2, since the ratio of the two means is too large on average.
  public let isCorrected: Bool

  private var size = Double.nan
  private var interval = 0.0
  private var sinceDemand = 0.0
  private var hasNegative = false

  /// A method with the weight `alpha`, clamped to 0.001 ... 1.
  public init(alpha: Double = 0.1, isCorrected: Bool = true, name: String = "croston") {
    self.alpha = alpha.isNaN ? 0.1 : min(max(alpha, 0.001), 1)
    self.isCorrected = isCorrected
    self.name = name
  }

  /// Counts a step without demand, or takes in a demand; of a gap it is not known which it was, and it counts as neither. O(1).
  public mutating func observe(_ history: GridHistory) { take(history.value(age: 0)) }

  private mutating func take(_ value: Double) {
    guard !value.isNaN else { return }
    if value < 0 { hasNegative = true }
    sinceDemand += 1
    guard value > 0 else { return }
    if size.isNaN {
      (size, interval) = (value, sinceDemand)
    } else {
      size += alpha * (value - size)
      interval += alpha * (sinceDemand - interval)
    }
    sinceDemand = 0
  }

  /// Lives through the newest 20,000 steps anew.
  public mutating func refit(_ history: GridHistory) {
    self = Croston(alpha: alpha, isCorrected: isCorrected, name: name)
    for value in history.recent(20_000).values { take(value) }
  }

  /// Appends the demand a step `steps` times: 0 where no demand has been seen in a known step. Abstains before the first known value, and
  /// where one was below zero. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard !hasNegative else { return .notFinite }
    var demand = 0.0
    if size.isNaN {
      guard sinceDemand > 0 else { return .historyTooShort(found: 0, needed: 1) }
    } else {
      demand = (isCorrected ? 1 - alpha / 2 : 1) * size / interval
    }
    output.append(contentsOf: repeatElement(demand, count: max(1, steps)))
    return nil
  }
}
