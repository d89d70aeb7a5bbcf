/// Outrider itself: whether its sources answer, its cycles keep time, and what it takes.
enum HealthDashboard {
  /// The dashboard.
  static let dashboard = Dashboard(
    uid: "outrider-health", title: "Health",
    summary:
      "Outrider itself: whether sources answer and how fast, whether cycles keep time, who asks it and what they are answered, and what it takes.",
    range: "6h", variables: [.dataSource, .job, .instance],
    sections: [
      PanelSection("Now", now),
      PanelSection("Sources", sources),
      PanelSection("Cycles", cycles),
      PanelSection("HTTP", http),
      PanelSection("Memory and history", memory),
      PanelSection("Process", process),
    ])

  private static func of(_ metric: String, _ matchers: String...) -> Selector {
    Selector(metric, .instance, matchers)
  }

  /// What `expression` tells of Outrider's processes alone: others of the jobs that are chosen have metrics of these names too.
  private static func ours(_ expression: some CustomStringConvertible) -> String {
    "\(expression) and on (job, instance) \(of("outrider_build_info"))"
  }

  /// The quantile of a histogram, for each value of `label`.
  private static func quantile(_ share: Double, of metric: String, by label: String) -> String {
    "histogram_quantile(\(share), sum by (\(label), le) (\(of(metric + "_bucket").rate)))"
  }

  private static let up = of("outrider_source_up")

  // MARK: Panels

  private static let now: [Panel] = [
    .number(
      "Instances", "Instances of Outrider that Prometheus scrapes.", .count, width: 3,
      "count(\(of("outrider_build_info")))"),
    .number(
      "Configuration",
      "Whether the last configuration was taken by all instances. Where it was refused, the one before is in force; `outrider check FILE` names every problem.",
      .yesOrNo, width: 3, meanings: ValueMeaning.good("taken", else: "refused"),
      "min(\(of("outrider_config_last_reload_successful")))"),
    .number(
      "Configuration taken", "When a configuration was last taken.", .moment, width: 3,
      "max(\(of("outrider_config_last_reload_success_timestamp_seconds"))) * 1000"),
    .number(
      "Last start", "When the youngest of the instances started.", .moment, width: 3,
      "max(\(ours(of("process_start_time_seconds")))) * 1000"),
    .number(
      "Sources down", "Sources that did not answer in the last cycle, over all instances.", .count,
      width: 3, thresholds: PanelThreshold.rising(wrong: 1), "sum(1 - \(up))"),
    .number(
      "Source errors per second", "Queries of sources that failed.", .perSecond, width: 3,
      thresholds: PanelThreshold.rising(doubtful: 0.000_001),
      "sum(\(of("outrider_source_errors_total").rate))"),
    .number(
      "Cycles skipped",
      "Cycles that were left out over the time that is shown, since the one before had not ended.",
      .count, width: 3, thresholds: PanelThreshold.rising(doubtful: 1),
      "sum(\(of("outrider_cycles_skipped_total").increaseOverRange))"),
    .number(
      "Leader",
      "Whether an instance holds the lease, and acts. Absent where none acts itself.", .yesOrNo,
      width: 3, meanings: ValueMeaning.good("held", else: "not held"),
      absence: "none acts itself", "max(\(of("outrider_actuation_leader")))"),
    Panel(
      "Builds", "What runs where. The commit is empty where the build did not know it.",
      .table(columns: [
        .label("instance", "Instance"), .label("version", "Version"),
        .label("revision", "Commit"),
      ]), .text, width: 12, height: 6,
      [.now("max by (instance, version, revision) (\(of("outrider_build_info")))")]),
    Panel(
      "Configuration over time",
      "Whether the last configuration was taken, by instance. Refused: the one before stays in force.",
      .states, .yesOrNo, width: 12, height: 6,
      meanings: ValueMeaning.good("taken", else: "refused"),
      [
        .range(
          "min by (instance) (\(of("outrider_config_last_reload_successful")))", "{{instance}}")
      ]
    ),
  ]

  private static let sources: [Panel] = [
    Panel(
      "Sources that answer",
      "Whether each source answered in the last cycle. Absent before it was asked.", .states,
      .yesOrNo, width: 12, meanings: ValueMeaning.good("answers", else: "down"),
      [.range("min by (instance, source, kind) (\(up))", "{{source}} ({{kind}}), {{instance}}")]),
    Panel(
      "Time since the last answer",
      "How long ago each source last answered. A replay is left out: it lives on the time of its trace.",
      .timeSeries(), .seconds, width: 12, minimum: 0,
      [
        .range(
          "time() - max by (instance, source) (\(of("outrider_source_last_success_timestamp_seconds", #"kind!="replay""#)))",
          "{{source}}, {{instance}}")
      ]),
    Panel(
      "Errors of sources by reason",
      "Queries that failed, a second, by source, and by the reasons that there were.",
      .timeSeries(), .perSecond, width: 12, minimum: 0,
      [
        .range(
          "sum by (source, reason) (\(of("outrider_source_errors_total").rate)) > 0",
          "{{source}}: {{reason}}"),
        .range(
          "sum by (source) (\(of("outrider_source_errors_total").rate))", "{{source}}: all",
          .dashed),
      ]),
    Panel(
      "Time to read sources",
      "Time to read all queries of a source: half and nine of ten reads take no longer.",
      .timeSeries(), .seconds, width: 12, minimum: 0,
      [
        .range(
          quantile(0.5, of: "outrider_source_fetch_duration_seconds", by: "source"),
          "{{source}}, half"),
        .range(
          quantile(0.9, of: "outrider_source_fetch_duration_seconds", by: "source"),
          "{{source}}, nine of ten", .dashed),
      ]),
  ]

