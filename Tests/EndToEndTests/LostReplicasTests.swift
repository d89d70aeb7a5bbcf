import TestSupport
import Testing

/// Replicas that can no longer be read: utilization and value are means over them, so that nothing is known without them.
@Suite struct LostReplicasTests {
  @Test func neverFeedOnTheirOwnRecommendation() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("MSET", "cpu", "0.77", "latency", "110", "current", "4", "ready", "4")
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 200ms
      sources: [{ name: state, redis: { url: "redis://127.0.0.1:\(redis.port)", timeout: 150ms } }]
      workloads:
        - name: web
          startup: 1s
          hold: 1s
          fallback: 6
          mode: live
          replicas:
            max: 100
            current: { source: state, key: current }
            ready: { source: state, key: ready }
          signals:
            - { name: cpu, source: state, key: cpu, utilization: 70%, model: last_value }
            - { name: latency, source: state, key: latency, value: 100, model: last_value }
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    let recommended = #"outrider_recommended_replicas{workload="web"}"#
    try await outrider.waitForMetric(recommended) { $0 == 5 }

    try await redis.command("DEL", "current", "ready")
    var most = 0.0
    try await eventually("the fallback stands in") {
      most = max(most, try await outrider.metric(recommended) ?? .infinity)
      return try await outrider.metric(#"outrider_fallback_active{workload="web"}"#) == 1
    }
    for _ in 0..<20 {
      most = max(most, try await outrider.metric(recommended) ?? .infinity)
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(most <= 6)
    try await eventually("the log tells") { outrider.log.contains("signal is unknown") }

    try await redis.command("MSET", "current", "5", "ready", "5")
    try await outrider.waitForMetric(#"outrider_fallback_active{workload="web"}"#) { $0 == 0 }
  }
}
