internal import Scaling
internal import TimeSeries

/// One entry of `events` while it is read.
struct WorkloadEventDraft: SelectorHolder {
  var name = ""
  var kind = ScalingEvent.Kind.external
  var selector = SelectorDraft()
  var above = 0.0
  var addReplicas: Int?
  var addPercent: Double?
  var removePercent: Double?
  var floor: Int?
  var ceiling: Int?
  var proportional = false
  var lasts = Duration.seconds(300)
  var maxAge = Duration.seconds(300)
}

/// The keys of an event.
enum WorkloadEventTable {
  static let event = Block<WorkloadEventDraft, EventSettings>(
    title: "workloads[].events[]", noun: "an event",
    introduction: """
      Something that replicas answer to for a time, beside the signals: while the value is above a threshold, and for some \
      time after, more or fewer are asked for; then that is taken back. Alerts and the API begin events too. See [Events](events.md).
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          events:
            - { name: errors, kind: error_rate, query: 'job:errors:ratio', above: 0.05, add_percent: 50, for: 5m }
            - { name: spike, kind: load_spike, query: 'max(pool:utilization)', above: 0.7, proportional: true }
            - { name: throttled, kind: rate_limit, query: 'max(upstream:rate_limit:used)', above: 0.9, remove_percent: 25 }
      """,
    initial: { WorkloadEventDraft() },
    keys: [
      .required("name", \.name, .name(of: "an event"), "Its name, used once in its list."),
      .value("kind", \.kind, .choice, "What it is, for people and dashboards."),
    ] + SelectorTable.keys() + [
      .required(
        "above", \.above, .number(above: -1e300, unit: "in the value's unit"),
        "The value above which it begins."),
      .optional(
        "add_replicas", \.addReplicas, .count(1...100_000), absent: "none",
        "So many more than would be recommended when it begins."),
      .optional(
        "add_percent", \.addPercent, .number(above: 0, atMost: 10_000, unit: "percent"),
        absent: "none", "So many percent more."),
      .optional(
        "remove_percent", \.removePercent, .number(above: 0, atMost: 100, unit: "percent"),
        absent: "none", "So many percent fewer."),
      .optional("floor", \.floor, .replicas, absent: "none", "No fewer than this."),
      .optional("ceiling", \.ceiling, .replicas, absent: "none", "No more than this."),
      .value(
        "proportional", \.proportional, .flag,
        "As many percent more as the value is above the threshold."),
      .value(
        "for", \.lasts, .duration(from: .seconds(1), through: .seconds(30 * 86_400)),
        "How long it lasts after the value was last above."),
      .value(
        "max_age", \.maxAge, .duration(from: .milliseconds(1), through: .seconds(30 * 86_400)),
        "The age beyond which the value counts as unknown."),
    ],
    elsewhere: ["threshold": "`above`", "duration": "`for`"],
    finish: { draft, given, loading in
      let reference = draft.selector.finished("an event", given, loading)
      var effects: [ScalingEvent.Effect] = []
      if let more = draft.addReplicas { effects.append(.addReplicas(more)) }
      if let percent = draft.addPercent { effects.append(.addPercent(percent)) }
      if let percent = draft.removePercent { effects.append(.removePercent(percent)) }
      if let floor = draft.floor { effects.append(.floor(floor)) }
      if let ceiling = draft.ceiling { effects.append(.ceiling(ceiling)) }
      if effects.count + (draft.proportional ? 1 : 0) != 1, given.isWhole {
        loading.report(
          given.place,
          "an event asks for \(effects.isEmpty ? "nothing" : "several things"); expected one of `add_replicas`, `add_percent`, `remove_percent`, `floor`, `ceiling` and `proportional`"
        )
      }
      if draft.proportional, draft.above <= 0, given.isWhole {
        loading.report(
          given.keyPlace("above"), "`above` with `proportional`; expected a number above zero")
      }
      guard let reference, given.isWhole else { return nil }
      return EventSettings(
        name: draft.name, kind: draft.kind, reference: reference, above: draft.above,
        effect: effects.first, lasts: draft.lasts, maxAge: draft.maxAge)
    })
}
