import Configuration
import Scaling
import Testing

struct OverrideTests {
  private static let base = """
    sources:
      - name: main
        prometheus: { url: http://127.0.0.1:9090, headers: { X-Scope-OrgID: a } }
      - name: Jobs-EU
        redis: { url: redis://127.0.0.1:6379/0 }
    workloads:
      - name: checkout
        replicas: { min: 2, max: 50 }
        signals:
          - { name: requests, source: main, query: up, per_replica: 25 }
          - { name: backlog, source: Jobs-EU, list: a, per_replica: 5 }
      - name: Checkout
        signals:
          - { source: main, query: up, per_replica: 25 }
      - name: "0"
        signals:
          - { source: main, query: up, per_replica: 25 }
      - name: a--b
        signals:
          - { source: main, query: up, per_replica: 25 }
    """

  struct Case: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let read: @Sendable (Settings) -> String
    let expected: String

    init(
      _ name: String, _ value: String, _ expected: String,
      _ read: @escaping @Sendable (Settings) -> String
    ) {
      variables = [name: value]
      self.read = read
      self.expected = expected
    }

    var testDescription: String { variables.map { "\($0)=\($1)" }.joined() }
  }

  @Test(arguments: [
    Case("OUTRIDER_INTERVAL", "30s", "30.0 seconds") { "\($0.interval)" },
    Case("OUTRIDER_interval", "30s", "30.0 seconds") { "\($0.interval)" },
    Case("OUTRIDER_WEB__LISTEN", ":9000", ":9000") { $0.web.listen },
    Case("OUTRIDER_LOG__LEVEL", "debug", "debug") { $0.log.level.rawValue },
    Case("OUTRIDER_WORKLOADS__checkout__REPLICAS__MAX", "80", "80") {
      "\($0.workloads[0].replicas.max)"
    },
    Case("OUTRIDER_WORKLOADS__Checkout__REPLICAS__MAX", "80", "80") {
      "\($0.workloads[1].replicas.max)"
    },
    // In another letter case the first that fits.
    Case("OUTRIDER_WORKLOADS__CHECKOUT__REPLICAS__MAX", "80", "80") {
      "\($0.workloads[0].replicas.max)"
    },
    // A name goes before an index.
    Case("OUTRIDER_WORKLOADS__0__REPLICAS__MAX", "80", "80") { "\($0.workloads[2].replicas.max)" },
    Case("OUTRIDER_WORKLOADS__1__REPLICAS__MAX", "80", "80") { "\($0.workloads[1].replicas.max)" },
    // What environment variables cannot hold is `_`, and a name may have two of them.
    Case("OUTRIDER_WORKLOADS__A__B__REPLICAS__MAX", "80", "80") {
      "\($0.workloads[3].replicas.max)"
    },
    Case("OUTRIDER_SOURCES__JOBS_EU__REDIS__DATABASE", "3", "3") {
      if case .redis(let redis) = $0.sources[1].kind { "\(redis.database ?? -1)" } else { "" }
    },
    Case("OUTRIDER_WORKLOADS__checkout__SIGNALS__backlog__PER_REPLICA", "7", "perReplica(7.0)") {
      "\($0.workloads[0].signals[1].target)"
    },
    Case("OUTRIDER_WORKLOADS__checkout__SIGNALS__0__PER_REPLICA", "7", "perReplica(7.0)") {
      "\($0.workloads[0].signals[0].target)"
    },
    // An item without a name goes by the one that it gets.
    Case("OUTRIDER_WORKLOADS__Checkout__SIGNALS__QUERY__PER_REPLICA", "7", "perReplica(7.0)") {
      "\($0.workloads[1].signals[0].target)"
    },
    Case(
      "OUTRIDER_WORKLOADS__checkout__BEHAVIOR__SCALEUP__STABILIZATIONWINDOWSECONDS", "60",
      "60.0 seconds"
    ) {
      "\($0.workloads[0].behavior.scaleUp.stabilizationWindow)"
    },
    Case("OUTRIDER_WORKLOADS__checkout__FALLBACK", "", "nil") {
      "\($0.workloads[0].fallback as Int?)"
    },
    Case("OUTRIDER_INTERVAL", "${PERIOD:-20s}", "20.0 seconds") { "\($0.interval)" },
    Case("OUTRIDER_WORKLOADS__checkout__REPLICAS__CURRENT__QUERY", "up", "nil") {
      "\($0.workloads[0].replicas.ready?.source as String?)"
    },
    Case(
      "OUTRIDER_SOURCES__main__PROMETHEUS__HEADERS__X_SCOPE_ORGID", "b", #"["X-Scope-OrgID"] true"#
    ) {
      guard case .prometheus(let prometheus) = $0.sources[0].kind else { return "" }
      let headers = prometheus.access.headers
      return "\(headers.keys.sorted()) \(headers["X-Scope-OrgID"] == .text("b"))"
    },
    Case(
      "OUTRIDER_SOURCES__main__PROMETHEUS__HEADERS__X_TEAM", "b", #"["X-Scope-OrgID", "X-TEAM"]"#
    ) {
      guard case .prometheus(let prometheus) = $0.sources[0].kind else { return "" }
      return "\(prometheus.access.headers.keys.sorted())"
    },
  ])
  func valuesGoBeforeTheFile(overrideCase: Case) throws {
    var variables = overrideCase.variables
    // A reference among several sources needs one named.
    if variables.keys.contains(where: { $0.hasSuffix("CURRENT__QUERY") }) {
      variables["OUTRIDER_WORKLOADS__checkout__REPLICAS__CURRENT__SOURCE"] = "main"
    }
    let load = Fixture.load(Self.base, environment: variables)
    #expect(load.problems.map(\.description) == [])
    #expect(overrideCase.read(try load.get()) == overrideCase.expected)
  }

  @Test func theEnvironmentAloneIsAConfiguration() throws {
    let environment = [
      "PATH": "/bin", "OUTRIDER_INTERVAL": "10s",
      "OUTRIDER_SOURCES__main__PROMETHEUS__URL": "http://prometheus:9090",
      "OUTRIDER_SOURCES__main__PROMETHEUS__HEADERS__X_SCOPE_ORGID": "team",
      "OUTRIDER_SOURCES__queue__REDIS__SENTINEL__MASTER": "mymaster",
      "OUTRIDER_SOURCES__queue__REDIS__SENTINEL__ADDRESSES": "a:26379, b:26379",
      "OUTRIDER_WORKLOADS__checkout__MODE": "live",
      "OUTRIDER_WORKLOADS__checkout__SIGNALS__requests__SOURCE": "main",
      "OUTRIDER_WORKLOADS__checkout__SIGNALS__requests__QUERY": #"sum(rate(x{a=~"b$"}[2m]))"#,
      "OUTRIDER_WORKLOADS__checkout__SIGNALS__requests__PER_REPLICA": "25",
      "OUTRIDER_WORKLOADS__checkout__BEHAVIOR__SCALEUP__POLICIES__0__TYPE": "Pods",
      "OUTRIDER_WORKLOADS__checkout__BEHAVIOR__SCALEUP__POLICIES__0__VALUE": "4",
      "OUTRIDER_WORKLOADS__checkout__BEHAVIOR__SCALEUP__POLICIES__0__PERIODSECONDS": "60",
    ]
    let load = ConfigurationLoader().load(path: nil, environment: environment)
    #expect(load.problems.map(\.description) == [])
    let settings = try load.get()
    #expect(settings.interval == .seconds(10))
    #expect(settings.sources.map(\.name) == ["main", "queue"])
    guard case .redis(let redis) = settings.sources[1].kind else {
      Issue.record("expected a Redis source")
      return
    }
    #expect(redis.sentinel?.addresses == ["a:26379", "b:26379"])
    #expect(settings.workloads.map(\.name) == ["checkout"])
    #expect(settings.workloads[0].signals.map(\.name) == ["requests"])
    #expect(
      settings.workloads[0].signals[0].reference.selector
        == .query(#"sum(rate(x{a=~"b$"}[2m]))"#, reduce: nil))
    #expect(
      settings.workloads[0].behavior.scaleUp.policies
        == [.init(kind: .pods, value: 4, period: .seconds(60))])
  }

  @Test func itemsByIndexComeInOrder() throws {
    var environment = ["OUTRIDER_SOURCES__0__PROMETHEUS__URL": "http://a"]
    for index in 0..<12 {
      environment["OUTRIDER_WORKLOADS__\(index)__NAME"] = "w\(index)"
      environment["OUTRIDER_WORKLOADS__\(index)__SIGNALS__0__QUERY"] = "up"
      environment["OUTRIDER_WORKLOADS__\(index)__SIGNALS__0__VALUE"] = "1"
    }
    let settings = try ConfigurationLoader().load(path: nil, environment: environment).get()
    #expect(settings.workloads.map(\.name) == (0..<12).map { "w\($0)" })
  }

  @Test func nothingAtAllIsAProblemOfTheEnvironment() {
    let load = ConfigurationLoader().load(path: nil, environment: [:])
    #expect(
      load.problems.map(\.description) == [
        "environment: error: key `sources` is missing in the configuration; expected a list with at least one item, each a source",
        "environment: error: key `workloads` is missing in the configuration; expected a list with at least one item, each a workload",
      ])
  }

  @Test(arguments: [
    ("OUTRIDER_RECORD_GOLDEN", "1"), ("OUTRIDER_TEST_PROMETHEUS", "x"),
    ("OUTRIDER_SERVICE_HOST", "10.0.0.1"), ("OUTRIDER_SERVICE_PORT", "9847"),
    ("OUTRIDER_SERVICE_PORT_HTTP_METRICS", "9847"), ("OUTRIDER_PORT", "tcp://10.0.0.1:9847"),
    ("OUTRIDER_PORT_9847_TCP", "tcp://10.0.0.1:9847"), ("OUTRIDER_PORT_9847_TCP_ADDR", "10.0.0.1"),
    ("OUTRIDER_PORT_9847_TCP_PROTO", "tcp"), ("OUTRIDER_METRICS_SERVICE_HOST", "10.0.0.1"),
  ])
  func otherVariablesAreNoOverrides(name: String, value: String) {
    #expect(Fixture.load(Fixture.smallest, environment: [name: value]).problems == [])
  }

  @Test(arguments: [
    "OUTRIDER_WEB_PORT", "OUTRIDER_PORT_X", "OUTRIDER_", "OUTRIDER___", "OUTRIDER_GRPC",
  ])
  func whatLooksLikeAnOverrideAndIsNoneIsAnError(name: String) {
    let problems = Fixture.load(Fixture.smallest, environment: [name: "1"]).problems
    #expect(problems.count == 1)
    #expect(problems.first?.place == .variable(name))
  }
}
