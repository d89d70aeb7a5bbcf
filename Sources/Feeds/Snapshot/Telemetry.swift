public import Exposition

/// What the sidecar counts and times about itself, from its start on.
public struct Telemetry: Sendable {
  /// A label pair as a key.
  public struct SourceReason: Hashable, Sendable {
    /// The source's name.
    public var source: String
    /// A `SourceError.Reason`.
    public var reason: String

    /// A pair as given.
    public init(source: String, reason: String) {
      self.source = source
      self.reason = reason
    }
  }

  /// What a decision counter is kept by.
  public struct Decision: Hashable, Sendable {
    /// The workload's name.
    public var workload: String
    /// `scale_up`, `scale_down` or `none`.
    public var action: String
    /// What decided.
    public var trigger: String

    /// A key as given.
    public init(workload: String, action: String, trigger: String) {
      self.workload = workload
      self.action = action
      self.trigger = trigger
    }
  }

  /// Failed reads, by source and reason.
  public var sourceErrors: [SourceReason: Counter] = [:]
  /// How long fetches took, by source.
  public var fetchDurations: [String: Histogram] = [:]
  /// How long the stages of a cycle took, by stage.
  public var stageDurations: [String: Histogram] = [:]
  /// Decisions, by workload, action and trigger.
  public var decisions: [Decision: Counter] = [:]
  /// Cycles that were left out since the one before had not ended.
  public var skippedCycles = Counter()
  /// Ticks that could not be written to the history on disk.
  public var historyWriteErrors = Counter()
  /// Samples in memory; nil before they were counted.
  public var historySamples: Int?
  /// The memory that samples take, in bytes; nil before they were counted.
  public var historyBytes: Int?
  /// What the kernel says of the process, by metric name without its prefix; see `ProcessMetric`.
  public var process: [ProcessMetric: Double] = [:]

  /// Nothing counted yet.
  public init() {}
}

/// The `process_*` metrics, as Prometheus' client libraries name them.
public enum ProcessMetric: String, CaseIterable, Hashable, Sendable {
  case cpuSeconds = "process_cpu_seconds_total"
  case residentMemory = "process_resident_memory_bytes"
  case virtualMemory = "process_virtual_memory_bytes"
  case openDescriptors = "process_open_fds"
  case maximumDescriptors = "process_max_fds"
  case startTime = "process_start_time_seconds"
  case threads = "process_threads"

  /// What the metric is, for a person.
  var help: String {
    switch self {
    case .cpuSeconds: "User and system CPU time spent, in seconds."
    case .residentMemory: "Resident memory, in bytes."
    case .virtualMemory: "Virtual memory, in bytes."
    case .openDescriptors: "Open file descriptors."
    case .maximumDescriptors: "The limit on open file descriptors."
    case .startTime: "Start of the process, in Unix seconds."
    case .threads: "Threads of the process."
    }
  }
}
