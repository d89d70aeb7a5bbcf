/// How good forecasts are: their error against that of the last value, their intervals, and what they are made of.
enum ForecastDashboard {
  /// The dashboard.
  static let dashboard = Dashboard(
    uid: "outrider-forecast", title: "Forecast quality",
    summary:
      "How good forecasts are: their error against that of the last value, how often intervals hold, which models carry them, and which patterns they find.",
    range: "24h", variables: [.dataSource, .job, .instance, .workloads, .signals],
    sections: [
      PanelSection("Now", now),
      PanelSection("Error", error),
      PanelSection("Intervals", intervals),
      PanelSection("Models and patterns", models),
      PanelSection("Forecasts and loads", loads),
    ])

  // MARK: Series

  private static let scaledError = each(
    "workload", "signal", of: Selector("outrider_forecast_scaled_error", .signal))
  private static let skill = each(
    "workload", "signal", of: Selector("outrider_forecast_skill_ratio", .signal))

  /// The share of late in which the load was at or below the forecast of a level.
  private static func coverage(_ level: String) -> String {
    each(
      "workload", "signal",
      of: Selector("outrider_forecast_coverage_ratio", .signal, "level=\"\(level)\""))
  }

  /// The scaled loss of a level's quantile.
  private static func loss(_ level: String) -> String {
    each(
      "workload", "signal",
      of: Selector("outrider_forecast_scaled_quantile_loss", .signal, "level=\"\(level)\""))
  }

  // MARK: Panels

  private static let now: [Panel] = [
    .number(
      "Forecasts that are judged",
      "Signals whose forecasts have been held against what came often enough to be judged.",
      .count, "count(\(scaledError))"),
    .number(
      "Worse than the last value",
      "Signals whose forecasts were worse of late than to expect the last value again. They are mistrusted: the confidence stays low.",
      .count, thresholds: PanelThreshold.rising(doubtful: 1), "sum(\(scaledError) > bool 1)"),
    .number(
      "Median skill",
      "Share of the last value's error that forecasts save, in the middle of all signals.",
      .share, thresholds: PanelThreshold.falling(doubtful: 0, fine: 0.05),
      "quantile(0.5, \(skill))"),
    .number(
      "Least skill", "The skill of the signal that is forecast worst.", .share,
      thresholds: PanelThreshold.falling(doubtful: 0, fine: 0.05), "min(\(skill))"),
    .number(
      "Coverage of the level 0.5",
      "Mean over signals. It should be near 50 %: forecasts are too high above that, too low below.",
      .share, "avg(\(coverage("0.5")))"),
    .number(
      "Coverage of the level 0.95",
      "Mean over signals. It should be near 95 %: intervals are too narrow where it is far below.",
      .share, thresholds: PanelThreshold.falling(doubtful: 0.85, fine: 0.9),
      "avg(\(coverage("0.95")))"),
  ]

  private static let error: [Panel] = [
    Panel(
      "Scaled error",
      "Mean absolute error of late, divided by that of the last value. Below 1 the forecast is better than none. Absent until forecasts have met what came.",
      .timeSeries(), .number, width: 12, minimum: 0, leadsToWorkload: true,
      [.range(scaledError, "{{workload}}: {{signal}}")]),
    Panel(
      "Skill",
      "Share of the last value's error that the forecast saves. 0: as good as the last value; below 0 worse.",
      .timeSeries(), .share, width: 12, maximum: 1, leadsToWorkload: true,
      [.range(skill, "{{workload}}: {{signal}}")]),
    Panel(
      "Signals",
      "A signal a row; a click on its workload opens that. Coverage should be near its level; loss and error are below 1 where the forecast is better than the last value.",
      .table(columns: [
        .label("workload", "Workload"), .label("signal", "Signal"), .query("Scaled error"),
        .query("Skill", .share), .query("Coverage of 0.5", .share),
        .query("Coverage of 0.9", .share), .query("Coverage of 0.95", .share),
        .query("Loss of 0.5"), .query("Loss of 0.9"), .query("Loss of 0.95"),
      ]), .number, width: 24, leadsToWorkload: true,
      [
        .now(scaledError), .now(skill), .now(coverage("0.5")), .now(coverage("0.9")),
        .now(coverage("0.95")), .now(loss("0.5")), .now(loss("0.9")), .now(loss("0.95")),
      ]),
  ]

