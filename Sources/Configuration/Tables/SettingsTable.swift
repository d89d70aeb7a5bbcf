internal import TimeSeries

/// The keys of a configuration file, block by block. Reading, overrides, suggestions and the reference
/// page all come from these tables: a new key is a line here and a property in the settings.
enum SettingsTable {
  static let root = Block<Settings, Settings>(
    title: "Top level", noun: "the configuration",
    introduction: """
      What the sidecar reads, how often, and for whom. Only `sources` and `workloads` are required.
      """,
    initial: { Settings() },
    keys: [
      .block("web", \.web, web, "The HTTP server."),
      .optionalBlock(
        "grpc", \.grpc, grpc, absent: "no gRPC server",
        "The gRPC server for KEDA's external scaler."),
      .optionalBlock(
        "external_metrics", \.externalMetrics, externalMetrics, absent: "no such server",
        "The Kubernetes external metrics API, for an HPA without KEDA."),
      .value(
        "interval", \.interval, .duration(from: .milliseconds(10), through: .seconds(86_400)),
        """
        The time from one cycle to the next: how often sources are read and replicas are recommended. \
        With replay sources it is time of the trace.
        """
      ).noting { settings, loading in loading.interval = settings.interval },
      .block("history", \.history, history, "What is remembered, and where."),
      .block("log", \.log, log, "What is logged, and how."),
      .block(
        "calendar", \.calendar, CalendarTable.calendar, default: "UTC, no holidays, no events",
        "The clock and the days that load follows."
      ).noting { settings, loading in loading.calendar = settings.calendar },
      .list(
        "sources", \.sources, SourceTable.source, isRequired: true, nameOf: { $0.name },
        "Where signals come from."),
      .list(
        "workloads", \.workloads, WorkloadTable.workload, isRequired: true, nameOf: { $0.name },
        "What is to be scaled."
      ).noting { settings, loading in loading.workloads = settings.workloads.map(\.name) },
      .list(
        "node_pools", \.nodePools, NodePoolTable.nodePool, isRequired: false, nameOf: { $0.name },
        default: "none", "Instances that several workloads share."),
      .optionalBlock(
        "actuate", \.actuate, ActuationTable.actuate, absent: "replicas are never changed",
        "Whether and how replicas are changed through the Kubernetes API."),
      .list(
        "limits", \.limits, LimitTable.shared, isRequired: false, nameOf: { $0.resource },
        default: "none", "What all workloads together may take."),
    ],
    elsewhere: [
      "global": "`interval` at the top level",
      "scrape_interval": "`interval`",
      "evaluation_interval": "`interval`",
    ],
    finish: { settings, given, loading in
      ReplayRules.check(loading)
      if settings.actuate == nil, given.isWhole,
        let workload = settings.workloads.first(where: { $0.scaleTarget != nil })
      {
        loading.warn(
          given.place(of: "workloads"),
          "`scale_target` of workload \(workload.name) without `actuate`; expected `actuate` at the top level, without which nothing is changed"
        )
      }
      let shared = Set(settings.limits.map(\.resource))
      for workload in settings.workloads where !given.isBroken("limits") {
        for limit in workload.limits where limit.available == nil {
          guard !shared.contains(limit.resource) else { continue }
          loading.report(
            given.place(of: "workloads"),
            "the limit on \(limit.resource) of workload \(workload.name) says nothing of what there is; expected `available` there, or an entry of `limits` at the top level"
          )
        }
      }
      if settings.history.retention < settings.interval, given.isWhole {
        loading.report(
          given.place(of: "history", "interval"),
          "`retention` is shorter than `interval`; expected at least one interval of history")
      }
      return settings
    })

  static let web = Block<WebSettings, WebSettings>(
    title: "web", noun: "`web`",
    introduction: """
      The HTTP server for /metrics, the JSON API and the status page. The flags `--web.listen-address` and \
      `--web.config.file` of `outrider run` go before these keys.
      """,
    example: """
      web:
        listen: 127.0.0.1:9847
        config_file: web.yaml
      """,
    initial: { WebSettings() },
    keys: [
      .value(
        "listen", \.listen, .address(anyPort: true),
        "Host and port to listen on. Without a host (`:9847`) on every address; port 0 takes a free one."
      ),
      .optional(
        "config_file", \.configFile,
        .existingFile("a web configuration file with the keys of Prometheus' exporter-toolkit"),
        absent: "plain HTTP without passwords",
        "A file that sets up TLS and basic authentication; see [Web configuration](#web-configuration)."
      ),
    ],
    elsewhere: [
      "listen_address": "`listen`", "tls_server_config": "it in the file that `config_file` names",
      "basic_auth_users": "it in the file that `config_file` names",
    ],
    finish: { settings, _, _ in settings })

