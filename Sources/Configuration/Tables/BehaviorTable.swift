internal import Scaling
internal import TimeSeries

/// One policy while it is read.
struct PolicyDraft: Sendable {
  var kind = ScalingBehavior.Policy.Kind.pods
  var value = 1
  var period = Duration.seconds(15)
}

/// The keys of `behavior`: those of a HorizontalPodAutoscaler's, so that one can be pasted here.
enum BehaviorTable {
  static let behavior = Block<ScalingBehavior, ScalingBehavior>(
    title: "workloads[].behavior", noun: "`behavior`",
    introduction: """
      How fast replicas may change, with the keys and the meaning of `behavior` in a HorizontalPodAutoscaler \
      (`autoscaling/v2`), so that it can be pasted from a manifest. What is left out has Kubernetes' defaults.
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          behavior:
            scaleUp:
              stabilizationWindowSeconds: 0
              selectPolicy: Max
              policies:
                - { type: Pods, value: 10, periodSeconds: 60 }
                - { type: Percent, value: 100, periodSeconds: 60 }
            scaleDown:
              stabilizationWindowSeconds: 300
              policies:
                - { type: Percent, value: 10, periodSeconds: 60 }
      """,
    initial: { .kubernetesDefault },
    keys: [
      .block("scaleUp", \.scaleUp, scaleUp, "The rules for more replicas."),
      .block("scaleDown", \.scaleDown, scaleDown, "The rules for fewer replicas."),
    ],
    elsewhere: ["scale_up": "`scaleUp`", "scale_down": "`scaleDown`"],
    finish: { behavior, _, _ in behavior })

  static let scaleUp = rules(
    "workloads[].behavior.scaleUp", "`scaleUp`", ScalingBehavior.kubernetesDefault.scaleUp,
    policies: "4 `Pods` and 100 `Percent` in 15 s")

  static let scaleDown = rules(
    "workloads[].behavior.scaleDown", "`scaleDown`", ScalingBehavior.kubernetesDefault.scaleDown,
    policies: "100 `Percent` in 15 s")

  private static func rules(
    _ title: String, _ noun: String, _ initial: ScalingBehavior.Rules, policies: String
  ) -> Block<ScalingBehavior.Rules, ScalingBehavior.Rules> {
    Block(
      title: title, noun: noun,
      introduction: "The rules of one direction.",
      initial: { initial },
      keys: [
        .value(
          "stabilizationWindowSeconds", \.stabilizationWindow, .seconds(0...3600),
          "The window over which earlier recommendations are looked back on: up takes the smallest of them, down the largest."
        ),
        .value(
          "selectPolicy", \.selectPolicy, .choice,
          "Which of several policies counts; `Disabled` allows no change in this direction."),
        .list(
          "policies", \.policies, policy, isRequired: false, default: policies,
          "Limits on change."),
      ],
      elsewhere: ["tolerance": "`tolerance` of the workload"],
      finish: { rules, _, _ in rules })
  }

  static let policy = Block<PolicyDraft, ScalingBehavior.Policy>(
    title: "policies[]", noun: "a policy",
    introduction: "One limit on change, under `scaleUp` and `scaleDown`.",
    initial: { PolicyDraft() },
    keys: [
      .required("type", \.kind, .choice, "What `value` counts."),
      .required(
        "value", \.value, .count(1...2_147_483_647),
        "The change that is allowed within the period: replicas, or percent of those at its start."),
      .required(
        "periodSeconds", \.period, .seconds(1...1800),
        "The time in which the change is counted, in seconds."),
    ],
    finish: { draft, _, _ in
      ScalingBehavior.Policy(kind: draft.kind, value: draft.value, period: draft.period)
    })
}
