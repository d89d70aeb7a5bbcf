import TestSupport
import Testing

/// A server that answers all that a server should not: each is told apart, and none of it becomes a number.
@Suite struct FaultyPrometheusTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var reason: String
    var answer: FaultyServer.Answer
    var testDescription: String { name }
  }

  static func success(_ type: String, _ result: String) -> [UInt8] {
    FaultyServer.http(
      200, #"{"status":"success","data":{"resultType":"\#(type)","result":\#(result)}}"#)
  }

  static let faults: [Fault] = [
    Fault(name: "a string", reason: "query", answer: .bytes(success("string", #"[1,"x"]"#))),
    Fault(
      name: "a matrix", reason: "query",
      answer: .bytes(success("matrix", #"[{"metric":{},"values":[[1,"2"]]}]"#))),
    Fault(
      name: "many series", reason: "several_series",
      answer: .bytes(
        success("vector", #"[{"metric":{"a":"1"},"value":[1,"2"]},{"metric":{},"value":[1,"3"]}]"#))
    ),
    Fault(
      name: "an error", reason: "query",
      answer: .bytes(
        FaultyServer.http(400, #"{"status":"error","errorType":"bad_data","error":"parse error"}"#))
    ),
    Fault(name: "503", reason: "unavailable", answer: .bytes(FaultyServer.http(503, "busy"))),
    Fault(name: "401", reason: "authentication", answer: .bytes(FaultyServer.http(401, "no"))),
    Fault(
      name: "10 MB of garbage", reason: "too_large",
      answer: .bytes(FaultyServer.http(200, String(repeating: "garbage!", count: 1_250_000)))),
    Fault(
      name: "1 MB of garbage", reason: "malformed",
      answer: .bytes(FaultyServer.http(200, String(repeating: "garbage!", count: 125_000)))),
    Fault(
      name: "half an answer", reason: "connection",
      answer: .bytes(Array(success("vector", "[]").dropLast(20)))),
    Fault(
      name: "an answer after the deadline", reason: "timeout",
      answer: .slowly(
        success(
          "vector", #"[{"metric":{},"value":[1,"2"]}]"# + String(repeating: " ", count: 40_000)),
        pause: .milliseconds(100))),
    Fault(name: "no answer at all", reason: "timeout", answer: .hang),
  ]

  @Test(arguments: faults) func isNamedAndNeverANumber(_ fault: Fault) async throws {
    let server = try FaultyServer { _ in fault.answer }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 1s
      sources:
        - { name: faulty, prometheus: { url: "\(server.url)", timeout: 400ms, backfill: 0s } }
      workloads:
        - name: web
          signals: [{ name: load, query: "sum(load)", per_replica: 10 }]
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    try await outrider.waitForMetric(
      #"outrider_source_errors_total{source="faulty",reason="\#(fault.reason)"}"#
    ) { $0.map { $0 >= 1 } ?? false }
    #expect(try await outrider.metric(#"outrider_recommended_replicas{workload="web"}"#) == nil)
    #expect(
      try await outrider.metric(#"outrider_signal_value{workload="web",signal="load"}"#) == nil)
    let json = try await outrider.get("/api/v1/workloads/web").text
    #expect(!json.contains("recommended_replicas"))
    #expect(json.contains(#""problem":""#))
    #expect(outrider.isRunning)
  }

  @Test(arguments: [
    "[]", #"[{"metric":{},"value":[1,"NaN"]}]"#, #"[{"metric":{},"value":[1,"+Inf"]}]"#,
  ])
  func emptyAndNotANumberAreUnknown(_ result: String) async throws {
    let server = try FaultyServer { _ in .bytes(Self.success("vector", result)) }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 1s
      sources:
        - { name: main, prometheus: { url: "\(server.url)", timeout: 400ms, backfill: 0s } }
      workloads:
        - name: web
          hold: 1s
          fallback: 7
          mode: live
          signals: [{ name: load, query: "sum(load)", per_replica: 10 }]
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    // Unknown for longer than `hold`: the fallback, never 0; and the source is up.
    try await outrider.waitForMetric(#"outrider_recommended_replicas{workload="web"}"#) { $0 == 7 }
    #expect(try await outrider.metric(#"outrider_fallback_active{workload="web"}"#) == 1)
    try await outrider.waitForMetric(#"outrider_source_up{source="main",kind="prometheus"}"#) {
      $0 == 1
    }
  }
}
