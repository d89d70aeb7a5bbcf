public import Scaling
public import Schedules

/// One entry of `workloads`.
public struct WorkloadSettings: Hashable, Sendable {
  /// Whether an autoscaler may read the recommendation.
  public enum Mode: String, CaseIterable, Hashable, Sendable {
    /// On /metrics and the page only.
    case shadow
    /// Fed to autoscalers.
    case live
  }

  /// What decides the replicas.
  public enum Policy: String, CaseIterable, Hashable, Sendable {
    /// The share of overload that is promised, at the least cost.
    case promise
    /// The largest load that is forecast until a new replica serves, at the quantile of the promised share.
    case forecast
    /// ``ThresholdRules/conservative``.
    case conservative
    /// ``ThresholdRules/aggressive``.
    case aggressive
    /// ``ThresholdRules/costOptimized``.
    case costOptimized = "cost_optimized"
    /// ``ThresholdRules/highPerformance``.
    case highPerformance = "high_performance"
    /// ``ThresholdRules/steadyConservative``.
    case steadyConservative = "steady_conservative"
    /// ``ThresholdRules/steadyBalanced``.
    case steadyBalanced = "steady_balanced"
    /// ``ThresholdRules/steadyAggressive``.
    case steadyAggressive = "steady_aggressive"
    /// ``FactorRules``.
    case factors

    /// The thresholds that it stands for; nil where it has none.
    public var template: ThresholdRules? {
      switch self {
      case .promise, .forecast, .factors: nil
      case .conservative: .conservative
      case .aggressive: .aggressive
      case .costOptimized: .costOptimized
      case .highPerformance: .highPerformance
      case .steadyConservative: .steadyConservative
      case .steadyBalanced: .steadyBalanced
      case .steadyAggressive: .steadyAggressive
      }
    }
  }

  /// Unique name. Key `name`.
  public var name: String
  /// Key `mode`.
  public var mode: Mode = .shadow
  /// The time until a new replica serves; with one interval added, the forecast's horizon. Key `startup`.
  public var startup: Duration = .seconds(60)
  /// As it is written; nil: `auto`.
  var startupText: Duration? = .seconds(60)
  /// What learning begins with. Key `startup_prior`.
  var startupPrior: Duration = .seconds(60)
  /// Whether that is only where learning begins. Key `startup` (`auto`).
  public var learnsStartup = false
  /// The share of time in which load may exceed ready capacity, above 0 and below 1; forecasts are
  /// read at the quantile 1 - targetOverload. Key `target_overload` (`0.1%` or `0.001`).
  public var targetOverload = 0.001
  /// What a minute of overload costs; nil: not known. Key `overload_minute_dollars`.
  public var overloadMinuteDollars: Double?
  /// What a replica costs an hour; nil: not known. Key `replica_hour_dollars`.
  public var replicaHourDollars: Double?
  /// What decides the replicas; nil: ``Policy/promise`` where `target_overload` is stated, else ``Policy/forecast``. Key `policy`.
  public var policy: Policy?
  /// What is to be other than in the template of ``policy``. Key `thresholds`.
  public var thresholds = ThresholdSettings()
  /// Whether `target_overload` was stated.
  public var statesTargetOverload = false
  /// Key `replicas`.
  public var replicas = ReplicaSettings()
  /// How signals become one number. Key `combine`.
  public var combine = SignalCombination.max
  /// The confidence below which a forecast asks for nothing, 0 to 1. Key `confidence_threshold`.
  public var confidenceThreshold = 0.0
  /// The relative change below which replicas stay as they are (HPA: tolerance), 0 and more. Key `tolerance`.
  public var tolerance = 0.0
  /// Key `behavior`, with the keys of a HorizontalPodAutoscaler.
  public var behavior = ScalingBehavior.kubernetesDefault
  /// How long the last good recommendation stands in for unknown signals. Key `hold`.
  public var hold: Duration = .seconds(300)
  /// The replicas to recommend when signals stay unknown for longer than `hold`; nil: the last good
  /// recommendation stays. Key `fallback`.
  public var fallback: Int?
  /// The clock and the days that its load follows. Key `calendar`; what it leaves out is that of the top level.
  public var calendar = CalendarSettings()
  /// What each entry bounds replicas to, and when; a preset is several. Key `schedules`.
  public var scheduleGroups: [[ReplicaSchedule]] = []
  /// What `actuate` changes; nil: nothing. Key `scale_target`.
  public var scaleTarget: ScaleTargetSettings?
  /// What replicas answer to for a time. Key `events`.
  public var events: [EventSettings] = []
  /// What there is only so much of. Key `limits`.
  public var limits: [LimitSettings] = []
  /// The time from one decision to the next where nothing is urgent; nil: every cycle. Key `decision_interval`.
  public var decisionInterval: Duration?
  /// Whether replicas stay as they are. Key `pause`.
  public var pause = false
  /// The number of replicas, whatever else asks for; nil: none. Key `pin`.
  public var pin: Int?
  /// At least one. Key `signals`.
  public var signals: [SignalSettings] = []
  /// Key `mix`.
  public var mix: MixSettings?