  private static let intervals: [Panel] =
    ["0.5", "0.9", "0.95"].map { level in
      Panel(
        "Coverage of the level \(level), less the level",
        "Share of late in which the load was at or below the forecast of the level \(level), less \(level). It should be near 0: below, the forecast is too low or its interval too narrow; above, too high or too wide.",
        .timeSeries(), .share, width: 8, leadsToWorkload: true,
        [.range("\(coverage(level)) - \(level)", "{{workload}}: {{signal}}")])
    } + [
      Panel(
        "Scaled quantile loss",
        "Twice the mean pinball loss of each level's quantile of late, divided by the last value's mean absolute error: how sharp and how true intervals are. Less is better.",
        .timeSeries(), .number, width: 24, minimum: 0, leadsToWorkload: true,
        [
          .range(
            each(
              "workload", "signal", "level",
              of: Selector("outrider_forecast_scaled_quantile_loss", .signal)),
            "{{workload}}: {{signal}} at {{level}}")
        ])
    ]

  private static let models: [Panel] = [
    Panel(
      "Weights of models",
      "Share of each model in the forecasts, in the mean of the signals that are chosen: which of them has been right of late.",
      .timeSeries(.stacked), .share, width: 12, minimum: 0, maximum: 1,
      [
        .range(
          "sum by (model) (\(modelWeight)) / on () group_left () count(\(weighted))", "{{model}}")
      ]),
    Panel(
      "Weights of models now", "Share of each model in each signal's forecast.", .bars, .share,
      width: 12, minimum: 0, maximum: 1, leadsToWorkload: true,
      [.now(modelWeight, "{{workload}}: {{signal}}, {{model}}")]),
    Panel(
      "Patterns",
      "How far to rely on each pattern of each load, 0 to 1. Absent where it was not found, or not looked for yet. See docs/patterns.md.",
      .bars, .share, width: 12, minimum: 0, maximum: 1, absence: "none found yet",
      leadsToWorkload: true, [.now(pattern, "{{workload}}: {{signal}}, {{pattern}}")]),
    Panel(
      "Strength of patterns",
      "How patterns come and go: found anew whenever models learn.", .timeSeries(), .share,
      width: 12, minimum: 0, maximum: 1, absence: "none found yet", leadsToWorkload: true,
      [.range(pattern, "{{workload}}: {{signal}}, {{pattern}}")]),
  ]

  private static let modelWeight = each(
    "workload", "signal", "model", of: Selector("outrider_forecast_model_weight", .signal))

  /// One series for each signal that has a forecast.
  private static let weighted =
    "sum by (job, workload, signal) (\(modelWeight))"

  private static let pattern = each(
    "workload", "signal", "pattern", of: Selector("outrider_pattern_strength_ratio", .signal))

  private static let loads: [Panel] = [
    Panel(
      "Signals now",
      "Each signal's value as its source gave it, in the unit of its query. A gap: it was not known.",
      .timeSeries(), .number, width: 12, leadsToWorkload: true,
      [
        .range(
          each("workload", "signal", of: Selector("outrider_signal_value", .signal)),
          "{{workload}}: {{signal}}")
      ]),
    Panel(
      "Expected at the horizon",
      "The mean load that is expected at each signal's horizon, in the unit of the load (of a `utilization`: replicas in full use).",
      .timeSeries(), .number, width: 12, leadsToWorkload: true,
      [
        .range(
          each(
            "workload", "signal", "horizon_seconds",
            of: Selector("outrider_forecast", .signal, #"level="mean""#)),
          "{{workload}}: {{signal}} in {{horizon_seconds}} s")
      ]),
    Panel(
      "Width of the interval",
      "How far the level 0.95 lies above the level 0.5 at the horizon, as a share of the latter: how unsure forecasts are of themselves. Absent where 0 is expected.",
      .timeSeries(), .share, width: 24, minimum: 0, leadsToWorkload: true,
      [.range("\(expected("0.95")) / (\(expected("0.5")) > 0) - 1", "{{workload}}: {{signal}}")]),
  ]

  /// The load that is expected at the horizon at a level.
  private static func expected(_ level: String) -> String {
    each(
      "workload", "signal", of: Selector("outrider_forecast", .signal, "level=\"\(level)\""))
  }
}
