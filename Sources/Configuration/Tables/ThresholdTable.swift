/// The keys of `thresholds`.
enum ThresholdTable {
  static let thresholds = Block<ThresholdSettings, ThresholdSettings>(
    title: "workloads[].thresholds", noun: "`thresholds`",
    introduction: """
      What is to be other than in the template that `policy` names. Use is load over what the serving replicas carry at the \
      signals' targets: 1 is full. See [Policies](policies.md).
      """,
    example: """
      workloads:
        - name: checkout
          policy: high_performance
          thresholds: { scale_up_above: 60%, cooldown_up: 1m, emergency_replicas: 5 }
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
      """,
    initial: { ThresholdSettings() },
    keys: [
      .optional(
        "scale_up_above", \.above, use, absent: template, "Use above which replicas are added."),
      .optional(
        "scale_down_below", \.below, use, absent: template, "Use below which one is removed."),
      .optional(
        "cooldown_up", \.cooldownUp, cooldown, absent: template,
        "The time after a step before the next one up."),
      .optional(
        "cooldown_down", \.cooldownDown, cooldown, absent: template,
        "The time after a step before the next one down."),
      .optional(
        "step", \.step, .count(1...1_000), absent: template, "The replicas that a step up adds."),
      .optional(
        "predictive", \.isPredictive, .flag, absent: template,
        "Whether a forecast counts as well as the present."),
      .optional(
        "min_confidence", \.leastConfidence, share, absent: "0.8",
        "The confidence from which a forecast counts."),
      .optional(
        "readings", \.readings, .count(1...100), absent: template,
        "The decisions in a row that must agree before a step."),
      .optional(
        "emergency_above", \.emergencyAbove, use, absent: template,
        "Use above which replicas are added at once, without a cooldown."),
      .optional(
        "emergency_replicas", \.emergencyReplicas, .count(1...10_000), absent: "10",
        "The most replicas that an emergency adds."),
      .optional(
        "emergency_for", \.emergencyFor, cooldown, absent: "10m",
        "The time after which they are taken back, where use allows it."),
    ],
    finish: { settings, given, loading in
      if let above = settings.above, let below = settings.below, below >= above {
        loading.report(
          given.place(of: "scale_down_below", "scale_up_above"),
          "`scale_down_below` is not below `scale_up_above`; expected a smaller number")
      }
      return settings
    })

  private static let template = "that of the template"
  private static let cooldown = ScalarType<Duration>.duration(
    from: .zero, through: .seconds(86_400))
  private static let use = ScalarType<Double>.ratio(
    "a share of full use above zero, such as `80%` or `0.8`", bounds: "above 0"
  ) { $0 > 0 && $0 <= 100 }
  private static let share = ScalarType<Double>.ratio(
    "a share from zero to one, such as `80%` or `0.8`", bounds: "0 to 1"
  ) { $0 >= 0 && $0 <= 1 }
}
