import Foundation
import Synchronization
import TestSupport
import Testing

/// What scripts/run shows: the built program on the recorded trace.
@Suite struct QuickStartTests {
  private static let recommended = #"outrider_recommended_replicas{workload="website"}"#

  @Test func recommendationsFollowTheTrace() async throws {
    let outrider = try await OutriderProcess(
      configuration: OutriderProcess.root + "/examples/quickstart.yaml")
    defer { outrider.stop() }
    try await outrider.waitUntilReady()
    var seen: Set<Double> = []
    try await eventually("the recommendation changes with the trace") {
      if let replicas = try await outrider.metric(Self.recommended) { seen.insert(replicas) }
      return seen.count >= 3
    }
    #expect(seen.allSatisfy { $0 >= 2 && $0 <= 100 })
    // The simulated fleet follows, and the mix holds it.
    try await outrider.waitForMetric(#"outrider_current_replicas{workload="website"}"#) {
      $0.map { $0 >= 2 } ?? false
    }
    let cost = try await outrider.metric(
      #"outrider_instance_mix_cost_dollars_per_hour{workload="website"}"#)
    #expect(try #require(cost) > 0)

    let folder = try TemporaryDirectory()
    for accept in ["text/plain", "application/openmetrics-text; version=1.0.0"] {
      let page = try await outrider.get("/metrics", headers: ["Accept": accept])
      #expect(page.status == 200)
      #expect(page.headers["content-type"]?.hasPrefix(String(accept.prefix(10))) == true)
      if accept == "text/plain" {
        let file = try folder.write(page.text, to: "page.txt")
        let check = try await run("sh", ["-c", "promtool check metrics < \(file)"])
        #expect(check.status == 0)
        #expect(check.output + check.errors == "")
      } else {
        #expect(page.text.hasSuffix("# EOF\n"))
      }
    }
  }

  /// A SIGTERM while a source hangs: the cycle that is cut off decides nothing, and the history is whole.
  @Test func terminationDecidesNothing() async throws {
    // Who is to be ended by the next question, which then hangs.
    let ended = Mutex<Int32?>(nil)
    let server = try FaultyServer { _ in
      if let process = ended.withLock({ $0 }) {
        kill(process, SIGTERM)
        return .hang
      }
      let now = Int(Date().timeIntervalSince1970)
      let answer =
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[\#(now),"95"]}]}}"#
      return .bytes(FaultyServer.http(200, answer))
    }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 20s
      history: { path: history }
      sources: [{ name: main, prometheus: { url: "\(server.url)", timeout: 19s, backfill: 0s } }]
      workloads:
        - name: web
          hold: 0s
          fallback: 77
          replicas: { max: 100 }
          signals: [{ name: load, query: "sum(load)", per_replica: 10, model: last_value }]
      """, to: "outrider.yaml")
    let recommended = #"outrider_recommended_replicas{workload="web"}"#
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    try await outrider.waitForMetric(recommended) { $0 == 10 }
    ended.withLock { $0 = outrider.identifier }
    #expect(try await outrider.wait() == 0)
    #expect(outrider.log.contains("outrider has ended"))
    #expect(!outrider.log.contains("source is down"))
    #expect(!outrider.log.contains("reason=fallback"))
    ended.withLock { $0 = nil }
    let again = try await OutriderProcess(configuration: file)
    defer { again.stop() }
    try await again.waitForMetric(recommended) { $0 == 10 }
    #expect(again.log.contains("history was read"))
  }
}
