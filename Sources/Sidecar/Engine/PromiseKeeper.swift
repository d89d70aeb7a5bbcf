import Configuration
import Scaling
import Sizing
import TimeSeries

/// Keeps the promised share of overload of one workload: its load in replicas, what may become of it, and what was delivered.
struct PromiseKeeper {
  /// What has to be the same for what was learnt to go on.
  struct Kind: Hashable, Sendable {
    var risk: LoadRisk.Settings
    var share: Double
    /// What overload costs, where that is known instead.
    var price: Double?
    /// What the load of each signal becomes replicas by; nil for one that is not part of it.
    var targets: [SignalTarget?]
  }

  /// What is learnt away from the cycle, and taken over from there.
  struct Knowledge: Sendable {
    var risk: LoadRisk
    var promise: OverloadPromise
    /// The moment of the next load.
    var next: Timestamp
  }

  let kind: Kind
  private var knowledge: Knowledge?
  /// Counts the pasts that should be known, so that what was learnt from an older one is told apart.
  private(set) var generation = 0

  /// Whether a pause has made it forget what it knew.
  private var hasForgotten = false
  /// A pause that is longer starts anew.
  private static let longestPause = Duration.seconds(7 * 86_400)

  /// A keeper that knows nothing yet; nil where no signal's load is a total.
  init?(_ settings: WorkloadSettings, interval: Duration) {
    let targets = settings.signals.map { $0.target.isTotal ? $0.target : nil }
    guard settings.keepsPromise, targets.contains(where: { $0 != nil }) else { return nil }
    var risk = LoadRisk.Settings()
    risk.tick = interval
    // An autoscaler asks for the recommendation once an interval; a simulated fleet follows at once.
    risk.startup = settings.startup + (settings.replicas.simulate ? .zero : interval)
    risk.least = settings.replicas.min
    risk.most = settings.replicas.max
    kind = Kind(
      risk: risk, share: settings.targetOverload, price: settings.overloadPrice, targets: targets)
  }

  /// Forgets what was learnt, since the past is another one.
  mutating func pastHasChanged() { generation += 1 }

  /// What has to be done, away from the cycle, for the past to be known.
  func job(workload: String, loads: [CompressedSeries], ready: CompressedSeries) -> PromiseJob? {
    guard let end = loads.compactMap({ $0.last?.timestamp }).max() else { return nil }
    return PromiseJob(
      workload: workload, generation: generation, kind: kind, loads: loads, ready: ready, end: end)
  }

  /// Whether it has forgotten since it was last asked.
  mutating func takeLoss() -> Bool {
    defer { hasForgotten = false }
    return hasForgotten
  }

  /// Takes over what was learnt; what was learnt from another past, or for other settings, is left.
  mutating func adopt(_ delivery: PromiseDelivery) {
    guard delivery.generation == generation, delivery.kind == kind else { return }
    knowledge = delivery.knowledge
  }

  /// Takes over what another keeper has learnt, where it learnt the same thing.
  mutating func adopt(_ other: PromiseKeeper) {
    guard other.kind == kind else { return }
    knowledge = other.knowledge
    generation = other.generation
  }

  /// Takes in the loads up to `tick`, the newest sample of each.
  ///
  /// - Parameter ready: the replicas that served until now; nil: not known.
  mutating func observe(at tick: Timestamp, loads: [CompressedSeries], ready: Int?) {
    var known = knowledge
    // Taken out for as long as it changes: a copy would be one of all that was learnt.
    knowledge = nil
    if let last = known, tick < last.next {
      // A clock that was set back brings up no moment twice.
      knowledge = known
      return
    }
    if let last = known, tick - last.next > Self.longestPause {
      known = nil
      hasForgotten = true
    }
    var next = known ?? Knowledge(kind, from: tick)
    next.advance(through: tick, kind, loads)
    if let ready { next.promise.account(next.risk, ready: ready) }
    knowledge = next
  }

