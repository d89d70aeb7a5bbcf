/// A total that only grows.
public struct Counter: Hashable, Sendable {
  /// The total so far.
  public private(set) var value: Double = 0

  /// A counter at zero.
  public init() {}

  /// Adds `amount`; what would not let the total grow (a negative number, NaN, an infinity) adds
  /// nothing.
  ///
  /// - Returns: whether it was added.
  @discardableResult
  public mutating func add(_ amount: Double = 1) -> Bool {
    guard amount >= 0, amount.isFinite else { return false }
    value += amount
    return true
  }
}
