import TestSupport
import Testing

/// A sidecar that is set up by environment variables alone, as one of the designs it grew from is.
@Suite struct EnvironmentTests {
  @Test func needsNoFile() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("RPUSH", "jobs", "a", "b", "c")
    let outrider = try await OutriderProcess(
      configuration: nil,
      environment: [
        "OUTRIDER_INTERVAL": "500ms",
        "OUTRIDER_SOURCES__jobs__REDIS__URL": "redis://127.0.0.1:\(redis.port)",
        "OUTRIDER_SOURCES__jobs__REDIS__TIMEOUT": "400ms",
        "OUTRIDER_WORKLOADS__workers__SIGNALS__backlog__LIST": "jobs",
        "OUTRIDER_WORKLOADS__workers__SIGNALS__backlog__PER_REPLICA": "1",
      ])
    defer { outrider.stop() }
    try await outrider.waitForMetric(#"outrider_recommended_replicas{workload="workers"}"#) {
      $0 == 3
    }
    try await outrider.waitForMetric(#"outrider_source_up{source="jobs",kind="redis"}"#) { $0 == 1 }
    #expect(
      try await outrider.metric(
        #"outrider_signal_known{workload="workers",signal="backlog"}"#) != nil, "the signal's name")
    #expect(
      try await outrider.get("/api/v1/workloads/others").status == 404, "no more than was said")
  }
}
