/// Everything that a configuration file says, with defaults filled in, secrets resolved and every
/// value checked.
public struct Settings: Hashable, Sendable {
  /// The HTTP server. Key `web`.
  public var web = WebSettings()

  /// The gRPC server for KEDA; nil: none. Key `grpc`.
  public var grpc: ListenerSettings?

  /// The server of the Kubernetes external metrics API; nil: none. Key `external_metrics`.
  public var externalMetrics: ExternalMetricsSettings?

  /// The time from one cycle to the next. Key `interval`.
  public var interval: Duration = .seconds(15)

  /// What is remembered, and where. Key `history`.
  public var history = HistorySettings()

  /// What is logged, and how. Key `log`.
  public var log = LogSettings()

  /// The clock and the days that load follows. Key `calendar`.
  public var calendar = CalendarSettings()

  /// Where signals come from, in file order. Key `sources`.
  public var sources: [SourceSettings] = []

  /// What is to be scaled, in file order. Key `workloads`.
  public var workloads: [WorkloadSettings] = []

  /// Instances that several workloads share, in file order. Key `node_pools`.
  public var nodePools: [NodePoolSettings] = []

  /// Whether and how replicas are changed through the Kubernetes API; nil: never. Key `actuate`.
  public var actuate: ActuationSettings?

  /// What all workloads together may take. Key `limits`.
  public var limits: [LimitSettings] = []

  /// Settings with every default.
  public init() {}
}

/// What a server besides `web` has: keys `grpc` and `external_metrics`.
protocol Listener: Sendable {
  var listen: String { get set }
  var configFile: String? { get set }
}

/// The server of the Kubernetes external metrics API. Key `external_metrics`.
public struct ExternalMetricsSettings: Hashable, Sendable, Listener {
  /// Host and port to listen on. Key `listen`.
  public var listen: String
  /// A web configuration file with a `tls_server_config`; never nil once settings are checked. Key `config_file`.
  public var configFile: String?
  /// The common names of client certificates that are answered; empty: any that the authority signed. Key `allowed_names`.
  public var allowedNames: [String] = []

  /// A server as given.
  public init(listen: String) { self.listen = listen }
}

/// The gRPC server. Key `grpc`.
public struct ListenerSettings: Hashable, Sendable, Listener {
  /// Host and port to listen on. Key `listen`.
  public var listen: String
  /// A web configuration file with a `tls_server_config`; nil: without TLS. Key `config_file`.
  public var configFile: String?

  /// A listener as given.
  public init(listen: String, configFile: String? = nil) {
    self.listen = listen
    self.configFile = configFile
  }
}

/// Key `web`.
public struct WebSettings: Hashable, Sendable {
  /// Host and port to listen on, `host:port`. Key `listen`.
  public var listen = "127.0.0.1:9847"

  /// A web configuration file with the keys of Prometheus' exporter-toolkit (TLS, basic
  /// authentication); nil: plain HTTP. Key `config_file`.
  public var configFile: String?

  /// Settings with every default.
  public init() {}
}

/// Key `history`.
public struct HistorySettings: Hashable, Sendable {
  /// How long samples are kept. Key `retention`.
  public var retention: Duration = .seconds(14 * 86_400)

  /// The folder that keeps history across restarts; nil: in memory only. Key `path`.
  public var path: String?

  /// Settings with every default.
  public init() {}
}

/// Key `log`.
public struct LogSettings: Hashable, Sendable {
  /// The form of a log line.
  public enum Format: String, CaseIterable, Hashable, Sendable {
    case logfmt
    case json
  }

  /// The least severe level that is logged.
  public enum Level: String, CaseIterable, Hashable, Sendable {
    case debug
    case info
    case warn
    case error
  }

  /// Key `level`.
  public var level: Level = .info

  /// Key `format`.
  public var format: Format = .logfmt

  /// Settings with every default.
  public init() {}
}
