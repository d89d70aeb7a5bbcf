public import TimeSeries

/// Something that replicas answer to for a time, beside the signals: a launch, a spike that an alert tells of, a rate limit.
///
/// When it ends, what it asked for is taken back by itself.
public struct ScalingEvent: Hashable, Sendable {
  /// What it is.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Load that rises faster than it should.
    case loadSpike = "load_spike"
    /// More errors than there should be.
    case errorRate = "error_rate"
    /// What the replicas call limits their rate: more of them would not help.
    case rateLimit = "rate_limit"
    /// Known from outside, such as a launch or a campaign.
    case external
    /// Cost above what it should be.
    case cost
    /// To be answered at once.
    case emergency
  }

  /// What replicas do about it.
  public enum Effect: Hashable, Sendable {
    /// So many more than would be recommended without it when it begins.
    case addReplicas(Int)
    /// So many percent more.
    case addPercent(Double)
    /// So many percent fewer.
    case removePercent(Double)
    /// No fewer than this.
    case floor(Int)
    /// No more than this.
    case ceiling(Int)
  }

  /// Its name for people and logs.
  public var name: String
  /// What it is.
  public var kind: Kind
  /// What replicas do about it.
  public var effect: Effect
  /// When it begins.
  public var start: Timestamp
  /// When it ends.
  public var end: Timestamp
  /// Which of several of one name it is; an event of the same name and key takes its place.
  public var key: String
  /// The replicas that would have been recommended without it when it began; nil before.
  public var base: Int?

  /// An event as given.
  public init(
    name: String, kind: Kind, effect: Effect, start: Timestamp, end: Timestamp, key: String = ""
  ) {
    self.name = name
    self.kind = kind
    self.effect = effect
    self.start = start
    self.end = end
    self.key = key
  }

  /// The fewest or the most replicas that it asks for; nil where it has nothing to count from.
  var bound: (replicas: Int, isFloor: Bool)? {
    let base = base.map { Swift.min(Swift.max(0, $0), ReplicaCount.most) }
    func share(_ percent: Double, of base: Int) -> Int {
      ReplicaCount.covering(Double(base) * (1 + percent / 100))
    }
    switch effect {
    case .floor(let replicas): return (replicas, true)
    case .ceiling(let replicas): return (replicas, false)
    case .addReplicas(let more): return base.map { (min(ReplicaCount.most, $0 + more), true) }
    case .addPercent(let percent): return base.map { (share(percent, of: $0), true) }
    case .removePercent(let percent): return base.map { (share(-percent, of: $0), false) }
    }
  }
}

/// What somebody decided by hand for a workload, in the place of everything else but its bounds.
public struct ManualControl: Hashable, Sendable {
  /// What was decided.
  public enum Order: Hashable, Sendable {
    /// So many replicas.
    case pin(Int)
    /// As many as were asked for last: nothing changes.
    case pause
  }

  /// What was decided.
  public var order: Order
  /// When it ends by itself; nil: when somebody ends it.
  public var until: Timestamp?
  /// Why, in the words of who did it; empty where nothing was said.
  public var reason: String
  /// What decided it, where that was no person: only the same may end it.
  public var source = ""

  /// A decision as given.
  public init(_ order: Order, until: Timestamp? = nil, reason: String = "") {
    self.order = order
    self.until = until
    self.reason = reason
  }
}

/// The events and the manual control of one workload: a plain value, to be kept across restarts.
public struct EventBoard: Hashable, Sendable {
  /// The most events at once; of more the one that ends first gives way.
  public static let most = 100

  /// By their beginning.
  public private(set) var events: [ScalingEvent] = []
  /// What was decided by hand; nil: nothing.
  public var control: ManualControl?

  /// A board with nothing on it.
  public init() {}

  /// Takes an event, in the place of one of the same name and key.
  public mutating func add(_ event: ScalingEvent) {
    var event = event
    if let old = events.firstIndex(where: { $0.name == event.name && $0.key == event.key }) {
      // One that goes on keeps its beginning; one of another time is another one.
      if events[old].base != nil, event.start <= events[old].end {
        event.base = events[old].base
        event.start = min(event.start, events[old].start)
      }
      events.remove(at: old)
    }
    events.insert(event, at: events.firstIndex { $0.start > event.start } ?? events.count)
    if events.count > Self.most,
      let first = events.indices.min(by: { events[$0].end < events[$1].end })
    {
      events.remove(at: first)
    }
  }

  /// Ends an event; whether there was one.
  @discardableResult
  public mutating func remove(name: String, key: String = "") -> Bool {
    let before = events.count
    events.removeAll { $0.name == name && $0.key == key }
    return events.count < before
  }

  /// Drops what is over.
  public mutating func expire(at moment: Timestamp) {
    events.removeAll { $0.end <= moment }
    if let until = control?.until, until <= moment { control = nil }
  }

  /// Whether an event is in force.
  public func isActive(at moment: Timestamp) -> Bool {
    events.contains { $0.start <= moment && moment < $0.end }
  }

  /// Notes what would be recommended without them for those that begin.
  mutating func begin(at moment: Timestamp, without replicas: Int?) {
    guard let replicas else { return }
    for index in events.indices where events[index].start <= moment && events[index].base == nil {
      events[index].base = replicas
    }
  }
}

/// Brings a recommendation within what events ask for, and puts what was decided by hand in its place.
///
/// Of several events the largest floor counts, and the smallest ceiling counts against it: what limits the rate or the cost has the last word.
public struct EventStep: RecommendationStep {
  /// What is decided where nobody has decided by hand; nil: nothing.
  public var standing: ManualControl?

  /// A step for a standing decision.
  public init(standing: ManualControl? = nil) { self.standing = standing }

  /// Applies the step.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    state.board.expire(at: situation.at)
    state.board.begin(at: situation.at, without: proposal.replicas ?? situation.current)
    if let control = state.board.control ?? standing {
      proposal.isByHand = true
      switch control.order {
      case .pin(let replicas):
        if proposal.limit(to: replicas, by: .pinned) { proposal.trigger = .limit(.pinned) }
      case .pause:
        guard let replicas = situation.current ?? state.asked else { return }
        if proposal.limit(to: replicas, by: .paused) { proposal.trigger = .limit(.paused) }
      }
      return
    }
    let bounds = state.board.events.filter { $0.start <= situation.at }.compactMap(\.bound)
    if let floor = bounds.filter(\.isFloor).map(\.replicas).max(),
      proposal.replicas.map({ $0 < floor }) ?? true
    {
      proposal.limit(to: floor, by: .event)
      proposal.trigger = .limit(.event)
    }
    if let ceiling = bounds.filter({ !$0.isFloor }).map(\.replicas).min(),
      let replicas = proposal.replicas
    {
      proposal.cap(at: ceiling, by: .event)
      guard replicas > ceiling else { return }
      proposal.limit(to: ceiling, by: .event)
      proposal.trigger = .limit(.event)
    }
  }
}
