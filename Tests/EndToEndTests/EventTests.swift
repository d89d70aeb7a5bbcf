import Foundation
import TestSupport
import Testing

/// Events, alerts and what is decided by hand, over HTTP and across a restart.
@Suite struct EventTests {
  private static let json = ["Content-Type": "application/json"]

  private func post(
    _ outrider: OutriderProcess, _ path: String, _ body: String,
    headers: [String: String] = EventTests.json
  ) async throws -> TestAnswer {
    try await request("POST", outrider.url + path, headers: headers, body: Array(body.utf8))
  }

  private func replicas(_ outrider: OutriderProcess, _ count: Double) async throws {
    try await outrider.waitForMetric(
      #"outrider_recommended_replicas{workload="workers"}"#
    ) { $0 == count }
  }

  private func workload(_ outrider: OutriderProcess) async throws -> [String: Any] {
    let answer = try await outrider.get("/api/v1/workloads/workers")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
  }

  @Test func eventsAndHandsMoveReplicasAndOutliveARestart() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("EVAL", "for i=1,30 do redis.call('RPUSH','queue',i) end", "0")
    try await redis.command("SET", "pressure", "1")
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 1s
      history: { retention: 1h, path: history }
      sources: [{ name: jobs, redis: { url: "redis://127.0.0.1:\(redis.port)", timeout: 900ms } }]
      workloads:
        - name: workers
          mode: live
          replicas: { max: 20 }
          behavior: { scaleDown: { stabilizationWindowSeconds: 0 } }
          signals: [{ name: backlog, list: queue, per_replica: 10 }]
          events:
            - { name: pressed, kind: load_spike, key: pressure, above: 4, proportional: true, for: 1s }
      """, to: "outrider.yaml")
    let first = try await OutriderProcess(configuration: file)
    defer { first.stop() }
    try await replicas(first, 3)

    // A value of a source begins an event, and its end takes back what it asked for.
    try await redis.command("SET", "pressure", "8")
    try await replicas(first, 6)
    try await redis.command("SET", "pressure", "1")
    try await replicas(first, 3)

    // Alertmanager's webhook: while it fires, and no longer.
    func alert(_ status: String) -> String {
      #"""
      {"version":"4","status":"\#(status)","alerts":[{"status":"\#(status)","labels":{"alertname":"Errors","outrider_workload":"workers"},
      "annotations":{"outrider_add_replicas":"4"},"startsAt":"2026-01-01T00:00:00Z","fingerprint":"f1"}]}
      """#
    }
    #expect(try await post(first, "/api/v1/alerts", alert("firing")).status == 202)
    try await replicas(first, 7)
    let events = try #require(try await workload(first)["events"] as? [[String: Any]])
    #expect(events.first?["name"] as? String == "Errors")
    #expect(try await post(first, "/api/v1/alerts", alert("resolved")).status == 202)
    try await replicas(first, 3)

    // An event of the API, and a hand that outweighs it.
    let launch = #"{"workload":"workers","name":"launch","floor":12,"duration":"1h"}"#
    #expect(try await post(first, "/api/v1/events", launch).status == 202)
    try await replicas(first, 12)
    let pin = try await post(
      first, "/api/v1/workloads/workers/pin", #"{"replicas":5,"reason":"incident 7"}"#)
    #expect(pin.status == 202)
    try await replicas(first, 5)
    try await eventually("the pin explains itself") {
      try await first.get("/api/v1/workloads/workers").text.contains(
        "It is pinned by hand (incident 7), which makes it 5 instead of 3.")
    }

    // What is wrong is said, and changes nothing.
    for (path, body, headers, status, part) in [
      ("/api/v1/events", launch, [:], 415, "Content-Type"),
      ("/api/v1/events", #"{"name":"x","floor":1,"ceiling":2}"#, Self.json, 400, "found 2"),
      ("/api/v1/events", #"{"name":"x","workload":"nobody","floor":1}"#, Self.json, 404, "workers"),
      ("/api/v1/events", #"{"name":"x","floor":1,"duration":"soon"}"#, Self.json, 400, "soon"),
      ("/api/v1/alerts", #"{"alerts":7}"#, Self.json, 400, "alerts"),
      ("/api/v1/workloads/workers/pin", "{}", Self.json, 400, "replicas"),
      ("/api/v1/workloads/nobody/pause", "{}", Self.json, 404, "workers"),
    ] as [(String, String, [String: String], Int, String)] {
      let answer = try await post(first, path, body, headers: headers)
      #expect(answer.status == status, "\(path) \(body): \(answer.text)")
      #expect(answer.text.contains(part), "\(answer.text)")
    }
    #expect(try await first.get("/api/v1/events").status == 405)

    first.signal(SIGTERM)
    #expect(try await first.wait() == 0)
    let second = try await OutriderProcess(configuration: file)
    defer { second.stop() }
    try await second.waitUntilReady()
    try await replicas(second, 5)
    let answer = try await second.get("/api/v1/workloads/workers/decisions")
    let decisions = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: Any]])
    let numbers = decisions.compactMap { $0["recommended_replicas"] as? Int }
    for known in [3, 6, 7, 12, 5] { #expect(numbers.contains(known), "\(numbers)") }
    #expect(decisions.contains { $0["trigger"] as? String == "pinned" })
    #expect(
      try await request(
        "POST", second.url + "/api/v1/workloads/workers/resume", headers: Self.json, body: []
      ).status == 202)
    try await replicas(second, 12)
    second.signal(SIGTERM)
    #expect(try await second.wait() == 0)
  }
}
