import Feeds
import GRPCCore
import ScalerContract

/// The gRPC health service: serving from the first full cycle on.
struct HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol {
  let snapshot: @Sendable () -> Snapshot
  let hub: ActivityHub<Bool>

  private static let names: Set<String> = ["", "externalscaler.ExternalScaler"]

  func check(
    request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
  ) async throws -> Grpc_Health_V1_HealthCheckResponse {
    guard Self.names.contains(request.service) else {
      throw RPCError(code: .notFound, message: "no service \(request.service)")
    }
    return Self.response(isServing: snapshot().isReady)
  }

  func watch(
    request: Grpc_Health_V1_HealthCheckRequest,
    response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>, context: ServerContext
  ) async throws {
    guard Self.names.contains(request.service) else {
      var unknown = Grpc_Health_V1_HealthCheckResponse()
      unknown.status = .serviceUnknown
      try await response.write(unknown)
      return
    }
    let (values, end) = hub.values(from: snapshot) { $0.isReady }
    try await withRPCCancellationHandler {
      for await isServing in values {
        try await response.write(Self.response(isServing: isServing))
      }
    } onCancelRPC: {
      end()
    }
  }

  private static func response(isServing: Bool) -> Grpc_Health_V1_HealthCheckResponse {
    var response = Grpc_Health_V1_HealthCheckResponse()
    response.status = isServing ? .serving : .notServing
    return response
  }
}
