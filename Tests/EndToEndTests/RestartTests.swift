import Foundation
import TestSupport
import Testing

/// History that outlives the process.
@Suite struct RestartTests {
  @Test func historySurvivesKill() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("EVAL", "for i=1,30 do redis.call('RPUSH','queue',i) end", "0")
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 200ms
      history: { retention: 1h, path: history }
      sources: [{ name: jobs, redis: { url: "redis://127.0.0.1:\(redis.port)", timeout: 150ms } }]
      workloads:
        - name: workers
          mode: live
          signals: [{ name: backlog, list: queue, per_replica: 10 }]
      """, to: "outrider.yaml")
    let first = try await OutriderProcess(configuration: file)
    defer { first.stop() }
    try await first.waitForMetric(#"outrider_recommended_replicas{workload="workers"}"#) { $0 == 3 }
    try await first.waitForMetric("outrider_history_samples") { $0 ?? 0 >= 40 }
    let samples = try #require(try await first.metric("outrider_history_samples"))
    first.signal(SIGKILL)
    #expect(try await first.wait() == 128 + SIGKILL)

    // What it had recommended is known at once, also while the queue is not.
    redis.stop()
    let second = try await OutriderProcess(configuration: file)
    defer { second.stop() }
    try await second.waitUntilReady()
    #expect(try await second.metric("outrider_history_samples") ?? 0 >= samples)
    #expect(try await second.metric(#"outrider_recommended_replicas{workload="workers"}"#) == 3)
    second.signal(SIGTERM)
    #expect(try await second.wait() == 0)
    #expect(second.log.contains("history was read"))
  }
}
