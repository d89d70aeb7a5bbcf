import Exposition
import Feeds
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Scaling
import ScalerContract
import Synchronization
import TestSupport
import Testing
import TimeSeries

@testable import KEDAFeed

/// The gRPC server, as KEDA calls it.
struct KEDAServerTests {
  /// A snapshot with a live workload that wants `replicas`, and one in shadow mode.
  private static func snapshot(_ replicas: Int?, isReady: Bool = true) throws -> Snapshot {
    func workload(_ name: String, _ replicas: Int?, isLive: Bool) throws -> WorkloadStatus {
      var recommendation: Recommendation?
      if let replicas {
        var recommender = Recommender(
          policy: try WorkloadPolicy(
            min: 0, signals: [SignalPolicy(name: "load", target: .perReplica(1))]))
        recommendation = recommender.recommend(
          at: Timestamp(milliseconds: 0), replicas: ReplicaObservation(current: replicas),
          signals: [SignalObservation(name: "load", present: .known(Double(replicas)))])
      }
      return WorkloadStatus(
        name: name, labels: try LabelBlock(["workload": name]), isLive: isLive,
        time: Timestamp(milliseconds: 0), replicas: ReplicaObservation(),
        recommendation: recommendation, signals: [], mix: nil, service: ServiceStatus(),
        history: WorkloadHistory(step: .seconds(15), lines: []))
    }
    return Snapshot(
      time: Timestamp(milliseconds: 0), isReady: isReady,
      configuration: ConfigurationStatus(
        isLastReloadSuccessful: true, lastSuccess: Timestamp(milliseconds: 0)),
      sources: [],
      workloads: [
        try workload("checkout", replicas, isLive: true),
        try workload("quiet", 3, isLive: false),
      ], telemetry: Telemetry(), build: BuildInformation(version: "0", revision: "0"))
  }

  /// What is published, and the server that reads it.
  private final class House: Sendable {
    let published: Mutex<Snapshot>
    let server: KEDAServer

    init(_ snapshot: Snapshot) {
      let box = Box(snapshot)
      published = Mutex(snapshot)
      server = KEDAServer(host: "127.0.0.1", port: 0, tls: nil) { box.snapshot.withLock { $0 } }
      self.box = box
    }

    private let box: Box

    private final class Box: Sendable {
      let snapshot: Mutex<Snapshot>
      init(_ value: Snapshot) { snapshot = Mutex(value) }
    }

    func publish(_ snapshot: Snapshot) {
      box.snapshot.withLock { $0 = snapshot }
      server.publish(snapshot)
    }
  }

  private typealias Client = Externalscaler_ExternalScaler.Client<HTTP2ClientTransport.Posix>

