internal import TimeSeries

/// What to read from which source, while it is read.
struct SelectorDraft: Sendable {
  var source: String?
  var query: String?
  var metric: String?
  var list: String?
  var stream: String?
  var sortedSet: String?
  var set: String?
  var hash: String?
  var key: String?
  var column: String?
  var reduce: Reduction?
  var rate: Duration?
  var group: String?
  var count: StreamCount?
  var due: Bool?
  var field: String?
}

/// A draft with a selector in it.
protocol SelectorHolder: Sendable, SendableMetatype {
  var selector: SelectorDraft { get set }
}

/// `current` and `ready` while they are read.
struct ReferenceDraft: SelectorHolder {
  var selector = SelectorDraft()
}

/// The keys that say what to read from which source.
enum SelectorTable {
  static let reference = Block<ReferenceDraft, SignalReference>(
    title: "workloads[].replicas.current and ready", noun: "a replica count",
    introduction: "What to read from which source, with the selectors of a signal.",
    example: """
      workloads:
        - name: checkout
          replicas:
            min: 2
            max: 50
            current: { query: 'kube_deployment_status_replicas{deployment="checkout"}' }
            ready: { query: 'kube_deployment_status_replicas_ready{deployment="checkout"}' }
          signals:
            - { query: 'sum(rate(http_requests_total{app="checkout"}[2m]))', per_replica: 25 }
      """,
    initial: { ReferenceDraft() },
    keys: keys(),
    finish: { draft, given, loading in
      draft.selector.finished("a replica count", given, loading)
    })

  static func keys<Draft: SelectorHolder>() -> [Key<Draft>] {
    [
      .optional(
        "source", \.selector.source, .name(of: "a source"),
        absent: "the only source, where there is one", "The name of an entry of `sources`."),
      selector("query", \.selector.query, "a PromQL query", "Prometheus: an instant query."),
      selector(
        "metric", \.selector.metric, "a metric such as `http_requests_total{code=\"200\"}`",
        "Exposition page: a metric's name, with label matchers where it has them."),
      selector("list", \.selector.list, "a Redis key", "Redis: the length of a list."),
      selector(
        "stream", \.selector.stream, "a Redis key",
        "Redis: entries of a stream, or of one of its groups."),
      selector(
        "sorted_set", \.selector.sortedSet, "a Redis key", "Redis: members of a sorted set."),
      selector("set", \.selector.set, "a Redis key", "Redis: members of a set."),
      selector(
        "hash", \.selector.hash, "a Redis key",
        "Redis: the number in one field of a hash; its number of fields without `field`."),
      selector("key", \.selector.key, "a Redis key", "Redis: the number in a string."),
      selector("column", \.selector.column, "a column's name", "Replay: a column of the trace."),
      .optional(
        "reduce", \.selector.reduce, .choice, absent: "several series are an error",
        "With `query` or `metric`: how several series become one value."),
      .optional(
        "rate", \.selector.rate, .duration(from: .seconds(1), through: .seconds(86_400)),
        absent: "the value itself",
        "With `metric`: read the counter's rate per second over this time."),
      .optional(
        "group", \.selector.group, .text("a consumer group's name"), absent: "the whole stream",
        "With `stream`: the consumer group."),
      .optional(
        "count", \.selector.count, .choice, absent: "`lag` with `group`, `length` without",
        "With `stream`: all entries, those that the group has not been given yet, or those given and not acknowledged."
      ),
      .optional(
        "due", \.selector.due, .flag, absent: "`false`",
        "With `sorted_set`: count only members whose score is not above the present Unix time in seconds."
      ),
      .optional(
        "field", \.selector.field, .text("a field's name"), absent: "the number of fields",
        "With `hash`: the field to read."),
    ]
  }

  private static func selector<Draft: SelectorHolder>(
    _ name: String, _ path: Key<Draft>.Path<String?>, _ expected: String, _ meaning: String
  ) -> Key<Draft> {
    .optional(
      name, path, .text(expected), absent: "none", nullIsAbsent: false, meaning)
  }
}

/// A selector's key, the kind of source that it reads, and the keys that say more with it.
struct SelectorRule {
  let name: String
  let kind: SourceKind
  var modifiers: [String] = []

  static let all = [
    SelectorRule(name: "query", kind: .prometheus, modifiers: ["reduce"]),
    SelectorRule(name: "metric", kind: .exposition, modifiers: ["rate", "reduce"]),
    SelectorRule(name: "list", kind: .redis),
    SelectorRule(name: "stream", kind: .redis, modifiers: ["group", "count"]),
    SelectorRule(name: "sorted_set", kind: .redis, modifiers: ["due"]),
    SelectorRule(name: "set", kind: .redis),
    SelectorRule(name: "hash", kind: .redis, modifiers: ["field"]),
    SelectorRule(name: "key", kind: .redis),
    SelectorRule(name: "column", kind: .replay),
  ]

  static let modifiers = ["reduce", "rate", "group", "count", "due", "field"]

  /// The keys that read a source of `kind`; all of them where it is not known.
  static func names(for kind: SourceKind?) -> [String] {
    all.filter { kind == nil || $0.kind == kind }.map(\.name)
  }
}
