import Foundation
import TestSupport
import Testing

/// Clients that others wrote, from PyPI: grpcio with the published contract, and prometheus_client's parsers.
@Suite struct ForeignClientTests {
  private static let python = OutriderProcess.root + "/.build/reference/bin/python"

  private struct Told: Decodable {
    struct Spec: Decodable, Equatable {
      var name: String
      var size: Int
      var float: Double
    }

    struct Value: Decodable {
      var name: String
      var value: Int
      var float: Double
    }

    struct Failure: Decodable {
      var code: String
      var details: String
    }

    var active: Bool
    var asleep: Bool
    var spec: [Spec]
    var metrics: [Value]
    var unknown: Failure
    var stream: Bool
    var health: Int
  }

  @Test func grpcioGetsRightAnswers() async throws {
    let folder = try TemporaryDirectory()
    let port = try freePort()
    let trace = OutriderProcess.root + "/examples/traces/worldcup98.csv"
    let file = try folder.write(
      """
      grpc: { listen: "127.0.0.1:\(port)" }
      sources: [{ name: trace, replay: { file: \(trace), speed: 60, start: 1d, loop: true } }]
      workloads:
        - name: website
          mode: live
          replicas: { min: 2, max: 100, simulate: true }
          signals: [{ name: requests, source: trace, column: requests, per_replica: 8 }]
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    try await outrider.waitUntilReady()
    let address = "127.0.0.1:\(port)"
    try await eventually("gRPC is served") { accepts(port: port) }
    func client(_ arguments: String...) async throws -> String {
      let result = try await run(
        Self.python, [OutriderProcess.root + "/scripts/keda-client", address] + arguments)
      #expect(result.status == 0, "\(arguments): \(result.output)\(result.errors)")
      return result.output
    }

    let told = try JSONDecoder().decode(
      Told.self, from: Data(try await client("check", "website").utf8))
    #expect(told.active)
    #expect(!told.asleep, "fewer than activationTarget are recommended")
    #expect(told.spec == [.init(name: "recommended_replicas", size: 1, float: 1)])
    let value = try #require(told.metrics.first)
    #expect(told.metrics.count == 1)
    #expect(value.name == "recommended_replicas")
    #expect(value.float == Double(value.value))
    #expect((2...100).contains(value.value))
    #expect(told.unknown.code == "NOT_FOUND")
    #expect(told.unknown.details.contains("website"))
    #expect(told.stream)
    #expect(told.health == 1)

    #expect(try await client("burst", "website", "--calls", "400").contains("0 failed"))
    #expect(
      try await client("streams", "website", "--count", "2000").hasPrefix("2000 streams"))
  }

  @Test func prometheusClientReadsEveryPage() async throws {
    let outrider = try await OutriderProcess(
      configuration: OutriderProcess.root + "/examples/quickstart.yaml")
    defer { outrider.stop() }
    try await outrider.waitUntilReady()
    try await outrider.waitForItsPast()
    _ = try await outrider.get("/api/v1/workloads/none")
    let result = try await run(
      Self.python, [OutriderProcess.root + "/scripts/read-openmetrics", outrider.url + "/metrics"])
    #expect(result.status == 0, "\(result.errors)")
    let counts = result.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(counts.count == 2 && counts.allSatisfy { $0 > 150 }, "\(result.output)")
  }
}
