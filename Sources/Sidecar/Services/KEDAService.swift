import KEDAFeed
import Logging
import ServiceLifecycle

/// Runs the gRPC server for KEDA until the end; a port in use ends the program.
struct KEDAService: Service {
  let server: KEDAServer
  let log: Logger

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask {
        let port = try await server.listeningPort()
        log.info("gRPC server listens", metadata: ["port": "\(port)"])
      }
      try await withGracefulShutdownHandler {
        try await group.waitForAll()
      } onGracefulShutdown: {
        server.stop()
      }
    }
  }
}
