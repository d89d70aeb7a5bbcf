/// One factor on the current replicas: how far each signal is from its target, weighed.
///
/// A signal that is above its target gives its use as factor, so that a busy one counts although others are idle; only when all of them are below theirs do
/// factors below one count, and then the largest of them: what one signal needs is never taken away because another is idle. A signal of errors does not
/// scale with replicas: above its target it gives ``errorFactor``, else nothing. What is forecast multiplies, by no less than one.
public struct FactorRules: Hashable, Sendable {
  /// The names of signals that count errors.
  public var errors: Set<String>
  /// The factor of a signal of errors above its target.
  public var errorFactor: Double
  /// The confidence below which nothing changes, where a confidence is known; 0 to 1.
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
  func decide(_ uses: [SignalUse], current: Int) -> RuleAnswer? {
    guard !uses.isEmpty else { return nil }
    let loads = uses.filter { !errors.contains($0.name) }
    let hasErrors = uses.contains { errors.contains($0.name) && $0.present > 1 }
    let growth = loads.compactMap { use -> Double? in
      guard let expected = use.expected, use.present > 0,
        (use.confidence ?? 1) >= leastConfidence
      else { return nil }
      return expected / use.present
    }.max()
    let confidence = loads.compactMap { $0.expected == nil ? nil : $0.confidence }.min()
    let ahead = Swift.max(1, growth ?? 1)
    var factor: Double
    if let busiest = loads.map(\.present).max(), busiest < 1, !hasErrors {
      factor = busiest * ahead
    } else {
      let total = uses.reduce(0) { $0 + $1.weight }
      let weighed = uses.reduce(0) { sum, use in
        let own =
          errors.contains(use.name)
          ? (use.present > 1 ? errorFactor : 1) : Swift.max(1, use.present)
        return sum + use.weight * own
      }
      factor = weighed / total * ahead
    }
    factor = Swift.min(factor, Double(ReplicaCount.most))
    let exact = Double(current) * factor
    // Down to what still covers the load at its target, up to what the factor fills.
    let target =
      factor < 1
      ? Swift.max(1, ReplicaCount.covering(exact))
      : Int(Swift.min(exact, Double(ReplicaCount.most)))
    var answer = RuleAnswer(
      replicas: target, isForecast: ahead > 1, signal: nil, confidence: confidence,
      because:
        "The weighed factor is \(factor.hundredths)\(ahead > 1 ? ", of which \(ahead.hundredths) are foreseen" : "")."
    )
    if let confidence, confidence < leastConfidence, target != current {
      answer.replicas = current
      answer.because +=
        " Its confidence, \(confidence.hundredths), is below \(leastConfidence.hundredths): nothing changes."
    } else if abs(target - current) <= deadBand, factor < urgent, target != current {
      answer.replicas = current
      answer.because += " A change of \(abs(target - current)) is not worth it."
    }
    return answer
  }
}
