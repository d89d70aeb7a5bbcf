internal import TimeSeries

/// The kinds of source; the raw value is the key that makes a source one.
enum SourceKind: String, CaseIterable, Sendable {
  case prometheus
  case redis
  case exposition
  case replay

  /// For messages: "a Prometheus source".
  var noun: String {
    switch self {
    case .prometheus: "a Prometheus source"
    case .redis: "a Redis source"
    case .exposition: "an exposition source"
    case .replay: "a replay source"
    }
  }
}

/// One entry of `sources` while it is read.
struct SourceDraft: Sendable {
  var name = ""
  var prometheus: PrometheusSettings?
  var redis: RedisSettings?
  var exposition: ExpositionSettings?
  var replay: ReplaySettings?

  var kind: SourceSettings.Kind? {
    if let prometheus { return .prometheus(prometheus) }
    if let redis { return .redis(redis) }
    if let exposition { return .exposition(exposition) }
    return replay.map { .replay($0) }
  }
}

/// The keys of a source.
enum SourceTable {
  static let source = Block<SourceDraft, SourceSettings>(
    title: "sources[]", noun: "a source",
    introduction: """
      Where signals are read. The key `prometheus`, `redis`, `exposition` or `replay` says which kind of source \
      it is; each source has exactly one of them. A slow or dead source delays no other.
      """,
    example: """
      sources:
        - name: main
          prometheus: { url: http://127.0.0.1:9090 }
        - name: jobs
          redis: { url: redis://127.0.0.1:6379/0 }
        - name: app
          exposition: { url: http://127.0.0.1:8080/metrics }
      """,
    initial: { SourceDraft() },
    keys: [
      .value(
        "name", \.name, .name(of: "a source"), default: "the kind, such as `redis`",
        "The name that signals use; unique."),
      .optionalBlock(
        "prometheus", \.prometheus, HTTPSourceTable.prometheus, absent: "none", nullIsAbsent: false,
        "A Prometheus server, or any that speaks its API (Thanos, Mimir, VictoriaMetrics)."),
      .optionalBlock(
        "redis", \.redis, RedisTable.redis, absent: "none", nullIsAbsent: false,
        "A Redis server, or a Redis master that Sentinel watches over."),
      .optionalBlock(
        "exposition", \.exposition, HTTPSourceTable.exposition, absent: "none", nullIsAbsent: false,
        "An application's own /metrics page."),
      .optionalBlock(
        "replay", \.replay, ReplayTable.replay, absent: "none", nullIsAbsent: false,
        "A recorded trace, played at a chosen speed."),
    ],
    elsewhere: [
      "url": "it under `prometheus`, `redis` or `exposition`",
      "file": "it under `replay`",
      "type": "one of the keys `prometheus`, `redis`, `exposition` or `replay`",
    ],
    finish: { draft, given, loading in
      let kinds = given.among(SourceKind.allCases.map(\.rawValue))
      let names = NearestName.oneOf(SourceKind.allCases.map(\.rawValue))
      guard let first = kinds.first, let kind = SourceKind(rawValue: first) else {
        loading.sourcesAreIncomplete = true
        loading.report(given.place, "a source of no kind; expected the key \(names)")
        return nil
      }
      if kinds.count > 1 {
        loading.report(
          given.keyPlace(kinds[1]),
          "`\(kinds[1])` beside `\(first)`; expected one of \(names) a source")
      }
      let name = given.has("name") ? draft.name : first
      if given.isBroken("name") {
        loading.sourcesAreIncomplete = true
      } else if !loading.sources.contains(where: { $0.name == name }) {
        loading.sources.append(
          .init(
            name: name, kind: kind, place: given.place,
            speed: draft.replay.map { ($0.speed, given.place(of: "replay")) }))
      }
      return draft.kind.map { SourceSettings(name: name, kind: $0) }
    })
}

/// What holds between a replay source and all others.
enum ReplayRules {
  static func check(_ loading: LoadingContext) {
    let replays = loading.sources.filter { $0.kind == .replay }
    guard let first = replays.first else { return }
    if let live = loading.sources.first(where: { $0.kind != .replay }) {
      let later = max(live.place, first.place)
      loading.report(
        later,
        "`\(first.name)` plays a trace and `\(live.name)` is live; expected replay sources alone, or none"
      )
    }
    guard let speed = first.speed?.value else { return }
    for other in replays.dropFirst() {
      guard let own = other.speed, own.value != speed else { continue }
      loading.report(
        own.place,
        "`\(other.name)` plays at speed \(DecimalText.short(own.value)), `\(first.name)` at \(DecimalText.short(speed)); expected one speed for all replay sources"
      )
    }
  }
}

/// The keys of `replay`.
enum ReplayTable {
  static let replay = Block<ReplaySettings, ReplaySettings>(
    title: "sources[].replay", noun: "`replay`",
    introduction: """
      A CSV file with a header, whose first column is time (Unix seconds or RFC 3339) and whose others can be \
      read by name. A configuration with replay sources has no other kind of source, plays all of them at \
      one speed, and runs on the trace's time.
      """,
    example: """
      sources:
        - name: trace
          replay: { file: traces/worldcup98.csv, speed: 240, start: 8d, loop: true }
      workloads:
        - name: website
          replicas: { simulate: true }
          signals:
            - { column: requests, per_replica: 8 }
      """,
    initial: { ReplaySettings(file: "") },
    keys: [
      .required("file", \.file, .existingFile("a CSV trace"), "Path of the trace."),
      .value(
        "speed", \.speed, .number(above: 0, atMost: 1e6, unit: "trace seconds a second"),
        "Seconds of the trace that pass in one second."),
      .value(
        "start", \.start, .duration(from: .zero, through: .seconds(3650 * 86_400)),
        "How far into the trace playing begins; what lies before is history."),
      .value(
        "loop", \.loop, .flag,
        "Whether the trace begins anew at its end; otherwise its signals are unknown from then on."),
    ],
    finish: { settings, _, _ in settings })
}
