internal import TimeSeries

/// A stretch of time as people type it: a number of steps (`24`) or a duration (`90m`).
public enum StepCount: Hashable, Sendable {
  /// So many steps.
  case steps(Int)

  /// So much time.
  case duration(Duration)

  /// What `text` says; nil unless it is a whole number above zero or a duration above zero.
  public init?(_ text: String) {
    if let steps = Int(text) {
      guard steps > 0 else { return nil }
      self = .steps(steps)
    } else if let duration = Duration(prometheusText: text), duration > .zero {
      self = .duration(duration)
    } else {
      return nil
    }
  }

  /// The number of steps of length `step`, rounded up; nil where it does not fit.
  func steps(of step: Duration) -> Int? {
    switch self {
    case .steps(let steps): steps
    case .duration(let duration):
      Int(exactly: (duration.inSeconds / step.inSeconds - 1e-9).rounded(.up)).map { max(1, $0) }
    }
  }

  /// The time that it takes at `step`; nil where that is more than 10,000 years.
  func duration(of step: Duration) -> Duration? {
    switch self {
    case .duration(let duration): duration
    case .steps(let steps):
      Double(steps) * step.inSeconds < 3.2e11 ? step * steps : nil
    }
  }
}
