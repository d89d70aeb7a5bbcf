public import Calendar
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
  /// The next holidays and events of its calendar, by their beginning.
  public var upcomingEvents: [Occurrence] = []
  /// The schedules in force, those that count most first, and the next that begin or end; nil where there are none.
  public var schedules: ScheduleStatus?
  /// What a workload in shadow mode would have cost and done, against what ran; nil for a live one.
  public var shadow: ShadowReport?
  /// What it has learnt of its replicas; nil where nothing is to be learnt.
  public var learnt: LearntStatus?
  /// The object whose scale is changed where Outrider acts itself; nil: none.
  public var scaleTarget: ScaleTargetStatus?
  /// Its last decisions.
  public var decisions = DecisionLog()

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

extension WorkloadStatus {
  /// How the recommendation came about, in sentences: from the signals to the number, and what one replica more or fewer costs.
  public var explanation: [String] {
    guard let recommendation else { return ["Nothing has been decided yet."] }
    var sentences = recommendation.explanation
    if let mix, mix.replicas > 0, let cost = mix.dollarsPerHour {
      let each = (cost / Double(mix.replicas) * 1e4).rounded() / 1e4
      sentences.append(
        "They cost $\((cost * 1e4).rounded() / 1e4) an hour on the cheapest instances, one more or fewer about $\(each)."
      )
    }
    return sentences
  }
}

/// An object with a scale subresource.
public struct ScaleTargetStatus: Hashable, Sendable {
  /// Group and version.
  public var apiVersion: String
  /// The resource, in the plural.
  public var resource: String
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String

  /// An object as given.
  public init(apiVersion: String, resource: String, namespace: String, name: String) {
    self.apiVersion = apiVersion
    self.resource = resource
    self.namespace = namespace
    self.name = name
  }
}
