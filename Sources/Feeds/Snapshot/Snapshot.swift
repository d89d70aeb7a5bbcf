public import TimeSeries

/// Everything that one cycle has found: an immutable value from which all feeds are rendered. Unknown is nil or absent, never 0.
public struct Snapshot: Sendable {
  /// The moment of the cycle, on the sidecar's clock.
  public var time: Timestamp
  /// Whether a first full cycle has ended.
  public var isReady: Bool
  /// The outcome of the last reload.
  public var configuration: ConfigurationStatus
  /// The sources, in the order of the configuration.
  public var sources: [SourceStatus]
  /// The workloads, in the order of the configuration.
  public var workloads: [WorkloadStatus]
  /// The node pools, in the order of the configuration; empty before the first cycle.
  public var nodePools: [NodePoolStatus]
  /// What the sidecar counts about itself.
  public var telemetry: Telemetry
  /// The program's version and the commit it was built from.
  public var build: BuildInformation

  /// A snapshot as given.
  public init(
    time: Timestamp, isReady: Bool, configuration: ConfigurationStatus, sources: [SourceStatus],
    workloads: [WorkloadStatus], nodePools: [NodePoolStatus] = [], telemetry: Telemetry,
    build: BuildInformation
  ) {
    self.time = time
    self.isReady = isReady
    self.configuration = configuration
    self.sources = sources
    self.workloads = workloads
    self.nodePools = nodePools
    self.telemetry = telemetry
    self.build = build
  }
}

extension Snapshot {
  /// What there is, for an error that names what was asked for and is not there: enough to see a slip, and no flood where there are thousands.
  public var workloadsInWords: String {
    if workloads.isEmpty { return "there is none yet" }
    let named = 20
    let names = workloads.prefix(named).map(\.name).joined(separator: ", ")
    let more = workloads.count - named
    return "the workloads are: \(names)" + (more > 0 ? " and \(more) more" : "")
  }
}

/// The program's version.
public struct BuildInformation: Hashable, Sendable {
  /// Such as `0.1.0`.
  public var version: String
  /// The commit; empty where it is not known.
  public var revision: String

  /// A version as given.
  public init(version: String, revision: String) {
    self.version = version
    self.revision = revision
  }
}

/// The outcome of the last reload.
public struct ConfigurationStatus: Hashable, Sendable {
  /// Whether the last configuration was taken.
  public var isLastReloadSuccessful: Bool
  /// When a configuration was last taken, in real time.
  public var lastSuccess: Timestamp

  /// An outcome as given.
  public init(isLastReloadSuccessful: Bool, lastSuccess: Timestamp) {
    self.isLastReloadSuccessful = isLastReloadSuccessful
    self.lastSuccess = lastSuccess
  }
}

/// How a source did in the last cycle.
public struct SourceStatus: Hashable, Sendable {
  /// The configured name.
  public var name: String
  /// `prometheus`, `redis`, `exposition` or `replay`.
  public var kind: String
  /// Whether it answered; nil before the first answer is due.
  public var isUp: Bool?
  /// When it last answered.
  public var lastSuccess: Timestamp?
  /// What went wrong in the last cycle, for people.
  public var problem: String?

  /// A status as given.
  public init(
    name: String, kind: String, isUp: Bool?, lastSuccess: Timestamp?, problem: String?
  ) {
    self.name = name
    self.kind = kind
    self.isUp = isUp
    self.lastSuccess = lastSuccess
    self.problem = problem
  }
}
