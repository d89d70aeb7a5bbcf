import Foundation
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
    try await eventually("the recommendation changes with the trace", within: .seconds(120)) {
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

  @Test func terminationIsPromptAndClean() async throws {
    let outrider = try await OutriderProcess(
      configuration: OutriderProcess.root + "/examples/quickstart.yaml")
    defer { outrider.stop() }
    try await outrider.waitUntilReady()
    outrider.signal(SIGTERM)
    #expect(try await outrider.wait() == 0)
    #expect(outrider.log.contains("outrider has ended"))
  }
}