  static let grpc = listener(
    title: "grpc", port: 9848,
    """
    KEDA's external scaler (`external` and `external-push`) and the gRPC health service. See [KEDA](keda.md).
    """, initial: { ListenerSettings(listen: $0) }
  ) { web, _ throws(ListenerObstacle) in _ = try web.tlsForGRPC() }

  static let externalMetrics = listener(
    title: "external_metrics", port: 9849,
    """
    The Kubernetes external metrics API, `external.metrics.k8s.io/v1beta1`, which the aggregation layer calls over TLS with a client \
    certificate. See [HPA](hpa.md).
    """,
    keys: [
      .scalars(
        "allowed_names", \.allowedNames, .text("a certificate's common name"), isRequired: false,
        needsItems: true, default: "any that `client_ca_file` signed",
        "The common names of the client certificates that are answered, escaped as in RFC 4514: the cluster's `requestheader-allowed-names`, such as `front-proxy-client`."
      )
    ], initial: { ExternalMetricsSettings(listen: $0) }, needsFile: true
  ) { web, settings throws(ListenerObstacle) in _ = try web.tls(for: settings) }

  private static func listener<Settings: Listener>(
    title: String, port: Int, _ introduction: String, keys: [Key<Settings>] = [],
    initial: @escaping @Sendable (String) -> Settings, needsFile: Bool = false,
    check: @escaping @Sendable (WebConfiguration, Settings) throws(ListenerObstacle) -> Void
  ) -> Block<Settings, Settings> {
    Block(
      title: title, noun: "`\(title)`", introduction: introduction,
      initial: { initial("127.0.0.1:\(port)") },
      keys: [
        .value(
          "listen", \.listen, .address(anyPort: true),
          "Host and port to listen on. Without a host (`:\(port)`) on every address; port 0 takes a free one."
        ),
        .optional(
          "config_file", \.configFile,
          .existingFile("a web configuration file with the keys of Prometheus' exporter-toolkit"),
          absent: "no TLS",
          "A file whose `tls_server_config` sets up TLS and client certificates; see [Web configuration](#web-configuration)."
        ),
      ] + keys,
      finish: { settings, given, loading in
        guard let path = settings.configFile else {
          if needsFile, given.isWhole {
            loading.report(
              given.place,
              "`\(title)` without TLS; expected `config_file` with a `tls_server_config`")
          }
          return settings
        }
        let web = WebConfigurationLoader().load(path: path, environment: loading.environment)
        loading.report(web.problems)
        if let web = web.configuration {
          do throws(ListenerObstacle) {
            try check(web, settings)
          } catch {
            loading.report(given.place(of: error.key), "`\(error.key)`: \(error.message)")
          }
        }
        return settings
      })
  }

  static let history = Block<HistorySettings, HistorySettings>(
    title: "history", noun: "`history`",
    introduction: """
      Forecasts learn from what each signal was. History lives in memory, compressed, and in a folder where one \
      is named, so that a restart forgets nothing.
      """,
    example: """
      history:
        retention: 14d
        path: /var/lib/outrider
      """,
    initial: { HistorySettings() },
    keys: [
      .value(
        "retention", \.retention, .duration(from: .seconds(60), through: .seconds(3650 * 86_400)),
        "How long samples are kept. Two weeks show a weekly pattern twice."),
      .optional(
        "path", \.path, .path("a folder"), absent: "in memory only",
        "The folder that keeps history across restarts; it is made where it is missing."),
    ],
    finish: { settings, _, _ in settings })

  static let log = Block<LogSettings, LogSettings>(
    title: "log", noun: "`log`",
    introduction: """
      Logs go to standard error. The flags `--log.level` and `--log.format` of `outrider run` go before these keys.
      """,
    example: """
      log: { level: debug, format: json }
      """,
    initial: { LogSettings() },
    keys: [
      .value("level", \.level, .choice, "The least severe level that is logged."),
      .value("format", \.format, .choice, "The form of a log line."),
    ],
    finish: { settings, _, _ in settings })
}
