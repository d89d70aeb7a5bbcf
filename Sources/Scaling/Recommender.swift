public import TimeSeries

/// The state machine that turns signals into a recommendation: a value, without clock and I/O.
///
/// One decision goes signal by signal to a wish (present and forecast, tolerance), over the combination
/// of the wishes, to the steps: ``HoldStep``, the owner's adjustments, ``StabilizationStep``,
/// ``RateStep``, ``BoundsStep``. `docs/decisions.md` tells the whole way with its formulas.
///
/// Equal states and inputs give equal answers. A decision costs about as much as its signals and the
/// changes of the last half hour are many.
public struct Recommender: Sendable {
  /// The settings.
  public private(set) var policy: WorkloadPolicy
  /// All that is remembered.
  public private(set) var state: RecommenderState
  /// Steps between what the signals ask for and the behavior.
  public var adjustments: [any RecommendationStep]

  /// A recommender that goes on from `state`.
  public init(
    policy: WorkloadPolicy, state: RecommenderState = RecommenderState(),
    adjustments: [any RecommendationStep] = []
  ) {
    self.policy = policy
    self.state = state
    self.adjustments = adjustments
  }

  /// Takes other settings from the next decision on. Nothing is forgotten but the outages of signals
  /// that are gone.
  public mutating func adopt(policy: WorkloadPolicy) {
    self.policy = policy
    state.outages = state.outages.filter { outage in
      policy.signals.contains { $0.name == outage.key }
    }
  }

  /// Changes the events and what was decided by hand.
  public mutating func change(_ body: (inout EventBoard) -> Void) { body(&state.board) }

  /// Decides.
  ///
  /// - Parameters:
  ///   - at: The moment. A moment before that of the last decision counts as no time passed.
  ///   - replicas: The replicas as they are.
  ///   - observations: The signals, in any order; those of other names are ignored, and a signal
  ///     without observation is unknown.
  ///   - promise: what keeps a promised share of overload, given the replicas that there are or that were asked for (nil: not known).
  ///     Where it answers, it stands for all signals whose load is a total; the others still ask for theirs.
  public mutating func recommend(
    at: Timestamp, replicas: ReplicaObservation, signals observations: [SignalObservation],
    promise: (Int?) -> PromisedReplicas? = { _ in nil }
  ) -> Recommendation {
    state.advance(to: at)
    let observed = replicas.current.flatMap { $0 < 0 ? nil : min($0, ReplicaCount.most) }
    let current = state.current(given: observed, at: at, settling: policy.settling)
    let signals = decide(
      observations, at: at, current: current, ready: ready(in: replicas, current: current, at: at))
    let situation = Situation(
      at: at, policy: policy, current: current, observed: observed, signals: signals)

    let promised = promise(current)
    let wished = policy.combination.combine(wishes(of: signals, isPromised: promised != nil))
    let ruled = ruling(in: situation, serving: ready(in: replicas, current: current, at: at))
    let wanted = ruled?.replicas ?? promised.map { max($0.wanted, wished ?? 0) } ?? wished
    var proposal: Proposal
    if let ruled {
      proposal = Proposal(
        replicas: ruled.replicas, reason: ruled.isForecast ? .forecast : .present,
        trigger: ruled.signal.map { .signal($0) } ?? .signals, confidence: ruled.confidence)
    } else if let promised, promised.wanted == wanted {
      proposal = Proposal(
        replicas: wanted, reason: promised.replicas > promised.need ? .forecast : .present,
        trigger: .promise, confidence: promised.chance.map { 1 - $0 })
    } else {
      proposal = self.proposal(wanted, in: situation)
    }
    HoldStep().apply(to: &proposal, in: situation, state: &state)
    for step in adjustments { step.apply(to: &proposal, in: situation, state: &state) }
    // What somebody decided by hand holds at once.
    if !proposal.isByHand {
      StabilizationStep().apply(to: &proposal, in: situation, state: &state)
      RateStep().apply(to: &proposal, in: situation, state: &state)
      // What was wished for earlier must not bring back what there is no room for now.
      proposal.holdCeilings()
    }
    BoundsStep().apply(to: &proposal, in: situation, state: &state)
    remember(proposal, wanted: wanted, in: situation)
    var recommendation = Recommendation(proposal, wanted: wanted, situation)
    recommendation.promise = promised
    recommendation.ruling = ruled?.because
    recommendation.shortage = state.shortage
    recommendation.events = state.board.events.filter { $0.start <= situation.at }
    recommendation.control =
      state.board.control ?? adjustments.lazy.compactMap { ($0 as? EventStep)?.standing }.first
    return recommendation
  }

  /// The serving replicas, or who stands in for them: the current ones, and in the end, after `hold`,
  /// the fewest, since a workload that never shows its replicas must have a beginning.
  private func ready(
    in replicas: ReplicaObservation, current: Int?, at: Timestamp
  ) -> Int? {
    if let ready = replicas.ready, ready >= 0 { return min(ready, ReplicaCount.most) }
    if let current { return current }
    guard let first = state.firstDecision, at.elapsed(since: first) >= policy.hold.milliseconds
    else { return nil }
    return max(1, policy.min)
  }

