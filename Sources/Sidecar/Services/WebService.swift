import HTTPServer
import ServiceLifecycle

/// Keeps the HTTP server until the end. The server listens from its making on, so that a port in use ends the program at once.
struct WebService: Service {
  let server: HTTPServer

  func run() async throws {
    try? await gracefulShutdown()
    server.stop()
  }
}
