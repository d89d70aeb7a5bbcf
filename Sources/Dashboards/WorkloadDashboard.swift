/// One workload in depth: its load and forecast, the recommendation and its reasons, what it promises and what it has learnt.
enum WorkloadDashboard {
  /// The dashboard.
  static let dashboard = Dashboard(
    uid: "outrider-workload", title: "Workload",
    summary:
      "One workload in depth: load and forecast, what is recommended and why, the promise and the risk, what was learnt, and what a shadow would have done.",
    range: "6h", variables: [.dataSource, .job, .instance, .oneWorkload, .signalsOfOne, .horizon],
    sections: [
      PanelSection("Now", now),
      PanelSection("Replicas and reasons", replicas),
      PanelSection("Load and forecast", load),
      PanelSection("Promise and risk", promise),
      PanelSection("Waiting", waiting),
      PanelSection("What was learnt", learnt),
      PanelSection("Shadow", shadow),
      PanelSection("Changes that Outrider made itself", actuation),
    ])

  /// The largest over the instances that are chosen: they tell of the same workload.
  private static func one(_ metric: String, _ matchers: String...) -> String {
    "max(\(of(metric, matchers)))"
  }

  /// The same, for each value of a label.
  private static func one(_ metric: String, by label: String, _ matchers: String...) -> String {
    "max by (\(label)) (\(of(metric, matchers)))"
  }

  /// The same of signals, for each signal.
  private static func signal(_ metric: String, _ matchers: String...) -> String {
    "max by (signal) (\(of(metric, matchers, .signalOfOne)))"
  }

  private static func of(
    _ metric: String, _ matchers: [String], _ scope: Selector.Scope = .oneWorkload
  ) -> Selector {
    Selector(metric, scope, matchers)
  }

  private static let now: [Panel] = [
    .number(
      "Recommended", "Replicas that the workload should have. Unknown before any signal is.",
      .count, width: 3, one("outrider_recommended_replicas")),
    .number(
      "Current", "Replicas that were read. Unknown where `replicas.current` is not set.", .count,
      width: 3, one("outrider_current_replicas")),
    .number(
      "Confidence", "How far to believe the recommendation.", .share, width: 3,
      thresholds: PanelThreshold.falling(doubtful: 0.5, fine: 0.8),
      one("outrider_decision_confidence_ratio")),
    .number(
      "Headroom", "Free share of ready capacity; below 0 load exceeds it.", .share, width: 3,
      thresholds: PanelThreshold.falling(doubtful: 0, fine: 0.05), one("outrider_headroom_ratio")),
    .number(
      "Overload promised", "Share of time in which load may exceed ready capacity.", .share,
      width: 3, absence: "no promise", one("outrider_target_overload_ratio")),
    .number(
      "Overload delivered",
      "Share of the last week, newer time weighing more, in which load exceeded the capacity that the promise is kept with.",
      .share, width: 3, one("outrider_delivered_overload_ratio")),
    .number(
      "Fallback", "Whether the configured fallback stands in for signals that stay unknown.",
      .yesOrNo, width: 3, meanings: ValueMeaning.doubtful("active", else: "not needed"),
      one("outrider_fallback_active")),
    .number(
      "Cost per hour", "Price of the recommended instances, dollars per hour.", .dollars, width: 3,
      absence: "no mix", one("outrider_instance_mix_cost_dollars_per_hour")),
  ]

  private static let replicas: [Panel] = [
    Panel(
      "Replicas: recommended and current",
      "What is recommended, what runs, and what each signal alone asks for (dashed): the larger of its present and its forecast load.",
      .timeSeries(.steps), .count, width: 24, height: 9, minimum: 0,
      [
        .range(one("outrider_recommended_replicas"), "recommended", .strong),
        .range(one("outrider_current_replicas"), "current"),
        .range(signal("outrider_signal_desired_replicas"), "{{signal}} alone", .dashed),
      ]),
    Panel(
      "Limits that bind",
      "Which limit made the recommendation another than the signals ask for, and when. docs/decisions.md explains each.",
      .states, .yesOrNo, width: 12, height: 12,
      meanings: ValueMeaning.doubtful("binds", else: "free"),
      [.range(one("outrider_decision_limited", by: "limit"), "{{limit}}")]),
    Panel(
      "Changes an hour by what triggered them",
      "Decisions an hour that would change replicas, by direction and by the signal or the limit that decided.",
      .timeSeries(.stacked), .number, width: 12, height: 6, minimum: 0,
      [
        .range(
          "max by (action, trigger) (\(Selector("outrider_scaling_decisions_total", .oneWorkload, #"action!="none""#).hourly))",
          "{{action}}: {{trigger}}")
      ]),
    Panel(
      "Decisions by trigger",
      "All decisions of the time that is shown, those that change nothing included, by the signal or the limit that decided.",
      .bars, .count, width: 12, height: 6, minimum: 0,
      [
        .now(
          "sum by (trigger) (max by (action, trigger) (\(Selector("outrider_scaling_decisions_total", .oneWorkload).increaseOverRange)))",
          "{{trigger}}")
      ]),
  ]

