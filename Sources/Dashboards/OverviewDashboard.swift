/// Every workload at once: what is recommended, whether promises are kept, what it costs, and what needs a look.
enum OverviewDashboard {
  /// The dashboard.
  static let dashboard = Dashboard(
    uid: "outrider-overview", title: "Overview",
    summary:
      "Every workload: what is recommended against what runs, whether promises are kept, what it costs, and which workload needs a look.",
    range: "6h", variables: [.dataSource, .job, .instance, .workloads],
    sections: [
      PanelSection("Now", now),
      PanelSection("Workloads", [table]),
      PanelSection("Replicas", replicas),
      PanelSection("Promises", promises),
      PanelSection("What decided", reasons),
      PanelSection("Cost", cost),
      PanelSection("Sources", sources),
    ])

  // MARK: Series

  private static let recommended = each(
    "workload", of: Selector("outrider_recommended_replicas", .workload))
  private static let current = each(
    "workload", of: Selector("outrider_current_replicas", .workload))
  private static let fallback = each(
    "workload", of: Selector("outrider_fallback_active", .workload))
  private static let target = each(
    "workload", of: Selector("outrider_target_overload_ratio", .workload))
  private static let delivered = each(
    "workload", of: Selector("outrider_delivered_overload_ratio", .workload))
  private static let overload = each(
    "workload", of: Selector("outrider_overload_ratio", .workload))
  private static let headroom = each(
    "workload", of: Selector("outrider_headroom_ratio", .workload))
  private static let confidence = each(
    "workload", of: Selector("outrider_decision_confidence_ratio", .workload))
  private static let mixCost = each(
    "workload", of: Selector("outrider_instance_mix_cost_dollars_per_hour", .workload))
  private static let currentCost = each(
    "workload", of: Selector("outrider_current_cost_dollars_per_hour", .workload))
  private static let savings = each(
    "workload", "kind", of: Selector("outrider_savings_dollars_per_hour", .workload))
  private static let limited = each(
    "workload", "limit", of: Selector("outrider_decision_limited", .workload))
  private static let sourceUp = Selector("outrider_source_up", .instance)

  // MARK: Panels

  private static let now: [Panel] = [
    .number(
      "Workloads", "Workloads that Outrider decides for.", .count, width: 3, "count(\(fallback))"),
    .number(
      "Short of replicas",
      "Workloads that run on fewer replicas than are recommended. It is no fault while new replicas start; it is one where it lasts. Counts where both numbers are known. In shadow mode somebody else decides, and it counts those to which Outrider would give more.",
      .count, width: 3, thresholds: PanelThreshold.rising(doubtful: 1),
      "sum(\(current) < bool \(recommended))"),
    .number(
      "At their maximum",
      "Workloads that want more replicas than `replicas.max` allows: raise it, or expect overload.",
      .count, width: 3, thresholds: PanelThreshold.rising(wrong: 1),
      "sum(\(each("workload", of: Selector("outrider_decision_limited", .workload, #"limit="max""#))))"
    ),
    .number(
      "On their fallback",
      "Workloads whose signals have been unknown for longer than `hold`, so that the configured fallback stands in.",
      .count, width: 3, thresholds: PanelThreshold.rising(wrong: 1), "sum(\(fallback))"),
    .number(
      "Promises not kept",
      "Workloads that were overloaded more often over the last week than `target_overload` allows. Counts those for which a promise decides.",
      .count, width: 3, thresholds: PanelThreshold.rising(wrong: 1),
      "sum(\(delivered) > bool \(target))"),
    .number(
      "Sources down", "Sources that did not answer in the last cycle: their signals are unknown.",
      .count, width: 3, thresholds: PanelThreshold.rising(wrong: 1),
      "sum(1 - min by (job, source) (\(sourceUp)))"),
    .number(
      "Cost per hour",
      "Price of the recommended instances of all workloads that have a mix, dollars per hour.",
      .dollars, width: 3, absence: "no mix", "sum(\(mixCost))"),
    .number(
      "Could be saved per hour",
      "What the recommended mixes would save against what runs, dollars per hour. Needs `mix.current`; unknown while what runs is not in the catalogue.",
      .dollars, width: 3, "sum(\(savings))"),
  ]

  private static let table = Panel(
    "Workloads",
    "A workload a row; a click on its name opens it. An empty cell is a number that is not known, or that the workload does not have.",
    .table(columns: [
      .label("workload", "Workload"), .query("Recommended"), .query("Current"),
      .query("Confidence", .share), .query("Headroom", .share),
      .query("Overload promised", .share), .query("Overload delivered", .share),
      .query("Overload, last day", .share), .query("Cost per hour", .dollars),
    ]), .count, width: 24, leadsToWorkload: true,
    [
      .now(recommended), .now(current), .now(confidence), .now(headroom), .now(target),
      .now(delivered), .now(overload), .now(mixCost),
    ])

