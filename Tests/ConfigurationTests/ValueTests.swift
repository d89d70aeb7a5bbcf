import Configuration
import InstanceMix
import Scaling
import Testing

struct ValueTests {
  private static func workload(_ extra: String) throws -> WorkloadSettings {
    try Fixture.load(Fixture.smallest + "    " + extra + "\n").get().workloads[0]
  }

  @Test(arguments: [
    ("15s", 15_000), ("0", 0), ("1h30m", 5_400_000), ("1d", 86_400_000), ("1500ms", 1500),
    ("1h1s500ms", 3_601_500), ("'90s'", 90_000),
  ])
  func durations(text: String, milliseconds: Int) throws {
    #expect(try Self.workload("startup: \(text)").startup == .milliseconds(milliseconds))
  }

  /// Paths start from the file's folder, wherever they stand and whether the file is there yet or not.
  @Test func relativePathsStartFromTheConfiguration() throws {
    let text =
      "actuate: { token_file: later/token, ca_file: /etc/ca.pem }\nhistory: { path: history }\n"
      + Fixture.smallest
    let settings = try Fixture.load(text).get()
    #expect(settings.actuate?.tokenFile == Fixture.folder + "/later/token")
    #expect(settings.actuate?.caFile == "/etc/ca.pem")
    #expect(settings.history.path == Fixture.folder + "/history")
  }

  @Test(arguments: [
    ("0.1%", 0.001), ("0.001", 0.001), ("5 %", 0.05), ("1e-3", 0.001), ("1e1%", 0.1), (".5", 0.5),
    ("99.9%", 0.999),
  ])
  func ratios(text: String, ratio: Double) throws {
    #expect(try Self.workload("target_overload: \(text)").targetOverload == ratio)
  }

  @Test(arguments: [
    ("4GiB", 4 << 30), ("512Mi", 512 << 20), ("1.5GB", 1_500_000_000), ("1024", 1024),
    ("2k", 2000), ("0.5Ki", 512), ("1TiB", 1 << 40), ("7B", 7),
  ])
  func sizes(text: String, bytes: Int) throws {
    let mix = "mix: { catalogue: aws-us-east-1.csv, per_replica: { memory: \(text) } }"
    #expect(try Self.workload(mix).mix?.perReplica == ResourceNeed(memoryBytes: bytes))
  }

  @Test(arguments: [("2", 2000), ("500m", 500), ("0.5", 500), ("0.1", 100), ("1.001", 1001)])
  func cores(text: String, milliCores: Int) throws {
    let mix = "mix: { catalogue: aws-us-east-1.csv, per_replica: { cpu: \(text) } }"
    #expect(try Self.workload(mix).mix?.perReplica == ResourceNeed(milliCores: milliCores))
  }

  @Test(arguments: [
    ("{ list: k }", SignalSelector.list(key: "k")), ("{ set: k }", .set(key: "k")),
    ("{ sorted_set: k }", .sortedSet(key: "k", due: false)),
    ("{ sorted_set: k, due: true }", .sortedSet(key: "k", due: true)),
    ("{ hash: k }", .hash(key: "k", field: nil)),
    ("{ hash: k, field: f }", .hash(key: "k", field: "f")), ("{ key: k }", .key("k")),
    ("{ stream: k }", .stream(key: "k", group: nil, count: .length)),
    ("{ stream: k, group: g }", .stream(key: "k", group: "g", count: .lag)),
    ("{ stream: k, group: g, count: pending }", .stream(key: "k", group: "g", count: .pending)),
  ])
  func redisSelectors(text: String, selector: SignalSelector) throws {
    let settings = try Fixture.load(
      """
      sources: [{ redis: { url: "unix:///run/redis.sock" } }]
      workloads: [{ name: w, replicas: { current: \(text) }, signals: [{ key: k, per_replica: 1 }] }]
      """
    ).get()
    let reference = SignalReference(source: "redis", selector: selector)
    #expect(settings.workloads[0].replicas.current == reference)
  }