  private mutating func decide(
    _ observations: [SignalObservation], at: Timestamp, current: Int?, ready: Int?
  ) -> [SignalRecommendation] {
    let first = state.firstDecision ?? at
    var signals: [SignalRecommendation] = []
    signals.reserveCapacity(policy.signals.count)
    for (index, signal) in policy.signals.enumerated() {
      // Callers keep the order of the policy; then no search is needed.
      let observation =
        index < observations.count && observations[index].name == signal.name
        ? observations[index] : observations.first { $0.name == signal.name }
      let known = state.outages.isEmpty ? nil : state.outages[signal.name]
      let recommendation = signal.recommend(
        observation, current: current, ready: ready, tolerance: policy.tolerance,
        threshold: policy.confidenceThreshold
      ) { since in
        // What is remembered went along with the clock; what the caller says may not have. And a
        // signal that was never seen is unknown since somebody looks, not since ever.
        let earliest = known.map { min($0, since ?? $0) } ?? since ?? at
        return min(max(earliest, first), at)
      }
      if case .unknown(_, let since) = recommendation.state {
        state.outages[signal.name] = since
      } else if known != nil {
        state.outages[signal.name] = nil
      }
      signals.append(recommendation)
    }
    return signals
  }

  /// What the rule asks for; nil where the signals' wishes count: there is none, or it knows no replicas to start from.
  private mutating func ruling(in situation: Situation, serving: Int?) -> RuleAnswer? {
    guard let current = situation.current, current > 0, let serving else { return nil }
    let uses = SignalUse.all(policy.signals, situation.signals, serving: serving)
    switch policy.rule {
    case .wishes: return nil
    case .thresholds(let rules):
      return rules.decide(
        uses, current: current, serving: serving, at: situation.at, memory: &state.rule)
    case .factors(let rules): return rules.decide(uses, current: current, serving: serving)
    }
  }

  private func wishes(
    of signals: [SignalRecommendation], isPromised: Bool
  ) -> [(replicas: Int, weight: Double)] {
    zip(policy.signals, signals).compactMap { policy, signal in
      isPromised && policy.target.isTotal
        ? nil : signal.desired.map { (replicas: $0, weight: policy.weight) }
    }
  }

  /// What the signals ask for, with who asked and why.
  private func proposal(_ wanted: Int?, in situation: Situation) -> Proposal {
    guard let wanted else { return Proposal(replicas: nil, reason: .unknown, trigger: .none) }
    let known = situation.signals.filter { $0.desired != nil }
    // Of a mean all signals are part; else the one that has its way, or for lack of it the first.
    let deciding = policy.combination == .mean ? known : known.filter { $0.desired == wanted }
    let first = deciding.first ?? known.first
    var proposal = Proposal(
      replicas: wanted, reason: .present,
      trigger: policy.combination == .mean && known.count > 1
        ? .signals : first.map { .signal($0.name) } ?? .none,
      confidence: deciding.compactMap(\.confidence).min())
    if deciding.contains(where: { !$0.withinTolerance && !$0.isForecastAhead }) {
      proposal.reason = .present
    } else if deciding.contains(where: { !$0.withinTolerance }) {
      proposal.reason = .forecast
    } else if !deciding.isEmpty {
      proposal.reason = .withinTolerance
    }
    for signal in deciding where signal.withinTolerance {
      if let desired = signal.desired { proposal.note(.tolerance, from: signal.wish, to: desired) }
    }
    return proposal
  }

  private mutating func remember(_ proposal: Proposal, wanted: Int?, in situation: Situation) {
    guard let replicas = proposal.replicas else { return }
    if let current = situation.current {
      state.rule.note(replicas, current: current, at: situation.at)
    }
    if wanted != nil {
      state.lastInformed = replicas
      // What a hold has worn down must not be the measure of its further wear.
      if !proposal.limits.contains(where: { $0.kind == .hold }) {
        state.confidence = proposal.confidence
      }
      if (situation.holdLeft ?? 0) == 0 { state.lastGood = replicas }
    }
    state.remember(replicas, current: situation.current, at: situation.at)
  }
}

extension Recommendation {
  fileprivate init(_ proposal: Proposal, wanted: Int?, _ situation: Situation) {
    at = situation.at
    replicas = proposal.replicas
    self.wanted = wanted
    current = situation.current
    observed = situation.observed
    reason = proposal.reason
    trigger = proposal.trigger
    confidence = proposal.confidence
    signals = situation.signals
    limits = proposal.limits
    isHeld = proposal.limits.contains { $0.kind == .hold }
    isFallbackActive = proposal.limits.contains { $0.kind == .fallback }
    holdLeft = situation.holdLeft
    action =
      switch (situation.current, proposal.replicas) {
      case (let current?, let replicas?) where replicas > current: .scaleUp
      case (let current?, let replicas?) where replicas < current: .scaleDown
      default: .none
      }
  }
}