  /// Settings with every default.
  public init(name: String) { self.name = name }

  /// What a time of overload costs, in what one replica costs for as long; nil: not known.
  public var overloadPrice: Double? {
    guard let overloadMinuteDollars, let replicaHourDollars else { return nil }
    return 60 * overloadMinuteDollars / replicaHourDollars
  }

  /// Whether the promise of `target_overload` decides: it needs the maximum of all signals, and one whose load does not depend on the replicas.
  public var keepsPromise: Bool {
    let isStated = statesTargetOverload || overloadPrice != nil
    let isWanted = (policy ?? (isStated ? .promise : .forecast)) == .promise
    return isWanted && combine == .max && signals.contains { $0.target.isTotal }
  }

  /// How a number comes out of what the signals say.
  public var rule: DecisionRule {
    if let template = policy?.template { return .thresholds(thresholds.applied(to: template)) }
    return policy == .factors ? .factors(FactorRules()) : .wishes
  }

  /// The schedules of all entries; none where two have the same name, which was reported.
  public var schedules: ScheduleBook { (try? ScheduleBook(scheduleGroups.flatMap { $0 })) ?? .none }
}

/// Key `replicas`.
public struct ReplicaSettings: Hashable, Sendable {
  /// The fewest, 0 and more. Key `min`.
  public var min = 1
  /// The most, not below `min`. Key `max`.
  public var max = 100
  /// Where the present number of replicas is read; nil: the last recommendation stands in. Key `current`.
  public var current: SignalReference?
  /// Where the number of ready replicas is read; nil: `current` stands in. Key `ready`.
  public var ready: SignalReference?
  /// Whether a simulated fleet follows the recommendation, each new replica ready after `startup`;
  /// excludes `current` and `ready`. Key `simulate`.
  public var simulate = false

  /// Settings with every default.
  public init() {}
}

/// What to read from which source.
public struct SignalReference: Hashable, Sendable {
  /// The name of an entry of `sources`. Key `source`; may be left out where there is only one source.
  public var source: String
  /// What to read there.
  public var selector: SignalSelector

  /// A reference as given.
  public init(source: String, selector: SignalSelector) {
    self.source = source
    self.selector = selector
  }
}

/// What to read from a source: each kind of source has selectors of its own.
public enum SignalSelector: Hashable, Sendable {
  /// Prometheus: an instant query. Keys `query`, `reduce`.
  case query(String, reduce: Reduction?)
  /// Prometheus: an instant query whose series all count, each with its labels.
  case table(String)
  /// Exposition page: the metric `name{matchers}`; the rate per second over `rate` where it is a counter.
  /// Keys `metric`, `rate`, `reduce`.
  case metric(String, rate: Duration?, reduce: Reduction?)
  /// Redis: the length of a list. Key `list`.
  case list(key: String)
  /// Redis: entries of a stream, or of one of its groups. Keys `stream`, `group`, `count`.
  case stream(key: String, group: String?, count: StreamCount)
  /// Redis: members of a sorted set; only those whose score is not above the present Unix time in
  /// seconds where `due`. Keys `sorted_set`, `due`.
  case sortedSet(key: String, due: Bool)
  /// Redis: members of a set. Key `set`.
  case set(key: String)
  /// Redis: the number in one field of a hash; its number of fields without `field`. Keys `hash`, `field`.
  case hash(key: String, field: String?)
  /// Redis: the number in a string. Key `key`.
  case key(String)
  /// Replay: a column of the trace. Key `column`.
  case column(String)
}

/// How several series become one value.
public enum Reduction: String, CaseIterable, Hashable, Sendable {
  case sum, max, min, avg
}

/// What of a stream is counted. Without a group only `length`.
public enum StreamCount: String, CaseIterable, Hashable, Sendable {
  /// All entries (XLEN).
  case length
  /// Entries that the group has not been given yet (XINFO GROUPS, `lag`).
  case lag
  /// Entries given and not acknowledged (XINFO GROUPS, `pending`).
  case pending
}

/// One entry of `signals`.
public struct SignalSettings: Hashable, Sendable {
  /// Unique in its workload. Key `name`.
  public var name: String
  /// What to read, and where.
  public var reference: SignalReference
  /// Exactly one of the keys `per_replica`, `utilization`, `value`, `leading`.
  public var target: SignalTarget
  /// The name of a `utilization` signal from which the load of one replica is learnt; nil: it is as configured. Key `learn_from`.
  public var learnsFrom: String?
  /// Its weight where `combine` is `mean`; above zero. Key `weight`.
  public var weight = 1.0
  /// The forecasting model; `auto` chooses by recent error. Key `model`.
  public var model = "auto"
  /// The age beyond which a value counts as unknown. Key `max_age`.
  public var maxAge: Duration = .seconds(300)

  /// Settings with every default.
  public init(name: String, reference: SignalReference, target: SignalTarget) {
    self.name = name
    self.reference = reference
    self.target = target
  }
}