  @Test(arguments: [
    "redis://127.0.0.1:6379/0", "redis://h", "rediss://user:p%40ss@h:1/2", "redis://[::1]:6379",
    "unix:///run/redis.sock", "redis://:secret@h/",
  ])
  func redisURLs(url: String) {
    let text = """
      sources: [{ redis: { url: "\(url)" } }]
      workloads: [{ name: w, signals: [{ key: k, per_replica: 1 }] }]
      """
    #expect(Fixture.load(text).problems == [])
  }

  @Test func whatIsLeftOutOfABehaviorIsKubernetes() throws {
    let kubernetes = ScalingBehavior.kubernetesDefault
    #expect(try Self.workload("behavior: {}").behavior == kubernetes)
    #expect(try Self.workload("behavior: { scaleUp: }").behavior == kubernetes)
    var up = kubernetes
    up.scaleUp.stabilizationWindow = .seconds(60)
    #expect(
      try Self.workload("behavior: { scaleUp: { stabilizationWindowSeconds: 60 } }").behavior == up)
    var down = kubernetes
    down.scaleDown.policies = [.init(kind: .pods, value: 1, period: .seconds(60))]
    #expect(
      try Self.workload(
        "behavior: { scaleDown: { policies: [{ type: Pods, value: 1, periodSeconds: 60 }] } }"
      ).behavior == down)
    down = kubernetes
    down.scaleDown.selectPolicy = .disabled
    #expect(
      try Self.workload("behavior: { scaleDown: { selectPolicy: Disabled } }").behavior == down)
  }

  @Test func aShortIntervalShortensTimeOuts() throws {
    let settings = try Fixture.load("interval: 2s\n" + Fixture.smallest).get()
    guard case .prometheus(let prometheus) = settings.sources[0].kind else {
      Issue.record("expected a Prometheus source")
      return
    }
    #expect(prometheus.timeout == .seconds(2))
  }

  /// A target that depends on the replicas chases its own recommendation where nothing tells how many there are.
  @Test(arguments: ["utilization: 70%", "value: 1"])
  func warnsOfTargetsThatChaseThemselves(target: String) {
    let text = Fixture.smallest.replacing("per_replica: 25", with: target)
    let problems = Fixture.load(text).problems.map(\.description)
    #expect(problems.count == 1)
    #expect(problems.first?.contains("warning: the target of `query` depends on how many") == true)
    for known in ["current: { query: up }", "ready: { query: up }", "simulate: true"] {
      #expect(Fixture.load(text + "    replicas: { \(known) }\n").problems == [])
    }
  }

  @Test func modelsAreCheckedWhereTheyAreKnown() {
    let text = Fixture.smallest.replacing(
      "per_replica: 25", with: "per_replica: 1, model: seasonal_nave")
    #expect(Fixture.load(text).problems == [])
    let problems = Fixture.load(text, models: ["last_value", "seasonal_naive"]).problems
    #expect(
      problems.map(\.description) == [
        "c.yaml:6:45: error: `model` is `seasonal_nave`; expected `seasonal_naive`"
      ])
  }

  @Test func anchorsServeSeveralWorkloads() throws {
    let settings = try Fixture.load(
      """
      sources: [{ prometheus: { url: http://a } }]
      workloads:
        - &first
          name: a
          replicas: &replicas { max: 7 }
          signals: [{ query: up, value: 1 }]
        - { <<: *first, name: b }
        - { <<: *first, name: c, replicas: { <<: *replicas, min: 3 } }
      """
    ).get()
    #expect(settings.workloads.map(\.name) == ["a", "b", "c"])
    #expect(settings.workloads.map(\.replicas.max) == [7, 7, 7])
    #expect(settings.workloads.map(\.replicas.min) == [1, 1, 3])
  }
}