  /// Runs a server and a client of it.
  private func withServer(
    _ snapshot: Snapshot,
    _ body:
      @escaping @Sendable (House, Client, GRPCClient<HTTP2ClientTransport.Posix>) async throws
      -> Void
  ) async throws {
    let house = House(snapshot)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await house.server.run() }
      let port = try await house.server.listeningPort()
      try await withGRPCClient(
        transport: .http2NIOPosix(
          target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
      ) { client in
        try await body(house, Client(wrapping: client), client)
      }
      house.server.stop()
      try await group.waitForAll()
    }
  }

  private static func reference(_ metadata: [String: String]) -> Externalscaler_ScaledObjectRef {
    var reference = Externalscaler_ScaledObjectRef()
    reference.name = "object"
    reference.namespace = "shop"
    reference.scalerMetadata = metadata
    return reference
  }

  private static func request(
    _ metadata: [String: String]
  ) -> Externalscaler_GetMetricsRequest {
    var request = Externalscaler_GetMetricsRequest()
    request.scaledObjectRef = reference(metadata)
    request.metricName = "s0-metric"
    return request
  }

  @Test func everyMethodAnswersFromTheSnapshot() async throws {
    try await withServer(try Self.snapshot(7)) { house, scaler, _ in
      let metrics = try await scaler.getMetrics(Self.request(["workload": "checkout"]))
      #expect(metrics.metricValues.count == 1)
      #expect(metrics.metricValues.first?.metricValue == 7)
      #expect(metrics.metricValues.first?.metricValueFloat == 7)
      #expect(metrics.metricValues.first?.metricName == "s0-metric")
      let specs = try await scaler.getMetricSpec(Self.reference(["workload": "checkout"]))
      #expect(specs.metricSpecs.map(\.targetSize) == [1])
      #expect(specs.metricSpecs.map(\.targetSizeFloat) == [1])
      func isActive(_ metadata: [String: String]) async throws -> Bool {
        try await scaler.isActive(Self.reference(metadata)).result
      }
      #expect(try await isActive(["workload": "checkout"]))
      #expect(try await isActive(["workload": "checkout", "activationTarget": "6.5"]))
      // Strictly above, as KEDA's own triggers have it.
      #expect(try await !isActive(["workload": "checkout", "activationTarget": "7"]))
      house.publish(try Self.snapshot(0))
      #expect(try await !isActive(["workload": "checkout"]))
      let zero = try await scaler.getMetrics(Self.request(["workload": "checkout"]))
      #expect(zero.metricValues.first?.metricValue == 0, "0 is said where it is known")
    }
  }

  @Test func whatIsNotKnownIsAnErrorAndNeverZero() async throws {
    try await withServer(try Self.snapshot(nil)) { _, scaler, _ in
      let cases: [([String: String], RPCError.Code, String)] = [
        (["workload": "checkout"], .unavailable, "checkout"),
        (["workload": "quiet"], .unavailable, "shadow"),
        (["workload": "nobody"], .notFound, "checkout, quiet"),
        ([:], .invalidArgument, "workload"),
        (["workload": "checkout", "activationTarget": "many"], .invalidArgument, "many"),
      ]
      for (metadata, code, part) in cases {
        let error = await #expect(throws: RPCError.self) {
          _ = try await scaler.getMetrics(Self.request(metadata))
        }
        #expect(error?.code == code, "\(metadata)")
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
      }
      // The specification can be known before the number is.
      let specs = try await scaler.getMetricSpec(Self.reference(["workload": "checkout"]))
      #expect(specs.metricSpecs.count == 1)
    }
  }

  @Test func aStreamTellsChangesAndEndsWell() async throws {
    try await withServer(try Self.snapshot(nil)) { house, scaler, _ in
      try await withThrowingTaskGroup(of: [Bool].self) { group in
        group.addTask {
          try await scaler.streamIsActive(Self.reference(["workload": "checkout"])) { response in
            var told: [Bool] = []
            for try await message in response.messages {
              told.append(message.result)
              switch told.count {
              case 1:
                house.publish(try Self.snapshot(0))
                house.publish(try Self.snapshot(0))
              case 2:
                house.publish(try Self.snapshot(5))
              default: house.server.stop()
              }
            }
            return told
          }
        }
        try await eventually("the stream is open") { house.server.streamCount > 0 }
        house.publish(try Self.snapshot(2))
        #expect(try await group.next() == [true, false, true], "and the end is no error")
      }
      #expect(house.server.streamCount == 0)
    }
  }

  @Test func manyStreamsLeaveNothingBehind() async throws {
    try await withServer(try Self.snapshot(3)) { house, scaler, _ in
      for _ in 0..<20 {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<50 {
            group.addTask {
              // Cancelled by its reader after the first message.
              try? await scaler.streamIsActive(Self.reference(["workload": "checkout"])) {
                response in
                for try await _ in response.messages { break }
              }
            }
          }
          for _ in 0..<50 { await group.next() }
        }
      }
      try await eventually("every stream has ended") { house.server.streamCount == 0 }
    }
  }

  @Test func fourHundredCallsAtOnceAreAnswered() async throws {
    try await withServer(try Self.snapshot(3)) { _, scaler, _ in
      let right = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<400 {
          group.addTask {
            try await scaler.getMetrics(Self.request(["workload": "checkout"])).metricValues.first?
              .metricValue == 3
          }
        }
        var right = 0
        for try await isRight in group where isRight { right += 1 }
        return right
      }
      #expect(right == 400)
    }
  }

  @Test func healthIsToldFromTheFirstCycleOn() async throws {
    try await withServer(try Self.snapshot(nil, isReady: false)) { house, _, client in
      let health = Grpc_Health_V1_Health.Client(wrapping: client)
      func status(_ service: String) async throws
        -> Grpc_Health_V1_HealthCheckResponse
        .ServingStatus
      {
        var request = Grpc_Health_V1_HealthCheckRequest()
        request.service = service
        return try await health.check(request).status
      }
      #expect(try await status("") == .notServing)
      house.publish(try Self.snapshot(1))
      #expect(try await status("externalscaler.ExternalScaler") == .serving)
      let error = await #expect(throws: RPCError.self) { _ = try await status("other") }
      #expect(error?.code == .notFound)
    }
  }
}