  private static let load: [Panel] = [
    Panel(
      "$signal: load and what is expected of it",
      "The signal's value, and the largest load that is expected from each moment until a new replica would serve: its mean, and the band from the level 0.5 to 0.95. The highest level decides. Forecasts of a `utilization` are in replicas in full use, so that they lie on another scale than its value.",
      .timeSeries(), .number, width: 24, height: 9, minimum: 0, repeats: "signal",
      [
        .range("max(\(of("outrider_signal_value", [], .signalOfOne)))", "now", .strong),
        .range(windowMaximum(#"level="mean""#), "expected, mean", .dashed),
        .range(windowMaximum(#"level="0.95""#), "0.95", .filled(downTo: "0.5")),
        .range(windowMaximum(#"level="0.5""#), "0.5"),
        .range(windowMaximum(#"level!="mean""#), "highest level"),
      ]),
    Panel(
      "$signal: what was forecast for each moment",
      "What came, and what had been forecast for that moment `$horizon` seconds before. The band is that from the level 0.5 to 0.95: nine in twenty values should lie in it, one in twenty above. A value of a `utilization` is on another scale than its forecast, which is in replicas in full use.",
      .timeSeries(), .number, width: 24, height: 9, minimum: 0, repeats: "signal",
      [
        .range("max(\(of("outrider_signal_value", [], .signalOfOne)))", "what came", .strong),
        .range(earlier(#"level="mean""#), "had been forecast, mean", .dashed),
        .range(earlier(#"level="0.95""#), "0.95", .filled(downTo: "0.5")),
        .range(earlier(#"level="0.5""#), "0.5"),
      ]),
    Panel(
      "Signals that are known",
      "1: the signal's load is known in the last cycle; 0: it is not: no value, one older than `max_age`, or one that says nothing without the ready replicas. The reason is on the status page and in `outrider explain`.",
      .timeSeries(), .number, width: 8, minimum: 0, maximum: 1,
      [.range(signal("outrider_signal_known"), "{{signal}}")]),
    Panel(
      "Age of signals",
      "Age of each signal's value at the cycle. Beyond `max_age` it counts as unknown.",
      .timeSeries(), .seconds, width: 8, minimum: 0,
      [.range(signal("outrider_signal_age_seconds"), "{{signal}}")]),
    Panel(
      "Confidence",
      "How far to believe the recommendation. It falls while signals are old or unknown, and where forecasts have been wrong.",
      .timeSeries(), .share, width: 8, minimum: 0, maximum: 1,
      [.range(one("outrider_decision_confidence_ratio"), "confidence")]),
  ]

  private static func windowMaximum(_ level: String) -> String {
    "max(\(of("outrider_forecast_window_max", [level], .signalOfOne)))"
  }

  private static func earlier(_ level: String) -> String {
    let matchers = [level, #"horizon_seconds=~"$horizon([.][0-9]+)?""#]
    return "max(\(of("outrider_forecast", matchers, .signalOfOne)) offset ${horizon}s)"
  }

  private static let promise: [Panel] = [
    Panel(
      "Overload: promised and delivered",
      "Share of the last week in which load exceeded the capacity that the promise is kept with, against the share that is allowed (dashed). Absent where no promise decides.",
      .timeSeries(), .share, width: 8, minimum: 0,
      [
        .range(one("outrider_delivered_overload_ratio"), "delivered"),
        .range(one("outrider_target_overload_ratio"), "promised", .dashed),
      ]),
    Panel(
      "Risk",
      "Chance that load exceeds the replicas that keep the promise when a new one would serve. It may lie above the promise for a while: the promise holds over time. Absent where no promise decides.",
      .timeSeries(.logarithmic), .share, width: 8,
      [.range(one("outrider_overload_risk_ratio"), "risk")]),
    Panel(
      "Headroom", "Free share of ready capacity; below 0 load exceeds it.", .timeSeries(), .share,
      width: 8, [.range(one("outrider_headroom_ratio"), "headroom")]),
    Panel(
      "Overload in the last day", "Share of the last day in which load exceeded ready capacity.",
      .timeSeries(), .share, width: 12, minimum: 0,
      [.range(one("outrider_overload_ratio"), "overload")]),
    Panel(
      "Overload of late",
      "Share of each interval in which load exceeded ready capacity. With a replay its seconds are those of the trace, so that it can be above 1.",
      .timeSeries(.stacked), .share, width: 12, minimum: 0,
      [
        .range("max(\(Selector("outrider_overload_seconds_total", .oneWorkload).rate))", "overload")
      ]),
  ]

  private static let waiting: [Panel] = [
    Panel(
      "Wait of what comes now",
      "Time that what comes now would wait, if what exceeds ready capacity queues.",
      .timeSeries(), .seconds, width: 8, minimum: 0,
      [.range(one("outrider_queue_wait_seconds"), "wait")]),
    Panel(
      "Wait around the last time that replicas were added",
      "Mean wait before, during and after. If after is not far below during, more replicas did not help.",
      .timeSeries(), .seconds, width: 8, minimum: 0,
      [.range(one("outrider_scaling_wait_seconds", by: "phase"), "{{phase}}")]),
    Panel(
      "Queue around the last time that replicas were added",
      "Mean queue before, during and after, in seconds that one replica takes to work it off.",
      .timeSeries(), .seconds, width: 8, minimum: 0,
      [.range(one("outrider_scaling_queue_replica_seconds", by: "phase"), "{{phase}}")]),
  ]

  private static let learnt: [Panel] = [
    Panel(
      "Patterns of the load",
      "How far to rely on each pattern. Absent where a pattern was not found, or not looked for yet. See docs/patterns.md.",
      .bars, .share, width: 8, minimum: 0, maximum: 1, absence: "none found yet",
      [
        .now(
          "max by (signal, pattern) (\(Selector("outrider_pattern_strength_ratio", .signalOfOne)))",
          "{{signal}}: {{pattern}}")
      ]),
    Panel(
      "Time until a new replica serves",
      "Learnt from replicas that came: half of them, and nine of ten, take no longer. Needs `startup: auto`.",
      .timeSeries(), .seconds, width: 8, minimum: 0, absence: "not learnt",
      [.range(one("outrider_learnt_startup_seconds", by: "level"), "{{level}}")]),
    Panel(
      "Load that one replica serves",
      "Learnt from a utilization, in the signal's unit. Needs `learn_from`.", .timeSeries(),
      .number, width: 8, minimum: 0, absence: "not learnt",
      [.range(signal("outrider_learnt_load_per_replica"), "{{signal}}")]),
  ]

  private static let recommendedFleet = #"fleet="recommended""#
  private static let actualFleet = #"fleet="actual""#

  /// The rise over the time that is shown of a counter of what runs beside a shadow.
  private static func rise(_ metric: String, _ fleet: String) -> String {
    "max(\(Selector(metric, .oneWorkload, fleet).increaseOverRange))"
  }

  private static let shadow: [Panel] = [
    .number(
      "Replica time saved",
      "Share of the replica time of what ran that the recommendation would have saved over the time that is shown; below 0 it would have taken more. Counted in shadow mode.",
      .share, absence: "no shadow",
      "1 - \(rise("outrider_shadow_replica_seconds_total", recommendedFleet)) / \(rise("outrider_shadow_replica_seconds_total", actualFleet))"
    ),
    .number(
      "Additional overload",
      "How much longer the recommendation would have been overloaded than what ran, over the time that is shown; below 0 shorter. Counted in shadow mode.",
      .seconds, absence: "no shadow",
      "\(rise("outrider_shadow_overload_seconds_total", recommendedFleet)) - \(rise("outrider_shadow_overload_seconds_total", actualFleet))"
    ),
    Panel(
      "Replicas of both fleets",
      "Mean replicas of the recommendation and of what ran. Counted in shadow mode, while load and replicas are known. With a replay a second is one of the trace, so that both are larger.",
      .timeSeries(), .number, width: 16, minimum: 0,
      [
        .range(
          "max by (fleet) (\(Selector("outrider_shadow_replica_seconds_total", .oneWorkload).rate))",
          "{{fleet}}")
      ]),
    Panel(
      "Overload of both fleets",
      "Share of each interval in which load exceeded ready capacity, of the recommendation and of what ran.",
      .timeSeries(), .share, width: 12, minimum: 0,
      [
        .range(
          "max by (fleet) (\(Selector("outrider_shadow_overload_seconds_total", .oneWorkload).rate))",
          "{{fleet}}")
      ]),
    Panel(
      "Replicas added and removed an hour by both fleets",
      "Changes an hour of the recommendation and of what ran: how calm each is.",
      .timeSeries(), .number, width: 12, minimum: 0,
      [
        .range(
          "max by (fleet) (\(Selector("outrider_shadow_replica_changes_total", .oneWorkload).hourly))",
          "{{fleet}}")
      ]),
  ]

  private static let actuation: [Panel] = [
    Panel(
      "Changes an hour through the Kubernetes API",
      "Changes of replicas an hour that Outrider made itself, by outcome. Absent unless `actuate` is set: KEDA or the HPA act then.",
      .timeSeries(.stacked), .number, width: 24, minimum: 0,
      absence: "Outrider does not act itself",
      [
        .range(
          "sum by (action, outcome) (\(Selector("outrider_scaling_operations_total", .oneWorkload).hourly))",
          "{{action}}: {{outcome}}")
      ])
  ]
}
