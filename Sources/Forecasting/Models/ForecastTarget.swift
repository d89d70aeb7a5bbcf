/// What is forecast of a series, counted in grid steps from its newest step (known or not).
public enum ForecastTarget: Hashable, Sendable {
  /// The value `steps` steps ahead.
  case value(steps: Int)

  /// The largest value over the next `steps` steps; the newest step itself does not count.
  case maximum(steps: Int)

  /// The number of steps until the target is known, at least 1.
  public var steps: Int {
    switch self {
    case .value(let steps), .maximum(let steps): max(1, steps)
    }
  }
}

extension ForecastTarget: CustomStringConvertible {
  /// Such as `value in 8 steps` or `maximum of 8 steps`.
  public var description: String {
    switch self {
    case .value: "value in \(steps) steps"
    case .maximum: "maximum of \(steps) steps"
    }
  }
}
