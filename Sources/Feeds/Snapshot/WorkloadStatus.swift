public import Exposition
public import Scaling
public import TimeSeries

/// What is known of a workload, and what is recommended for it.
public struct WorkloadStatus: Sendable {
  /// The configured name.
  public var name: String
  /// The label `workload`, escaped once.
  public var labels: LabelBlock
  /// Whether autoscalers may read the recommendation (`mode: live`).
  public var isLive: Bool
  /// When it was decided; without meaning before the first decision.
  public var time: Timestamp
  /// The replicas that were seen.
  public var replicas: ReplicaObservation
  /// What is recommended, and why; nil before the first decision.
  public var recommendation: Recommendation?
  /// The signals, in the order of the configuration.
  public var signals: [SignalStatus]
  /// The cheapest instances for the recommended replicas; nil where none are configured or known.
  public var mix: MixStatus?
  /// Load and capacity as they were.
  public var service: ServiceStatus
  /// The series that the history endpoint serves.
  public var history: WorkloadHistory

  /// A status as given.
  public init(
    name: String, labels: LabelBlock, isLive: Bool, time: Timestamp, replicas: ReplicaObservation,
    recommendation: Recommendation?, signals: [SignalStatus], mix: MixStatus?,
    service: ServiceStatus, history: WorkloadHistory
  ) {
    self.name = name
    self.labels = labels
    self.isLive = isLive
    self.time = time
    self.replicas = replicas
    self.recommendation = recommendation
    self.signals = signals
    self.mix = mix
    self.service = service
    self.history = history
  }
}

/// One signal of a workload.
public struct SignalStatus: Sendable {
  /// The configured name.
  public var name: String
  /// The labels `workload` and `signal`, escaped once.
  public var labels: LabelBlock
  /// The name of its source.
  public var source: String
  /// What the replicas are to carry of it.
  public var target: SignalTarget
  /// The value as the source gave it; nil where it is unknown.
  public var value: Double?
  /// The value as load; nil where it is unknown.
  public var load: Double?
  /// How old the value is; nil where it is unknown.
  public var age: Duration?
  /// Why the value is unknown, for people.
  public var problem: String?
  /// How the load is expected to go on; nil where no model has an answer.
  public var forecast: SignalForecast?

  /// A status as given.
  public init(
    name: String, labels: LabelBlock, source: String, target: SignalTarget, value: Double?,
    load: Double?,
    age: Duration?, problem: String?, forecast: SignalForecast?
  ) {
    self.name = name
    self.labels = labels
    self.source = source
    self.target = target
    self.value = value
    self.load = load
    self.age = age
    self.problem = problem
    self.forecast = forecast
  }
}

/// How a signal's load is expected to go on, and how good such forecasts have been.
public struct SignalForecast: Sendable {
  /// A forecast number and what it is: `mean`, or a quantile level as text (`0.9`).
  public typealias Level = (level: String, value: Double)

  /// How far ahead: start-up time and one interval.
  public var horizon: Duration
  /// The load at the horizon.
  public var end: [Level]
  /// The largest load between now and the horizon.
  public var windowMax: [Level]
  /// The level of `windowMax` that the recommendation rests on.
  public var decisiveLevel: String
  /// The share of each model in the forecast, above 0.
  public var weights: [(model: String, weight: Double)]
  /// Mean absolute error of late, divided by the last value's.
  public var scaledError: Double?
  /// For each level the share of late in which the truth was at or below the forecast.
  public var coverage: [Level]
  /// How far to trust it, 0 to 1.
  public var confidence: Double

  /// A forecast as given.
  public init(
    horizon: Duration, end: [Level], windowMax: [Level], decisiveLevel: String,
    weights: [(model: String, weight: Double)], scaledError: Double?, coverage: [Level],
    confidence: Double
  ) {
    self.horizon = horizon
    self.end = end
    self.windowMax = windowMax
    self.decisiveLevel = decisiveLevel
    self.weights = weights
    self.scaledError = scaledError
    self.coverage = coverage
    self.confidence = confidence
  }
}

/// The cheapest instances for the recommended replicas.
public struct MixStatus: Hashable, Sendable {
  /// A number of equal instances.
  public struct Instances: Hashable, Sendable {
    /// The instance type.
    public var type: String
    /// `on-demand` or `spot`.
    public var lifecycle: String
    /// The zone; empty where the catalogue names none.
    public var zone: String
    /// How many, above 0.
    public var count: Int

    /// Instances as given.
    public init(type: String, lifecycle: String, zone: String, count: Int) {
      self.type = type
      self.lifecycle = lifecycle
      self.zone = zone
      self.count = count
    }
  }

  /// The replicas that it holds.
  public var replicas: Int
  /// The instances.
  public var instances: [Instances]
  /// Their price.
  public var dollarsPerHour: Double
  /// How far the price may lie above the cheapest possible, as a share of it; 0 where it is proven.
  public var optimalityGap: Double

  /// A mix as given.
  public init(
    replicas: Int, instances: [Instances], dollarsPerHour: Double, optimalityGap: Double
  ) {
    self.replicas = replicas
    self.instances = instances
    self.dollarsPerHour = dollarsPerHour
    self.optimalityGap = optimalityGap
  }
}

extension MixStatus {
  /// The instances with one entry for each type, lifecycle and zone: a catalogue may offer one at several prices, and
  /// no series may come twice on a page.
  var totals: [Instances] {
    var totals: [Instances] = []
    for part in instances {
      let same = totals.firstIndex {
        $0.type == part.type && $0.lifecycle == part.lifecycle && $0.zone == part.zone
      }
      if let same { totals[same].count += part.count } else { totals.append(part) }
    }
    return totals
  }
}

/// How load and ready capacity stand to each other.
public struct ServiceStatus: Hashable, Sendable {
  /// The time in which load exceeded ready capacity, in seconds since the start; it says nothing while `overloadRatio` is nil
  /// and it is 0.
  public var overloadSeconds: Double
  /// The share of the last day in which it did; nil where it was never known.
  public var overloadRatio: Double?
  /// The free share of ready capacity, below 0 where load exceeds it; nil where it is unknown.
  public var headroomRatio: Double?

  /// Whether load and ready capacity were ever known together, so that no overload means that there was none.
  var isOverloadKnown: Bool { overloadSeconds > 0 || overloadRatio != nil }

  /// A status as given.
  public init(
    overloadSeconds: Double = 0, overloadRatio: Double? = nil, headroomRatio: Double? = nil
  ) {
    self.overloadSeconds = overloadSeconds
    self.overloadRatio = overloadRatio
    self.headroomRatio = headroomRatio
  }
}

/// What is remembered of a workload.
public struct WorkloadHistory: Sendable {
  /// One remembered series.
  public struct Line: Sendable {
    /// `load`, `forecast`, `recommended_replicas`, `current_replicas` or `ready_replicas`.
    public var kind: String
    /// The signal, for load and forecast.
    public var signal: String?
    /// The samples.
    public var series: CompressedSeries

    /// A line as given.
    public init(kind: String, signal: String? = nil, series: CompressedSeries) {
      self.kind = kind
      self.signal = signal
      self.series = series
    }
  }

  /// The time from one sample to the next.
  public var step: Duration
  /// The series.
  public var lines: [Line]

  /// A history as given.
  public init(step: Duration, lines: [Line]) {
    self.step = step
    self.lines = lines
  }
}
