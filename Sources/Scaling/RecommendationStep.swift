public import TimeSeries

/// A recommendation on its way through the steps.
public struct Proposal: Hashable, Sendable {
  /// The replicas as they stand; nil where nothing is known to ask for any.
  public private(set) var replicas: Int?
  /// What the number rests on.
  public var reason: Recommendation.Reason
  /// What decided it.
  public var trigger: Recommendation.Trigger
  /// How far it is to be believed, 0 to 1; nil where nothing is known about that.
  public var confidence: Double?
  /// What changed the number so far.
  public private(set) var limits: [Limit] = []

  /// Whether somebody decided it by hand: then it holds at once.
  public var isByHand = false
  /// The most replicas that events and capacity allow, with the limit that says so.
  public private(set) var ceilings: [Limit.Kind: Int] = [:]

  /// A proposal that nothing has limited yet.
  public init(
    replicas: Int?, reason: Recommendation.Reason, trigger: Recommendation.Trigger,
    confidence: Double? = nil
  ) {
    self.replicas = replicas
    self.reason = reason
    self.trigger = trigger
    self.confidence = confidence
  }

  /// Puts `count` in place of the number, and remembers what did so. Nothing happens where that is the
  /// number already.
  ///
  /// - Returns: Whether the number changed.
  @discardableResult
  public mutating func limit(to count: Int, by kind: Limit.Kind) -> Bool {
    guard replicas != count else { return false }
    limits.append(Limit(kind: kind, from: replicas, to: count))
    replicas = count
    return true
  }

  /// Lets nothing later bring the number above `count`.
  public mutating func cap(at count: Int, by kind: Limit.Kind) {
    ceilings[kind] = min(ceilings[kind] ?? count, count)
  }

  /// Brings the number below every ceiling.
  mutating func holdCeilings() {
    for (kind, ceiling) in ceilings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if let replicas, replicas > ceiling, limit(to: ceiling, by: kind) { trigger = .limit(kind) }
    }
  }

  /// Remembers that `kind` kept the number from being `wish`.
  public mutating func note(_ kind: Limit.Kind, from wish: Int?, to count: Int) {
    limits.append(Limit(kind: kind, from: wish, to: count))
  }
}

/// What a step can see, all of one moment.
public struct Situation: Hashable, Sendable {
  /// The moment.
  public var at: Timestamp
  /// The settings.
  public var policy: WorkloadPolicy
  /// The replicas that the decision starts from; nil where not known.
  public var current: Int?
  /// The replicas that were observed; nil where not known.
  public var observed: Int?
  /// What each signal asks for.
  public var signals: [SignalRecommendation]

  /// The moment since which any signal has been unknown that became so last; nil where all are known.
  public var lastOutage: Timestamp? {
    var last: Timestamp?
    for case .unknown(_, let since) in signals.lazy.map(\.state) {
      last = max(last ?? since, since)
    }
    return last
  }

  /// The share of `hold` that is left, 1 to 0, in which the last good recommendation stands in; nil
  /// where all signals are known.
  public var holdLeft: Double? {
    guard let lastOutage else { return nil }
    let hold = policy.hold.milliseconds
    let elapsed = at.elapsed(since: lastOutage)
    guard elapsed < hold else { return 0 }
    return min(1, 1 - Double(elapsed) / Double(hold))
  }
}

/// One small rule on the way from the signals' wish to the recommendation.
///
/// Steps are values without memory; what must be remembered stands in the state, so that it survives a
/// reload and a restart. A ``Recommender`` applies them in order: what the unknown asks for, then the
/// adjustments of its owner (a schedule, an emergency, what a cluster can hold), then the behavior and
/// the bounds, which therefore hold for the adjustments too.
public protocol RecommendationStep: Sendable {
  /// Changes the proposal where the rule asks for it, and says so in its limits.
  func apply(to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState)
}