  /// The replicas that keep the promise; nil while nothing is forecast, or the load is not known.
  ///
  /// - Parameter current: the replicas that there are, or that were asked for.
  mutating func replicas(current: Int?) -> PromisedReplicas? {
    guard var known = knowledge, known.risk.isForecast, known.risk.isKnown else { return nil }
    knowledge = nil
    defer { knowledge = known }
    let replicas = known.promise.decide(known.risk, total: current ?? known.risk.need)
    return PromisedReplicas(
      replicas: replicas, need: known.risk.need, share: kind.price == nil ? kind.share : nil,
      delivered: known.promise.delivered, chance: known.risk.risk(with: replicas),
      chanceWithOneFewer: replicas > kind.risk.least ? known.risk.risk(with: replicas - 1) : nil,
      chanceWithOneMore: replicas < kind.risk.most ? known.risk.risk(with: replicas + 1) : nil)
  }

  /// The load of one moment in replicas: that of the signal that needs the most; nil where one is not known.
  static func demand(_ loads: [Double?], _ targets: [SignalTarget?]) -> Double? {
    var most: Double?
    for (load, target) in zip(loads, targets) {
      guard let target else { continue }
      guard let load, load.isFinite, load >= 0, let demand = target.demand(ofTotal: load) else {
        return nil
      }
      most = max(most ?? 0, demand)
    }
    return most
  }
}

extension PromiseKeeper.Knowledge {
  /// Nothing known, from `start` on.
  init(_ kind: PromiseKeeper.Kind, from start: Timestamp) {
    var settings = kind.risk
    settings.start = start
    risk = LoadRisk(settings)
    promise = OverloadPromise(share: kind.share, settings: settings, price: kind.price)
    next = start
  }

  /// Takes in the loads from the next one through `end`, as long as `each`, called after each of them, says to go on.
  mutating func advance(
    through end: Timestamp, _ kind: PromiseKeeper.Kind, _ loads: [CompressedSeries],
    each: (inout PromiseKeeper.Knowledge) -> Bool = { _ in true }
  ) {
    let step = kind.risk.tick
    let count = Int((end - next).milliseconds / step.milliseconds) + 1
    guard count > 0 else { return }
    let from = next
    let values = loads.map { RegularSeries($0, from: from, step: step, count: count).values }
    for index in 0..<count {
      let moment = values.map { $0[index].isNaN ? nil : $0[index] }
      risk.observe(PromiseKeeper.demand(moment, kind.targets))
      next = next + step
      guard each(&self) else { return }
    }
  }
}

/// What has to be learnt of a past away from the cycle: some seconds of work for weeks of it.
struct PromiseJob: Sendable {
  var workload: String
  var generation: Int
  var kind: PromiseKeeper.Kind
  /// The load of each signal.
  var loads: [CompressedSeries]
  /// The replicas that served.
  var ready: CompressedSeries
  /// The newest moment.
  var end: Timestamp

  /// The longest past that is lived through: four weeks for the regressions, and a week before them.
  private static let longest = Duration.seconds(35 * 86_400)

  /// Does the work; nil where its task was cancelled.
  func run() -> PromiseDelivery? {
    let step = kind.risk.tick
    let first = loads.compactMap { $0.first?.timestamp }.min() ?? end
    let start = max(first, end - Self.longest).alignedUp(to: step)
    var knowledge = PromiseKeeper.Knowledge(kind, from: min(start, end))
    let count = Int(max(0, (end - knowledge.next).milliseconds / step.milliseconds)) + 1
    let served = RegularSeries(ready, from: knowledge.next, step: step, count: count).values
    var index = 0
    knowledge.advance(through: end, kind, loads) { knowledge in
      if let ready = Int32(exactly: served[index]), ready >= 0 {
        knowledge.promise.account(knowledge.risk, ready: Int(ready))
      }
      index += 1
      return index % 64 != 0 || !Task.isCancelled
    }
    guard !Task.isCancelled else { return nil }
    return PromiseDelivery(
      workload: workload, generation: generation, kind: kind, knowledge: knowledge)
  }
}

/// What was learnt of a past.
struct PromiseDelivery: Sendable {
  var workload: String
  var generation: Int
  var kind: PromiseKeeper.Kind
  var knowledge: PromiseKeeper.Knowledge
}
