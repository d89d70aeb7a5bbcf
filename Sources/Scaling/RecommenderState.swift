public import TimeSeries

/// What a ``Recommender`` remembers from one decision to the next: a plain value, to be kept across
/// restarts.
public struct RecommenderState: Hashable, Sendable {
  /// A change that was asked for and need not show yet in the observed replicas.
  public struct PendingChange: Hashable, Sendable {
    /// The fewest replicas that were in force since the replicas last were as asked for.
    public var fewest: Int
    /// The most.
    public var most: Int
    /// The moment of the newest change.
    public var since: Timestamp

    /// A change as given.
    public init(fewest: Int, most: Int, since: Timestamp) {
      self.fewest = fewest
      self.most = most
      self.since = since
    }
  }

  /// The moment of the first decision.
  public var firstDecision: Timestamp?
  /// The moment of the latest decision.
  public var lastDecision: Timestamp?
  /// The last recommendation, whatever it rested on.
  public var asked: Int?
  /// Whether the replicas were ever observed.
  public var hasObserved = false
  /// The change that is on its way.
  public var pending: PendingChange?
  /// The last recommendation that no unknown signal had a hand in.
  public var lastGood: Int?
  /// The last recommendation with any known signal.
  public var lastInformed: Int?
  /// The confidence of ``lastInformed``.
  public var confidence: Double?
  /// Since when each signal that is unknown has been so, by name.
  public var outages: [String: Timestamp] = [:]
  /// Events, and what was decided by hand.
  public var board = EventBoard()
  /// When a slower pace last decided.
  public var decided: Timestamp?
  /// What the last decision lacked; nil: nothing.
  public var shortage: Shortage?
  /// What the rule remembers, where one decides.
  public var rule = RuleMemory()
  /// What the behavior looks back on.
  public var history = ReplicaHistory()

  /// The state before the first decision.
  public init() {}

  /// The recommendation that stands in when no signal is known: the larger of the last good one and
  /// the last that rested on anything; nil where nothing has ever been known.
  public var held: Int? {
    switch (lastGood, lastInformed) {
    case (let good?, let informed?): max(good, informed)
    case (let good, let informed): good ?? informed
    }
  }
}

extension RecommenderState {
  /// Brings the clock to `at`. Time never runs backwards for what is remembered: a clock that was set
  /// back takes the memory along, as if no time had passed since the last decision.
  mutating func advance(to at: Timestamp) {
    if let lastDecision, at < lastDecision {
      let step = lastDecision.elapsed(since: at)
      firstDecision = firstDecision?.moved(back: step)
      pending = pending.map { change in
        var moved = change
        moved.since = change.since.moved(back: step)
        return moved
      }
      outages = outages.mapValues { $0.moved(back: step) }
      history.move(back: step)
      rule.move(back: step)
      decided = decided?.moved(back: step)
    }
    firstDecision = firstDecision ?? at
    lastDecision = at
  }

  /// The replicas that a decision starts from, given those observed.
  ///
  /// They are those asked for last, while the observed ones are on their way there: between what was
  /// in force and what was asked for, and the newest change not longer ago than `settling`. That is the
  /// `spec.replicas` from which Kubernetes starts. Replicas found elsewhere were changed from outside,
  /// or never followed: then the observation counts, and the changes that it contradicts are forgotten.
  mutating func current(given observed: Int?, at: Timestamp, settling: Duration) -> Int? {
    guard let observed else { return asked }
    if !hasObserved {
      // As Kubernetes does: somebody must have wished for the replicas found at the beginning.
      history.record(wish: observed, at: at)
      hasObserved = true
    }
    guard let asked else { return observed }
    if observed == asked {
      pending = nil
      return asked
    }
    if let pending, (pending.fewest...pending.most).contains(observed),
      at.elapsed(since: pending.since) <= settling.milliseconds
    {
      return asked
    }
    pending = nil
    history.cancel(byOutside: observed - asked)
    return observed
  }

  /// Remembers what was recommended on top of `current`.
  mutating func remember(_ replicas: Int, current: Int?, at: Timestamp) {
    asked = replicas
    guard let current, current != replicas else { return }
    history.record(change: replicas - current, at: at)
    pending = PendingChange(
      fewest: min(pending?.fewest ?? current, current, replicas),
      most: max(pending?.most ?? current, current, replicas), since: at)
  }
}
