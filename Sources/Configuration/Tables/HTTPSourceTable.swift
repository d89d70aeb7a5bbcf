internal import TimeSeries

/// Access to an HTTP server while it is read.
struct AccessDraft: Sendable {
  var settings = HTTPAccessSettings()
  var basic: HTTPAccessSettings.Authentication?
  var authorization: HTTPAccessSettings.Authentication?
  var bearerTokenFile: Secret?

  /// The access, with the one way to authenticate that is given.
  func finished(_ given: Given, _ loading: LoadingContext) -> HTTPAccessSettings {
    var settings = settings
    let ways = given.among(["basic_auth", "authorization", "bearer_token_file"])
    if ways.count > 1 {
      loading.report(
        given.keyPlace(ways[1]),
        "`\(ways[1])` beside `\(ways[0])`; expected one way to authenticate")
    }
    settings.authentication =
      basic ?? authorization ?? bearerTokenFile.map { .credentials(type: "Bearer", $0) } ?? .none
    return settings
  }
}

/// A draft that speaks HTTP.
protocol HTTPDraft: Sendable, SendableMetatype {
  var access: AccessDraft { get set }
}

/// A draft that speaks HTTP within a time limit of its own.
protocol TimedHTTPDraft: HTTPDraft {
  var timeout: Duration { get set }
}

/// `prometheus` while it is read.
struct PrometheusDraft: TimedHTTPDraft {
  var url = ""
  var timeout = Duration.seconds(5)
  var backfill: Duration?
  var access = AccessDraft()
}

/// `exposition` while it is read.
struct ExpositionDraft: TimedHTTPDraft {
  var url = ""
  var timeout = Duration.seconds(5)
  var access = AccessDraft()
}

/// The keys of sources that are read over HTTP.
enum HTTPSourceTable {
  static let prometheus = Block<PrometheusDraft, PrometheusSettings>(
    title: "sources[].prometheus", noun: "`prometheus`",
    introduction: """
      Instant queries each cycle; at start, range queries fill the history. TLS, passwords and headers have the \
      names that Prometheus itself gives them.
      """,
    example: """
      sources:
        - name: main
          prometheus:
            url: https://prometheus.example.com/mimir
            timeout: 5s
            backfill: 7d
            basic_auth: { username: outrider, password_file: password }
            headers: { X-Scope-OrgID: team-a }
            tls_config: { ca_file: ca.pem }
      """,
    initial: { PrometheusDraft() },
    keys: [
      .required(
        "url", \.url, .url(["http", "https"], example: "http://127.0.0.1:9090"),
        "The server's base URL, to which `/api/v1/query` is appended."),
      timeout("one request"),
      .optional(
        "backfill", \.backfill, .duration(from: .zero, through: .seconds(3650 * 86_400)),
        absent: "as far as `history.retention`",
        "How far back history is filled at start; `0s`: not at all."),
    ] + access(),
    elsewhere: accessElsewhere,
    finish: { draft, given, loading in
      checkTimeout(draft.timeout, given, loading)
      var settings = PrometheusSettings(url: draft.url)
      settings.timeout = given.has("timeout") ? draft.timeout : min(draft.timeout, loading.interval)
      settings.backfill = draft.backfill
      settings.access = draft.access.finished(given, loading)
      return settings
    })

  static let exposition = Block<ExpositionDraft, ExpositionSettings>(
    title: "sources[].exposition", noun: "`exposition`",
    introduction: """
      Scrapes a page in Prometheus' text form or in OpenMetrics, for applications that no Prometheus scrapes.
      """,
    example: """
      sources:
        - name: app
          exposition: { url: http://127.0.0.1:8080/metrics, timeout: 2s }
      workloads:
        - name: app
          signals:
            - { metric: 'http_requests_total{code="200"}', rate: 2m, reduce: sum, per_replica: 50 }
      """,
    initial: { ExpositionDraft() },
    keys: [
      .required(
        "url", \.url, .url(["http", "https"], example: "http://127.0.0.1:8080/metrics"),
        "The page's URL."),
      timeout("one scrape"),
    ] + access(),
    elsewhere: accessElsewhere,
    finish: { draft, given, loading in
      checkTimeout(draft.timeout, given, loading)
      var settings = ExpositionSettings(url: draft.url)
      settings.timeout = given.has("timeout") ? draft.timeout : min(draft.timeout, loading.interval)
      settings.access = draft.access.finished(given, loading)
      return settings
    })

  private static func timeout<Draft: TimedHTTPDraft>(_ what: String) -> Key<Draft> {
    .value(
      "timeout", \.timeout, .duration(from: .milliseconds(1), through: .seconds(86_400)),
      default: "`5s`, or `interval` where that is shorter",
      "The time limit of \(what); not above `interval`.")
  }

  /// The keys that say who asks, and how the server is reached.
  static func access<Draft: HTTPDraft>() -> [Key<Draft>] {
    [
      .optionalBlock(
        "basic_auth", \.access.basic, AuthenticationTable.basic, absent: "none",
        "User and password."),
      .optionalBlock(
        "authorization", \.access.authorization, AuthenticationTable.authorization, absent: "none",
        "Another `Authorization` header, such as a bearer token."),
      .optional(
        "bearer_token_file", \.access.bearerTokenFile, .secretFile("a bearer token"),
        absent: "none", "Path of a file with a bearer token, read anew at each use."),
      .map(
        "headers", \.access.settings.headers, keys: .headerName, .headerValue,
        "Further request headers, such as `X-Scope-OrgID`, by name."),
      .block(
        "tls_config", \.access.settings.tls, TLSTable.tls, "TLS towards the server."),
      .optional(
        "proxy_url", \.access.settings.proxyURL,
        .url(["http", "https", "socks5", "socks5h"], example: "http://proxy:3128"),
        absent: "no proxy, whatever the environment says", "The proxy to use."),
    ]
  }

  /// Keys that other programs have in place of those of `access()`.
  static let accessElsewhere = [
    "bearer_token": "`bearer_token_file`, or `credentials` under `authorization`",
    "http_headers": "`headers`", "http_config": "its keys here, without `http_config`",
    "username": "it under `basic_auth`", "password": "it under `basic_auth`",
  ]

  static func checkTimeout(_ timeout: Duration, _ given: Given, _ loading: LoadingContext) {
    guard given.has("timeout"), !given.isBroken("timeout"), timeout > loading.interval else {
      return
    }
    loading.report(
      given.place(of: "timeout"),
      "`timeout` is \(timeout.prometheusText), longer than `interval`, which is \(loading.interval.prometheusText); expected at most the interval"
    )
  }
}

extension ScalarType where Value == String {
  /// The name of an HTTP header: a token of RFC 9110.
  static var headerName: ScalarType {
    ScalarType(
      name: "header", expected: "the name of an HTTP header, such as `X-Scope-OrgID`",
      read: { (text, _) throws(Mismatch) in
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        guard !text.isEmpty,
          text.utf8.allSatisfy({ byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
              || (0x61...0x7A).contains(byte) || marks.contains(byte)
          })
        else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }
}

extension ScalarType where Value == Secret {
  /// The value of an HTTP header, which may be a token.
  static var headerValue: ScalarType {
    ScalarType(
      name: "text", expected: "text without line breaks", isSecret: true,
      read: { (text, _) throws(Mismatch) in
        guard !text.isEmpty,
          text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw Mismatch("") }
        return .text(text)
      }, write: { _ in "" })
  }
}
