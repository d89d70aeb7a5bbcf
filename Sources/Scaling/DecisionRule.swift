public import TimeSeries

/// How a number of replicas comes out of what the signals say.
public enum DecisionRule: Hashable, Sendable {
  /// Each signal asks for the replicas that its load needs, and the wishes are combined (``SignalCombination``).
  case wishes
  /// Steps up and down when use passes thresholds.
  case thresholds(ThresholdRules)
  /// One factor on the current replicas, weighed over all signals.
  case factors(FactorRules)
}

/// What a rule remembers from one decision to the next.
public struct RuleMemory: Hashable, Sendable {
  /// When it last added replicas.
  public var lastUp: Timestamp?
  /// When it last removed some.
  public var lastDown: Timestamp?
  /// The decisions in a row in which use was above, or, below zero, below its threshold.
  public var streak = 0
  /// The emergency that lasts.
  public var emergency: Emergency?

  /// Replicas that were added at once.
  public struct Emergency: Hashable, Sendable {
    /// When it began.
    public var since: Timestamp
    /// The replicas before it.
    public var before: Int

    /// An emergency as given.
    public init(since: Timestamp, before: Int) {
      self.since = since
      self.before = before
    }
  }

  /// A rule that has never decided.
  public init() {}

  /// Notes what became of a decision: cooldowns run from what changed, not from what was asked for and put off.
  mutating func note(_ replicas: Int, current: Int, at: Timestamp) {
    if replicas > current {
      lastUp = at
    } else if replicas < current {
      lastDown = at
    }
    if replicas <= current, emergency?.since == at { emergency = nil }
  }

  mutating func move(back step: Int64) {
    lastUp = lastUp?.moved(back: step)
    lastDown = lastDown?.moved(back: step)
    if let begun = emergency?.since { emergency?.since = begun.moved(back: step) }
  }
}

/// What a rule asks for, and why.
struct RuleAnswer {
  /// The replicas.
  var replicas: Int
  /// Whether the forecast made the difference.
  var isForecast = false
  /// The signal that decided; nil for all of them.
  var signal: String?
  /// The least confidence of what it rests on; nil where none is known.
  var confidence: Double?
  /// One sentence.
  var because: String
}

/// The use of a signal: its load over what the serving replicas carry at its target.
struct SignalUse {
  var name: String
  /// Now.
  var present: Double
  /// By the time at which a new replica would serve; nil where nothing is forecast, or not to be believed.
  var expected: Double?
  var confidence: Double?
  var weight: Double
}

extension SignalUse {
  /// The uses of all signals that are known; empty without replicas that serve.
  static func all(
    _ policies: [SignalPolicy], _ signals: [SignalRecommendation], serving: Int
  ) -> [SignalUse] {
    guard serving > 0 else { return [] }
    return zip(policies, signals).compactMap { policy, signal in
      guard case .known = signal.state, let load = signal.present,
        let demand = policy.target.demand(of: load, ready: serving)
      else { return nil }
      var expected: Double?
      if signal.doubtedBelow == nil, let forecast = signal.forecast {
        expected = policy.target.demand(of: forecast, ready: serving)
      }
      return SignalUse(
        name: signal.name, present: demand / Double(serving),
        expected: expected.map { $0 / Double(serving) }, confidence: signal.confidence,
        weight: policy.weight)
    }
  }
}
