/// One factor on the current replicas: how far each signal is from its target, weighed.
///
/// A signal that is above its target gives its use as factor, so that a busy one counts although others are idle; only when all of them are below theirs do
/// factors below one count, and then the largest of them: what one signal needs is never taken away because another is idle. A signal of errors does not
/// scale with replicas: above its target it gives ``errorFactor``, else nothing. A forecast that is believed stands for the present where it is more.
public struct FactorRules: Hashable, Sendable {
  /// The names of signals that count errors.
  public var errors: Set<String>
  /// The factor of a signal of errors above its target.
  public var errorFactor: Double
  /// The confidence below which a forecast does not count, where a confidence is known; 0 to 1.
  public var leastConfidence: Double
  /// A change of no more replicas than this is not made unless the factor is at least ``urgent``.
  public var deadBand: Int
  /// The factor from which even a small change is made.
  public var urgent: Double

  /// Rules as given.
  public init(
    errors: Set<String> = ["errors", "error_rate"], errorFactor: Double = 1.5,
    leastConfidence: Double = 0.7, deadBand: Int = 1, urgent: Double = 1.5
  ) {
    self.errors = errors
    self.errorFactor = errorFactor
    self.leastConfidence = leastConfidence
    self.deadBand = deadBand
    self.urgent = urgent
  }
}

extension FactorRules {
  /// The replicas for what is used; nil where no use is known.
  func decide(_ uses: [SignalUse], current: Int, serving: Int) -> RuleAnswer? {
    guard !uses.isEmpty else { return nil }
    let loads = uses.filter { !errors.contains($0.name) }
    let hasErrors = uses.contains { errors.contains($0.name) && $0.present > 1 }
    /// What counts of a signal: the present, or a forecast that is believed where that is more.
    func own(_ use: SignalUse) -> Double {
      guard let expected = use.expected, (use.confidence ?? 1) >= leastConfidence else {
        return use.present
      }
      return Swift.max(use.present, expected)
    }
    let ahead = loads.filter { own($0) > $0.present }
    var factor: Double
    if let busiest = loads.map(own).max(), busiest < 1, !hasErrors {
      factor = busiest
    } else {
      let total = uses.reduce(0) { $0 + $1.weight }
      let weighed = uses.reduce(0) { sum, use in
        let factor =
          errors.contains(use.name)
          ? (use.present > 1 ? errorFactor : 1) : Swift.max(1, own(use))
        return sum + use.weight * factor
      }
      factor = weighed / total
    }
    factor = Swift.min(factor, Double(ReplicaCount.most))
    // What is used is used of those that serve; those that start are no reason to ask for more.
    let exact = Double(serving) * factor
    let target =
      factor < 1
      ? Swift.min(current, Swift.max(1, ReplicaCount.covering(exact)))
      : Swift.max(current, Int(Swift.min(exact * (1 + 1e-9), Double(ReplicaCount.most))))
    var answer = RuleAnswer(
      replicas: target, isForecast: !ahead.isEmpty, signal: nil,
      confidence: ahead.compactMap(\.confidence).min(),
      because:
        "The weighed factor is \(factor.hundredths)\(ahead.isEmpty ? "" : ", with what is foreseen")."
    )
    if abs(target - current) <= deadBand, factor < urgent, target != current {
      answer.replicas = current
      answer.because += " A change of \(abs(target - current)) is not worth it."
    }
    return answer
  }
}
