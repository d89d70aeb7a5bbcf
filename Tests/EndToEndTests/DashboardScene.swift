import Foundation
import HTTPServer
import JSON
import TestSupport

/// Two running Outriders whose pages have every metric that there is, and a Prometheus that scrapes both: one plays a recorded trace, the
/// other asks servers, of which one is gone, and acts itself.
struct DashboardScene {
  let prometheus: TestPrometheus
  let outriders: [OutriderProcess]
  private let kubernetes: HTTPServer
  private let folder: TemporaryDirectory

  init() async throws {
    let folder = try TemporaryDirectory()
    let prometheusPort = try freePort()
    let kubernetes = try Self.kubernetes()
    let token = try folder.write("token", to: "token")
    let replay = try folder.write(Self.replay, to: "replay.yaml")
    let servers = try folder.write(
      Self.servers(prometheus: prometheusPort, kubernetes: kubernetes.port, token: token),
      to: "servers.yaml")
    async let first = OutriderProcess(configuration: replay)
    async let second = OutriderProcess(configuration: servers)
    outriders = try await [first, second]
    let targets = outriders.map { "\"127.0.0.1:\($0.port)\"" }.joined(separator: ", ")
    prometheus = try await TestPrometheus(
      configuration: """
        global: { scrape_interval: 1s }
        scrape_configs: [{ job_name: outrider, static_configs: [{ targets: [\(targets)] }] }]

        """, port: prometheusPort)
    self.folder = folder
    self.kubernetes = kubernetes
  }

  /// Ends what was started.
  func stop() {
    for outrider in outriders { outrider.stop() }
    prometheus.stop()
  }

  private static let examples = OutriderProcess.root + "/examples"

  /// A trace, played fast, after three days of history: a promise, patterns and judged forecasts come of it, and shared nodes. The
  /// second workload looks so little ahead that what was forecast for a moment can be asked soon.
  private static let replay = """
    interval: 15s
    sources:
      - name: trace
        replay: { file: "\(examples)/traces/worldcup98.csv", speed: 240, start: 3d, loop: true }
    node_pools:
      - name: general
        catalogue: "\(examples)/catalogues/spot.yaml"
        spot_share: 70%
        pods: [{ workload: website, per_replica: { cpu: 500m, memory: 1GiB } }]
    workloads:
      - name: website
        startup: 2m
        target_overload: 0.1%
        replicas: { min: 2, max: 100, simulate: true }
        signals: [{ name: requests, column: requests, per_replica: 8 }]
        mix:
          catalogue: "\(examples)/catalogues/spot.yaml"
          per_replica: { cpu: 500m, memory: 1GiB }
          spot_share: 70%
      - name: edge
        startup: 0s
        replicas: { simulate: true }
        signals: [{ name: requests, column: requests, per_replica: 8 }]
    """

  private static func servers(prometheus: UInt16, kubernetes: UInt16, token: String) -> String {
    let running = """
      { source: main, query: 'label_replace(vector(9), "instance_type", "m6i.large", "", "")' }
      """
    return """
      interval: 1s
      history: { path: history }
      sources:
        - name: main
          prometheus: { url: "http://127.0.0.1:\(prometheus)", timeout: 900ms, backfill: 0s }
        - name: gone
          redis: { url: "redis://127.0.0.1:1", timeout: 500ms }
      actuate:
        { url: "http://127.0.0.1:\(kubernetes)", token_file: "\(token)", identity: test }
      node_pools:
        - name: shared
          catalogue: "\(examples)/catalogues/spot.yaml"
          current: \(running)
          pods: [{ workload: checkout, per_replica: { cpu: 500m, memory: 1GiB } }]
      workloads:
        - name: checkout
          mode: live
          startup: auto
          scale_target: { namespace: shop, name: checkout }
          replicas:
            max: 6
            current: { source: main, query: vector(5) }
            ready: { source: main, query: vector(4) }
          signals:
            - { name: requests, source: main, query: vector(100), per_replica: 10, learn_from: cpu }
            - { name: cpu, source: main, query: vector(0.9), utilization: 70% }
          mix:
            catalogue: "\(examples)/catalogues/spot.yaml"
            per_replica: { cpu: 500m, memory: 1GiB }
            current: \(running)
        - name: queue
          replicas: { current: { source: main, query: vector(3) } }
          signals:
            - { name: backlog, source: main, query: 20 + time() % 7, per_replica: 10 }
        - name: jobs
          hold: 0s
          fallback: 3
          signals: [{ name: pending, source: gone, list: pending, per_replica: 10 }]
      """
  }

  /// As much of the Kubernetes API as acting takes: a lease that the test holds, and a scale.
  private static func kubernetes() throws -> HTTPServer {
    let lease =
      #"{"metadata":{"name":"outrider","resourceVersion":"1"},"spec":{"holderIdentity":"test"}}"#
    let scale =
      #"{"kind":"Scale","metadata":{"resourceVersion":"1"},"spec":{"replicas":5}}"#
    return try HTTPServer(
      configuration: HTTPServer.Configuration(host: "127.0.0.1", port: 0),
      handler: { request in
        HTTPResponse(
          status: 200, headers: [.contentType("application/json")],
          body: HTTPBody(request.path.contains("/leases") ? lease : scale))
      })
  }

  // MARK: Asking

  /// What Prometheus says to a path below /api/v1 with these parameters.
  func ask(_ path: String, _ parameters: KeyValuePairs<String, String>) async throws -> JSONValue {
    let text = parameters.map { name, value in
      let escaped = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      return name.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! + "=" + escaped
    }.joined(separator: "&")
    let answer = try await get("\(prometheus.url)/api/v1/\(path)?\(text)")
    let json = try JSONValue.parse(answer.body)
    guard answer.status == 200, json["status"]?.stringValue == "success", let data = json["data"]
    else { throw TestSupportError("\(path) \(parameters): \(answer.text)") }
    return data
  }

  /// The families of both pages.
  func families() async throws -> Set<String> {
    var families: Set<String> = []
    for outrider in outriders {
      for line in try await outrider.get("/metrics").text.split(separator: "\n")
      where line.hasPrefix("# TYPE ") {
        families.insert(String(line.split(separator: " ")[2]))
      }
    }
    return families
  }
}