  private static let replicas: [Panel] = [
    Panel(
      "Recommended replicas",
      "Replicas that each workload should have, in shadow mode too. A gap: nothing was known yet.",
      .timeSeries(.steps), .count, width: 12, minimum: 0, leadsToWorkload: true,
      [.range(recommended, "{{workload}}")]),
    Panel(
      "Replicas missing",
      "Recommended less current replicas: above 0 they are still to come, below 0 there are more than are needed. Absent where the current number is not read.",
      .timeSeries(.steps), .count, width: 12, leadsToWorkload: true,
      [.range("\(recommended) - \(current)", "{{workload}}")]),
    Panel(
      "Headroom",
      "Free share of ready capacity. Below 0 load exceeds capacity: the workload is overloaded at that moment.",
      .timeSeries(), .share, width: 12, leadsToWorkload: true, [.range(headroom, "{{workload}}")]),
    Panel(
      "Confidence",
      "How far to believe each recommendation. It falls while signals are old or unknown, and where forecasts have been wrong.",
      .timeSeries(), .share, width: 12, minimum: 0, maximum: 1, leadsToWorkload: true,
      [.range(confidence, "{{workload}}")]),
  ]

  private static let promises: [Panel] = [
    Panel(
      "Overload: promised and delivered",
      "Share of the last week in which load exceeded capacity, against the share that `target_overload` allows (dashed). Absent where no promise decides.",
      .timeSeries(), .share, width: 12, minimum: 0, leadsToWorkload: true,
      [
        .range(delivered, "{{workload}} delivered"),
        .range(target, "{{workload}} promised", .dashed),
      ]),
    Panel(
      "Overload in the last day",
      "Share of the last day in which load exceeded ready capacity, of every workload whose load and capacity are known together.",
      .timeSeries(), .share, width: 12, minimum: 0, leadsToWorkload: true,
      [.range(overload, "{{workload}}")]),
  ]

  private static let reasons: [Panel] = [
    Panel(
      "Limits that bind",
      "How many workloads each limit binds: their recommendation would be another without it. See docs/decisions.md.",
      .timeSeries(.stacked), .count, width: 12, minimum: 0,
      [.range("sum by (limit) (\(limited))", "{{limit}}")]),
    Panel(
      "Changes an hour by what triggered them",
      "Decisions an hour that would change replicas, by the signal or the limit that decided.",
      .timeSeries(.stacked), .number, width: 12, minimum: 0,
      [
        .range(
          "sum by (trigger) (\(each("workload", "action", "trigger", of: Selector("outrider_scaling_decisions_total", .workload, #"action!="none""#).hourly)))",
          "{{trigger}}")
      ]),
    Panel(
      "Fallback",
      "Whether the configured fallback stands in for signals that stay unknown.",
      .states, .yesOrNo, width: 24, height: 6,
      meanings: ValueMeaning.doubtful("on its fallback", else: "signals known"),
      leadsToWorkload: true, [.range(fallback, "{{workload}}")]),
  ]

  private static let cost: [Panel] = [
    Panel(
      "Cost per hour: recommended and running",
      "Price of the recommended instances, and of those that run where `mix.current` tells which (dashed). Absent while any of them is not in the catalogue.",
      .timeSeries(), .dollars, width: 12, minimum: 0, leadsToWorkload: true,
      [
        .range(mixCost, "{{workload}} recommended"),
        .range(currentCost, "{{workload}} running", .dashed),
      ]),
    Panel(
      "Savings per hour by kind",
      "What could be saved against what runs. The kinds add up: idle instances, smaller ones, a better mix, spot.",
      .timeSeries(.stacked), .dollars, width: 12, minimum: 0,
      [.range("sum by (kind) (\(savings))", "{{kind}}")]),
  ]

  private static let sources: [Panel] = [
    Panel(
      "Sources that answer", "Whether each source answered in the last cycle.", .states, .yesOrNo,
      width: 12, meanings: ValueMeaning.good("answers", else: "down"),
      [.range("min by (source, kind) (\(sourceUp))", "{{source}} ({{kind}})")]),
    Panel(
      "Age of signals",
      "Age of the oldest signal of each workload at its last cycle. Beyond `max_age` the signal counts as unknown.",
      .timeSeries(), .seconds, width: 12, minimum: 0, leadsToWorkload: true,
      [
        .range(
          "max by (workload) (\(Selector("outrider_signal_age_seconds", .workload)))",
          "{{workload}}")
      ]),
  ]
}
