public import Configuration
import Feeds
import Glibc
import HTTPServer
import Logging
import ServiceLifecycle
import TimeSeries
import UnixSignals

/// Outrider as it runs: everything with a lifetime, put together in one place.
public struct Sidecar: Sendable {
  /// How the sidecar is started.
  public struct Options: Sendable {
    /// Path of the configuration file; nil: the environment says everything.
    public var configuration: String?
    /// Overrides `web.listen`.
    public var listen: String?
    /// Overrides `web.config_file`.
    public var webConfiguration: String?
    /// Overrides `log.level`.
    public var logLevel: LogSettings.Level?
    /// Overrides `log.format`.
    public var logFormat: LogSettings.Format?
    /// The environment that `${...}` and `OUTRIDER_*` refer to.
    public var environment: [String: String]

    /// Options as given.
    public init(
      configuration: String?, listen: String? = nil, webConfiguration: String? = nil,
      logLevel: LogSettings.Level? = nil, logFormat: LogSettings.Format? = nil,
      environment: [String: String]
    ) {
      self.configuration = configuration
      self.listen = listen
      self.webConfiguration = webConfiguration
      self.logLevel = logLevel
      self.logFormat = logFormat
      self.environment = environment
    }

    @Sendable func override(_ settings: inout Settings) {
      if let listen { settings.web.listen = listen }
      if let webConfiguration { settings.web.configFile = webConfiguration }
      if let logLevel { settings.log.level = logLevel }
      if let logFormat { settings.log.format = logFormat }
    }
  }

  /// Runs until SIGTERM or SIGINT.
  ///
  /// - Throws: `ConfigurationError` or `StartError` where it cannot start.
  public static func run(_ options: Options) async throws {
    ProcessMemory.prepare()
    ProcessDescriptors.prepare()
    // Where a file-size limit is reached, writing is to fail with an error, not end the program.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    // Until the reload service listens, a reload has nothing to reload.
    signal(SIGHUP, SIG_IGN)
    let origin = Reloader.Origin(
      path: options.configuration, environment: options.environment, override: options.override)
    let loaded = Reloader.load(origin)
    var settings = try loaded.load.get()
    options.override(&settings)
    let log = LineLogHandler.logger("outrider", settings.log)
    for problem in loaded.load.problems { log.warning("\(problem)") }

    let clock = try SidecarClock(settings)
    let build = BuildInformation(version: Version.current, revision: Version.revision)
    let mailbox = EngineMailbox(loadedAt: SidecarClock.wall.now)
    let reloader = Reloader(
      origin: origin, loaded: loaded, settings: settings, mailbox: mailbox, log: log)
    let feed = WebFeed(
      snapshot: Snapshot(
        time: clock.now, isReady: false, configuration: mailbox.configuration, sources: [],
        workloads: [], telemetry: Telemetry(), build: build),
      command: { mailbox.post($0) }
    ) {
      switch reloader.reload(because: "POST /-/reload") {
      case .success: .taken
      case .failure(let error): .refused("\(error)")
      }
    }
    let server = try WebServer.start(
      settings.web, environment: options.environment, feed: feed, log: log)
    let external = try settings.externalMetrics.map {
      try WebServer.startExternalMetrics(
        $0, environment: options.environment, feed: feed, log: log)
    }
    let keda = try settings.grpc.map {
      try WebServer.kedaServer($0, environment: options.environment, feed: feed)
    }
    let (disk, memory) = DiskHistory.open(settings.history, now: clock.now, log: log)
    let engine = try Engine(
      settings: settings, clock: clock, factory: SourceFactory(), feed: feed, disk: disk,
      memory: memory, mailbox: mailbox, build: build, log: log)
    log.info(
      "outrider is running",
      metadata: [
        "version": "\(build.version)", "workloads": "\(settings.workloads.count)",
        "sources": "\(settings.sources.count)", "interval": "\(settings.interval.prometheusText)",
        "page": "\(server.url)", "metrics": "\(server.url)metrics",
      ])

    var feeds: [ServiceGroupConfiguration.ServiceConfiguration] = []
    if let external { feeds.append(.init(service: WebService(server: external.server))) }
    if let keda { feeds.append(.init(service: KEDAService(server: keda, log: log))) }
    if let actuate = settings.actuate {
      feeds.append(
        .init(
          service: ActuationService(
            actuator: ActuationService.actuator(actuate), feed: feed, log: log)))
    }
    var groupLog = log
    groupLog.logLevel = max(log.logLevel, .warning)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: WebService(server: server.server))
        ] + feeds + [
          .init(service: ReloadService(reloader: reloader)),
          .init(service: CycleService(engine: engine, clock: clock)),
          // They end first, so that the last cycle does not wait for a thread.
          .init(service: BackfillService(mailbox: mailbox, log: log)),
          .init(service: WarmUpService(mailbox: mailbox)),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: groupLog))
    try await group.run()
    log.info("outrider has ended")
  }
}

/// Why the sidecar cannot start.
public struct StartError: Error, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