  private static let cycles: [Panel] = [
    Panel(
      "Mean time of a cycle by stage",
      "Time that a cycle takes to collect (wait for sources), decide and persist. Together they must stay below `interval`.",
      .timeSeries(.stacked), .seconds, width: 8, minimum: 0,
      [
        .range(
          "sum by (stage) (\(of("outrider_cycle_duration_seconds_sum").rate)) / sum by (stage) (\(of("outrider_cycle_duration_seconds_count").rate))",
          "{{stage}}")
      ]),
    Panel(
      "Slow cycles by stage", "Time that 99 of 100 cycles do not exceed in each stage.",
      .timeSeries(), .seconds, width: 8, minimum: 0,
      [.range(quantile(0.99, of: "outrider_cycle_duration_seconds", by: "stage"), "{{stage}}")]),
    Panel(
      "Cycles skipped an hour",
      "Cycles an hour that were left out since the one before had not ended: `interval` is too short for what a cycle has to do.",
      .timeSeries(.stacked), .number, width: 8, minimum: 0,
      [
        .range(
          "sum by (instance) (\(of("outrider_cycles_skipped_total").hourly))", "{{instance}}")
      ]),
  ]

  private static let http: [Panel] = [
    Panel(
      "Requests", "HTTP requests a second, by path pattern.", .timeSeries(.stacked),
      .requestsPerSecond, width: 12, minimum: 0,
      [
        .range("sum by (handler) (\(of("outrider_http_requests_total").rate))", "{{handler}}")
      ]),
    Panel(
      "Answers by status",
      "HTTP requests a second, by status. 499: the client left before it was answered; 503: what was asked for is not known.",
      .timeSeries(.stacked), .requestsPerSecond, width: 12, minimum: 0,
      [.range("sum by (code) (\(of("outrider_http_requests_total").rate))", "{{code}}")]),
    Panel(
      "Slow requests",
      "Time from the request line to the last byte sent that 99 of 100 requests do not exceed.",
      .timeSeries(), .seconds, width: 12, minimum: 0,
      [
        .range(
          quantile(0.99, of: "outrider_http_request_duration_seconds", by: "handler"),
          "{{handler}}")
      ]),
    Panel(
      "Broken connections", "Connections a second that broke, or did not speak HTTP.",
      .timeSeries(), .perSecond, width: 12, minimum: 0,
      [
        .range(
          "sum by (instance) (\(of("outrider_http_connection_errors_total").rate))",
          "{{instance}}")
      ]),
  ]

  private static let memory: [Panel] = [
    Panel(
      "Memory", "Resident memory, and what remembered samples take of it (dashed).",
      .timeSeries(), .bytes, width: 12, minimum: 0,
      [
        .range(
          "max by (instance) (\(ours(of("process_resident_memory_bytes"))))",
          "{{instance}} resident"),
        .range(
          "max by (instance) (\(of("outrider_history_memory_bytes")))", "{{instance}} history",
          .dashed),
      ]),
    Panel(
      "Virtual memory", "Address space, of which most is never touched.", .timeSeries(), .bytes,
      width: 12, minimum: 0,
      [.range("max by (instance) (\(ours(of("process_virtual_memory_bytes"))))", "{{instance}}")]),
    Panel(
      "Samples in memory",
      "Remembered samples of all signals. It levels off at `history.retention`.",
      .timeSeries(), .number, width: 8, minimum: 0,
      [.range("max by (instance) (\(of("outrider_history_samples")))", "{{instance}}")]),
    Panel(
      "Bytes of a sample", "Memory that a remembered sample takes. Calm values take less.",
      .timeSeries(), .bytes, width: 8, minimum: 0,
      [
        .range(
          "max by (instance) (\(of("outrider_history_memory_bytes"))) / (max by (instance) (\(of("outrider_history_samples"))) > 0)",
          "{{instance}}")
      ]),
    Panel(
      "Cycles an hour that were not written",
      "Cycles an hour whose samples could not be written to disk: a full disk, or rights that are missing.",
      .timeSeries(.stacked), .number, width: 8, minimum: 0,
      [
        .range(
          "sum by (instance) (\(of("outrider_history_write_errors_total").hourly))",
          "{{instance}}")
      ]),
  ]

  private static let process: [Panel] = [
    Panel(
      "Processor", "Share of one core that is used, user and system.", .timeSeries(), .share,
      width: 8, minimum: 0,
      [.range("sum by (instance) (\(ours(of("process_cpu_seconds_total").rate)))", "{{instance}}")]),
    Panel(
      "File descriptors", "Open ones as a share of how many are allowed.", .timeSeries(), .share,
      width: 8, minimum: 0,
      [
        .range(
          "max by (instance) (\(ours(of("process_open_fds")))) / max by (instance) (\(ours(of("process_max_fds"))))",
          "{{instance}}")
      ]),
    Panel(
      "Threads", "Threads of the process.", .timeSeries(), .count, width: 8, minimum: 0,
      [.range("max by (instance) (\(ours(of("process_threads"))))", "{{instance}}")]),
  ]
}
