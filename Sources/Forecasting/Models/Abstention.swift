/// Why there is no forecast. An abstention is an answer, not an error: unknown is never 0.
public enum Abstention: Error, Hashable, Sendable {
  /// No step of the series is known.
  case nothingKnown

  /// The newest `steps` steps are all gaps, more than the `allowed` ones.
  case gapTooLong(steps: Int, allowed: Int)

  /// The model needs `needed` known values where it found `found`.
  case historyTooShort(found: Int, needed: Int)

  /// Neither the last season of `steps` steps nor those before it tell enough of the time ahead.
  case seasonUnknown(steps: Int)

  /// The series has no season that the model could go by.
  case noSeasonFound

  /// The model's arithmetic left the range of finite numbers.
  case notFinite

  /// The load is far from all that the model has learnt from.
  case unlikeThePast

  /// The target is not among those that the forecaster was made for.
  case unknownTarget
}

extension Abstention: CustomStringConvertible {
  /// A sentence part for people, such as `1 known value where 2 are needed`.
  public var description: String {
    switch self {
    case .nothingKnown: "no value is known"
    case .gapTooLong(let steps, let allowed):
      "the newest \(steps) steps are gaps, more than the allowed \(allowed)"
    case .historyTooShort(let found, let needed):
      "\(found) known \(found == 1 ? "value" : "values") where \(needed) are needed"
    case .seasonUnknown(let steps): "no full season of \(steps) steps is known"
    case .noSeasonFound: "no season was found in the series"
    case .notFinite: "the forecast is not a finite number"
    case .unlikeThePast: "the load is far from all that the model has learnt from"
    case .unknownTarget: "the target was not among those asked for at the start"
    }
  }
}
