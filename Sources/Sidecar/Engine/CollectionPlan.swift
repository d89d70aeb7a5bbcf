import Configuration

/// Which source is asked what, and whose values the answers are. Equal selectors of a source are asked once.
struct CollectionPlan: Sendable {
  /// One query of one source.
  struct Slot: Hashable, Sendable {
    var source: Int
    var query: Int
  }

  /// The queries of each source, in the order of `Settings.sources`.
  private(set) var queries: [[SignalSelector]]

  /// What each workload reads, in the order of `Settings.workloads`.
  private(set) var workloads: [Readings] = []

  /// What the mix of each workload reads, in the order of `Settings.workloads`. No decision waits for it.
  private(set) var mixes: [MarketReadings] = []

  /// What each node pool reads, in the order of `Settings.nodePools`.
  private(set) var nodePools: [MarketReadings] = []

  /// What is read about instances.
  struct MarketReadings: Hashable, Sendable {
    var current: Slot?
    /// In the order of the settings' prices.
    var prices: [Slot] = []
  }

  /// What one workload reads.
  struct Readings: Hashable, Sendable {
    var current: Slot?
    var ready: Slot?
    /// In the order of the workload's signals.
    var signals: [Slot] = []
    /// In the order of the workload's events. No decision waits for them.
    var events: [Slot] = []

    /// The sources that the workload waits for.
    var sources: Set<Int> {
      Set(([current, ready].compactMap { $0 } + signals).map(\.source))
    }
  }

  /// The plan for checked settings: every reference names a source that exists.
  init(_ settings: Settings) {
    queries = Array(repeating: [], count: settings.sources.count)
    var indices: [String: Int] = [:]
    for (index, source) in settings.sources.enumerated() { indices[source.name] = index }
    var known: [SignalReference: Slot] = [:]
    for workload in settings.workloads {
      var readings = Readings()
      readings.current = workload.replicas.current.flatMap { slot($0, indices, &known) }
      readings.ready = workload.replicas.ready.flatMap { slot($0, indices, &known) }
      readings.signals = workload.signals.compactMap { slot($0.reference, indices, &known) }
      precondition(
        readings.signals.count == workload.signals.count, "a signal names no source that exists")
      readings.events = workload.events.compactMap { slot($0.reference, indices, &known) }
      precondition(
        readings.events.count == workload.events.count, "an event names no source that exists")
      workloads.append(readings)
      mixes.append(workload.mix.map { market($0, indices, &known) } ?? MarketReadings())
    }
    nodePools = settings.nodePools.map { market($0.mix, indices, &known) }
  }

  private mutating func market(
    _ mix: MixSettings, _ indices: [String: Int], _ known: inout [SignalReference: Slot]
  ) -> MarketReadings {
    var readings = MarketReadings()
    readings.current = mix.current.flatMap { slot($0.reference, indices, &known) }
    readings.prices = mix.prices.compactMap { slot($0.table.reference, indices, &known) }
    precondition(readings.prices.count == mix.prices.count, "a price names no source that exists")
    return readings
  }

  private mutating func slot(
    _ reference: SignalReference, _ indices: [String: Int], _ known: inout [SignalReference: Slot]
  ) -> Slot? {
    if let slot = known[reference] { return slot }
    guard let source = indices[reference.source] else { return nil }
    let slot = Slot(source: source, query: queries[source].count)
    queries[source].append(reference.selector)
    known[reference] = slot
    return slot
  }
}
