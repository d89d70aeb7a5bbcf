import Foundation
import TestSupport
import Testing

/// A real Prometheus that scrapes itself and Outrider, and a real Redis whose lists and streams fill and drain.
@Suite struct LiveServersTests {
  private static func configuration(prometheus: UInt16, redis: UInt16) -> String {
    """
    interval: 500ms
    history: { retention: 1h }
    sources:
      - name: main
        prometheus: { url: http://127.0.0.1:\(prometheus), timeout: 400ms, backfill: 0s }
      - name: jobs
        redis: { url: redis://127.0.0.1:\(redis)/0, timeout: 400ms }
    workloads:
      - name: workers
        startup: 1s
        mode: live
        hold: 1h
        replicas: { min: 1, max: 50 }
        behavior: { scaleDown: { stabilizationWindowSeconds: 0 } }
        signals:
          - { name: backlog, source: jobs, list: "jobs:pending", per_replica: 10, model: last_value }
          - { name: entries, source: jobs, stream: events, per_replica: 10, model: last_value }
      - name: scraped
        startup: 1s
        replicas: { min: 1, max: 50 }
        signals:
          - { name: targets, source: main, query: "count(up) * 3", per_replica: 1, model: last_value }
    """
  }

  @Test func queuesAndQueriesDriveReplicasThroughOutages() async throws {
    let redis = try await TestRedis()
    let prometheusPort = try freePort()
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      Self.configuration(prometheus: prometheusPort, redis: redis.port), to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    let scrape = """
      global: { scrape_interval: 1s }
      scrape_configs:
        - { job_name: prometheus, static_configs: [{ targets: ["127.0.0.1:$PORT"] }] }
        - { job_name: outrider, static_configs: [{ targets: ["127.0.0.1:\(outrider.port)"] }] }

      """
    let prometheus = try await TestPrometheus(configuration: scrape, port: prometheusPort)
    defer { prometheus.stop() }

    let workers = #"outrider_recommended_replicas{workload="workers"}"#
    let scraped = #"outrider_recommended_replicas{workload="scraped"}"#
    let redisUp = #"outrider_source_up{source="jobs",kind="redis"}"#
    let mainUp = #"outrider_source_up{source="main",kind="prometheus"}"#

    // Follow the query and the queue, up and down.
    try await outrider.waitForMetric(scraped) { $0 == 6 }
    try await redis.command("EVAL", "for i=1,75 do redis.call('RPUSH','jobs:pending',i) end", "0")
    try await outrider.waitForMetric(workers) { $0.map { $0 >= 8 } ?? false }
    try await redis.command("DEL", "jobs:pending")
    try await redis.command("EVAL", "for i=1,25 do redis.call('XADD','events','*','k',i) end", "0")
    try await outrider.waitForMetric(workers) { $0 == 3 }

    // Prometheus is content with the page in its own format.
    try await eventually("Prometheus scrapes Outrider") {
      let answer = try await get(
        prometheus.url + "/api/v1/query?query=up%7Bjob%3D%22outrider%22%7D")
      return answer.text.contains(#""1"]"#)
    }

    // Without Redis the rest goes on, and the last good recommendation is held.
    redis.stop()
    var seen: Set<Double?> = []
    try await eventually("Redis is seen to be down") {
      seen.insert(try await outrider.metric(workers))
      return try await outrider.metric(redisUp) == 0
    }
    for _ in 0..<20 {
      seen.insert(try await outrider.metric(workers))
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(seen == [3], "nothing became another number, nothing became absent")
    #expect(
      try await outrider.metric(#"outrider_signal_value{workload="workers",signal="backlog"}"#)
        == nil)
    #expect(try await outrider.metric(scraped) == 6)
    try await outrider.waitForMetric(mainUp) { $0 == 1 }

    // Without Prometheus too.
    prometheus.stop()
    try await outrider.waitForMetric(mainUp) { $0 == 0 }
    #expect(try await outrider.metric(workers) == 3)
    #expect(try await outrider.metric(scraped) == 6)

    // Both come back.
    let secondRedis = try await TestRedis(port: redis.port)
    defer { secondRedis.stop() }
    try await secondRedis.command(
      "EVAL", "for i=1,45 do redis.call('RPUSH','jobs:pending',i) end", "0")
    let second = try await TestPrometheus(configuration: scrape, port: prometheusPort)
    defer { second.stop() }
    try await outrider.waitForMetric(redisUp) { $0 == 1 }
    try await outrider.waitForMetric(mainUp) { $0 == 1 }
    try await outrider.waitForMetric(workers) { $0.map { $0 >= 5 } ?? false }
    try await outrider.waitForMetric(scraped) { $0 == 6 }
    #expect(outrider.isRunning)
  }

  @Test func historyIsFilledFromPrometheus() async throws {
    // Two hours of a metric at 15 s, ending now.
    let now = Int(Date().timeIntervalSince1970) / 15 * 15
    var lines = "# TYPE load gauge\n"
    for index in 0..<480 {
      lines += "load \(100 + index % 7) \(now - (480 - index) * 15)\n"
    }
    let prometheus = try await TestPrometheus(openMetrics: lines + "# EOF\n")
    defer { prometheus.stop() }
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 15s
      sources: [{ name: main, prometheus: { url: "\(prometheus.url)" } }]
      workloads:
        - name: web
          signals: [{ name: load, query: load, per_replica: 10 }]
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    try await eventually("the history is filled in") {
      outrider.log.contains("history was filled in")
    }
    let answer = try await outrider.get(
      "/api/v1/workloads/web/history?from=\(now - 3600)&to=\(now - 600)&step=15s")
    #expect(answer.status == 200, "\(answer.text)")
    // The delivery is taken in by the next cycle, 15 s later at most.
    try await eventually("the past is served") {
      let text = try await outrider.get(
        "/api/v1/workloads/web/history?from=\(now - 3600)&to=\(now - 600)&step=15s"
      ).text
      return text.contains(#""kind":"load","signal":"load","values":[10"#)
    }
  }
}
