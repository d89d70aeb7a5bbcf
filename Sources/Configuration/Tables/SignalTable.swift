internal import Scaling
internal import TimeSeries

/// One entry of `signals` while it is read.
struct SignalDraft: SelectorHolder {
  var settings = SignalSettings(
    name: "", reference: SignalReference(source: "", selector: .key("")), target: .value(1))
  var selector = SelectorDraft()
  var perReplica: Double?
  var utilization: Double?
  var value: Double?
  var leading = false
}

/// The keys of a signal.
enum SignalTable {
  static let signal = Block<SignalDraft, SignalSettings>(
    title: "workloads[].signals[]", noun: "a signal",
    introduction: """
      One number that says how much there is to do. Each signal has one selector, which fits the kind of its \
      source (`query`; `metric`; `list`, `stream`, `sorted_set`, `set`, `hash` or `key`; `column`), and one \
      target (`per_replica`, `utilization` or `value`), or is \
      `leading`. A value that is not known is unknown, never 0.
      """,
    example: """
      workloads:
        - name: checkout
          replicas:
            current: { query: 'kube_deployment_status_replicas{deployment="checkout"}' }
          signals:
            - name: requests
              query: sum(rate(http_requests_total{app="checkout"}[2m]))
              per_replica: 25
            - name: cpu
              query: >-
                sum(rate(container_cpu_usage_seconds_total{pod=~"checkout-.*"}[2m]))
                / sum(kube_pod_container_resource_requests{resource="cpu",pod=~"checkout-.*"})
              utilization: 70%
      """,
    initial: { SignalDraft() },
    keys: [
      .value(
        "name", \.settings.name, .name(of: "a signal"),
        default: "the selector's key, such as `query`",
        "The name on /metrics and in explanations; unique in its workload.")
    ] + SelectorTable.keys() + [
      target(
        "per_replica", \.perReplica, .number(above: 0, unit: "in the signal's unit"),
        "Target: the signal is a total, and one replica serves this much of it (HPA: `AverageValue`)."
      ),
      target(
        "utilization", \.utilization,
        .ratio("a share above zero up to 1000 %, such as `70%` or `0.7`", bounds: "above 0 to 10") {
          $0 > 0 && $0 <= 10
        },
        """
        Target: the signal is the used share of what the ready replicas have, kept at this share (HPA: \
        `Utilization`). It is forecast as the load itself, utilization times ready replicas.
        """),
      target(
        "value", \.value, .number(above: 0, unit: "in the signal's unit"),
        "Target: the signal as it is, kept at this value by changing replicas in proportion (HPA: `Value`)."
      ),
      .value(
        "leading", \.leading, .flag,
        """
        Instead of a target: the signal asks for no replicas. It is read since it moves before the others do, such as a \
        queue upstream, and helps to foresee them where it does.
        """),
      .optional(
        "learn_from", \.settings.learnsFrom, .name(of: "a signal"), absent: "`per_replica` stays",
        """
        With `per_replica`: a `utilization` signal of the workload. The load that one replica serves at its target is learnt from \
        both, beginning with `per_replica`.
        """),
      .value(
        "weight", \.settings.weight, .number(above: 0, unit: "relative to other signals"),
        "Its weight where `combine` is `mean`."),
      .value(
        "model", \.settings.model, .text("a forecasting model, or `auto`", name: "model"),
        "The forecasting model; `auto` chooses by recent error. `outrider forecast --models` lists them."
      ),
      .value(
        "max_age", \.settings.maxAge,
        .duration(from: .milliseconds(1), through: .seconds(30 * 86_400)),
        "The age beyond which a value counts as unknown."),
    ],
    elsewhere: [
      "averageValue": "`per_replica`", "threshold": "`per_replica`",
      "target": "`per_replica`, `utilization` or `value`",
      "averageUtilization": "`utilization`", "promql": "`query`", "expr": "`query`",
    ],
    finish: { draft, given, loading in
      checkModel(draft.settings.model, given, loading)
      let reference = draft.selector.finished("a signal", given, loading)
      let target = target(of: draft, given, loading)
      guard let reference, let target else { return nil }
      var settings = draft.settings
      settings.reference = reference
      settings.target = target
      if !given.has("name") {
        settings.name = given.among(SelectorRule.all.map(\.name)).first ?? "signal"
      }
      return settings
    })

  private static func target(
    _ name: String, _ path: Key<SignalDraft>.Path<Double?>, _ type: ScalarType<Double>,
    _ meaning: String
  ) -> Key<SignalDraft> {
    .optional(name, path, type, absent: "none", nullIsAbsent: false, meaning)
  }

  private static func target(of draft: SignalDraft, _ given: Given, _ loading: LoadingContext)
    -> SignalTarget?
  {
    let names = ["per_replica", "utilization", "value"]
    var targets = given.among(names)
    if draft.leading { targets.append("leading") }
    if targets.isEmpty {
      loading.report(
        given.place, "no target in a signal; expected \(NearestName.oneOf(names + ["leading"]))")
      return nil
    }
    if targets.count > 1 {
      loading.report(
        given.keyPlace(targets[1]),
        "`\(targets[1])` beside `\(targets[0])`; expected one target in a signal")
      return nil
    }
    if draft.leading { return .leading }
    if let perReplica = draft.perReplica { return .perReplica(perReplica) }
    if let utilization = draft.utilization { return .utilization(utilization) }
    return draft.value.map { .value($0) }
  }

  private static func checkModel(_ model: String, _ given: Given, _ loading: LoadingContext) {
    guard given.has("model"), !given.isBroken("model"), let models = loading.models,
      model != "auto", !models.contains(model)
    else { return }
    loading.report(
      given.place(of: "model"),
      "`model` is \(Quotation.of(model)); expected \(NearestName.suggestion(for: model, in: ["auto"] + models))"
    )
  }
}
