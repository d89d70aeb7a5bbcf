public import InstanceMix

/// Key `mix` of a workload, and what a node pool has in common with it: which instances can be bought, and on which terms.
public struct MixSettings: Hashable, Sendable {
  /// Path of the catalogue, CSV or YAML. Key `catalogue`.
  public var catalogue: String
  /// The region whose offers count; nil: the catalogue has at most one. Key `region`.
  public var region: String?
  /// What a replica needs. Key `per_replica` (`cpu`, `memory`, `gpu`).
  public var perReplica = ResourceNeed()
  /// Instead of `per_replica`: the instances are sized by the load they serve (catalogue column `rps`), and
  /// this is the load of one replica in requests per second. Key `rps_per_replica`.
  public var requestsPerSecondPerReplica: Double?
  /// What each instance keeps for itself. Key `reserve`.
  public var reserve = ResourceNeed()
  /// Offers slower than this are not used. Key `max_latency`.
  public var maxLatency: Duration?
  /// Bound on the hourly price. Key `budget_dollars_per_hour`.
  public var budgetDollarsPerHour: Double?
  /// The most of every need that spot instances may hold. Key `spot_share`.
  public var spotShare: Double?
  /// The most instances. Key `max_instances`.
  public var maxInstances: Int?
  /// The fewest distinct types. Key `min_types`.
  public var minTypes: Int?
  /// The fewest distinct zones. Key `min_zones`.
  public var minZones: Int?
  /// The least probability with which capacity holds when some of it is taken back. Key `survival`.
  public var survival: Double?
  /// How interruptions go together. Key `interrupted_by`.
  public var interruptedBy = InterruptionCorrelation.pools
  /// What a change of the mix costs; nil: nothing. Key `change`.
  public var change: MixChangeSettings?
  /// Where the instances that run are read; nil: the last mix stands in. Key `current`.
  public var current: InstanceTable?
  /// Where prices are read, later ones before earlier ones. Key `prices`.
  public var prices: [PriceSettings] = []

  /// Settings with every default.
  public init(catalogue: String) { self.catalogue = catalogue }
}

/// Key `change`: a change of the mix is made when what it saves within `payback` is worth more than it costs.
public struct MixChangeSettings: Hashable, Sendable {
  /// What it costs to start an instance. Key `start_dollars`.
  public var startDollars = 0.0
  /// What it costs to stop one. Key `stop_dollars`.
  public var stopDollars = 0.0
  /// The time within which a saving must pay for the change. Key `payback`.
  public var payback: Duration = .seconds(3600)

  /// Settings with every default.
  public init() {}
}

/// A query whose series are about instance types, with the labels that say which.
public struct InstanceTable: Hashable, Sendable {
  /// The name of a Prometheus source. Key `source`.
  public var source: String
  /// An instant query in PromQL. Key `query`.
  public var query: String
  /// The label that has the instance type. Key `type_label`.
  public var typeLabel = "instance_type"
  /// The label that has the zone. Key `zone_label`.
  public var zoneLabel = "zone"
  /// The label that has the lifecycle. Key `lifecycle_label`.
  public var lifecycleLabel = "lifecycle"
  /// The age beyond which the series do not count any longer. Key `max_age`.
  public var maxAge: Duration = .seconds(3600)

  /// A table with every default.
  public init(source: String, query: String) {
    self.source = source
    self.query = query
  }

  /// What to read from which source.
  public var reference: SignalReference {
    SignalReference(source: source, selector: .table(query))
  }
}

/// One entry of `prices`.
public struct PriceSettings: Hashable, Sendable {
  /// The prices, in dollars per hour.
  public var table: InstanceTable
  /// The lifecycle of all of them; nil: the label says it, and without the label they are of every lifecycle. Key `lifecycle`.
  public var lifecycle: InstanceLifecycle?
  /// The probability of an interruption, in thousandths, for offers that the catalogue has not got; nil: no offers are made. Key
  /// `interruption`.
  public var interruptionPerMille: Int?

  /// Settings with every default.
  public init(table: InstanceTable) { self.table = table }
}

/// One entry of `node_pools`: instances that hold the replicas of several workloads side by side.
public struct NodePoolSettings: Hashable, Sendable {
  /// Unique name. Key `name`.
  public var name: String
  /// What can be bought, and on which terms.
  public var mix: MixSettings
  /// What runs on it. Key `pods`.
  public var pods: [PodSettings] = []

  /// Settings with every default.
  public init(name: String, mix: MixSettings) {
    self.name = name
    self.mix = mix
  }
}

/// One entry of `pods`.
public struct PodSettings: Hashable, Sendable {
  /// The name of a workload; its recommended replicas are the pods. Key `workload`.
  public var workload: String
  /// What one of them needs. Key `per_replica`.
  public var need = ResourceNeed()

  /// Settings as given.
  public init(workload: String) { self.workload = workload }
}
