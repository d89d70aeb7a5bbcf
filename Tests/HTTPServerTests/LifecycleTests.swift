import Glibc
import Synchronization
import Testing

import func TestSupport.freePort

@testable import HTTPServer

@Suite struct LifecycleTests {
  @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "::1"])
  func hostsThatServe(host: String) throws {
    let server = try HTTPServer(configuration: .init(host: host).patient) { _ in .text("here") }
    defer { server.stop() }
    #expect(server.port != 0)
    if !host.contains(":") {
      #expect(try RawClient(port: server.port).exchange("GET", "/").text == "here")
    } else {
      let url = "http://[::1]:\(server.port)/"
      #expect(try run("curl", ["-gs", "--noproxy", "*", url]).output.elementsEqual("here".utf8))
    }
  }

  @Test(arguments: [
    "", "example.org", "127.0.0", "256.1.1.1", "[127.0.0.1]", "[::1", "::1]", "127.0.0.1:80", "*",
  ])
  func hostsThatDoNot(host: String) throws {
    let error = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(host: host)) { _ in .notFound }
    }
    #expect(error.code == .invalidHost)
    #expect(error.message.contains("expected an IPv4 address"))
  }

  @Test func addressesInUseAreNamed() throws {
    let server = try HTTPServer { _ in .notFound }
    defer { server.stop() }
    let error = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(port: server.port)) { _ in .notFound }
    }
    #expect(error.code == .addressInUse)
    #expect(error.message.contains("127.0.0.1:\(server.port)"))
  }

  @Test func foreignAddressesAreNamed() throws {
    let error = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(host: "192.0.2.1")) { _ in .notFound }
    }
    #expect(error.code == .addressUnavailable)
  }

  @Test(arguments: [
    ("threads", HTTPServer.Configuration(threads: 0)),
    ("connectionLimit", HTTPServer.Configuration(connectionLimit: 1)),
    ("perAddressLimit", HTTPServer.Configuration(perAddressLimit: 0)),
    ("maximumBodyBytes", HTTPServer.Configuration(maximumBodyBytes: -1)),
    ("headerMemoryBytes", HTTPServer.Configuration(headerMemoryBytes: 10)),
    ("idleTimeout", HTTPServer.Configuration(idleTimeout: .zero)),
    ("requestTimeout", HTTPServer.Configuration(requestTimeout: .seconds(-1))),
    ("responseTimeout", HTTPServer.Configuration(responseTimeout: .seconds(Int64.max))),
  ])
  func settingsOutOfRangeAreNamed(name: String, configuration: HTTPServer.Configuration) throws {
    let error = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: configuration) { _ in .notFound }
    }
    #expect(error.code == .invalidConfiguration)
    #expect(error.message.contains(name))
  }

  @Test func stopClosesIdleConnectionsAndThePort() throws {
    // One out of the system's range could go to a socket of another test once it is closed.
    let port = try freePort()
    let server = try HTTPServer(configuration: .init(port: port).patient) { _ in .text("x") }
    let clients = try (0..<20).map { _ in try RawClient(port: port) }
    for client in clients { _ = try client.exchange("GET", "/") }
    server.stop()
    server.stop()
    #expect(clients.allSatisfy { $0.isClosedByPeer() })
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
    let next = try HTTPServer(configuration: .init(port: port).patient) { _ in .text("next") }
    defer { next.stop() }
    #expect(try RawClient(port: next.port).exchange("GET", "/").text == "next")
  }

  @Test func lettingGoStops() throws {
    var server: HTTPServer? = try HTTPServer(configuration: .patient) { _ in .text("x") }
    let port = try #require(server).port
    let client = try RawClient(port: port)
    _ = try client.exchange("GET", "/")
    server = nil
    #expect(client.isClosedByPeer())
  }

  /// A server's inside, which gives responses under way more time than a server does.
  private func daemon(
    _ handler: @escaping HTTPServer.Handler
  ) throws -> (daemon: HTTPDaemon, port: UInt16) {
    let socket = try ListenSocket(host: "127.0.0.1", port: 0)
    let port = socket.port
    let daemon = try HTTPDaemon(
      configuration: .patient, socket: socket, grace: .seconds(60), onCompleted: nil, onError: nil,
      handler: handler)
    return (daemon, port)
  }

  @Test func stopLetsAResponseUnderWayEnd() throws {
    let hasBegun = Atomic(false)
    let (daemon, port) = try daemon { _ in
      hasBegun.store(true, ordering: .releasing)
      usleep(50_000)
      return .text("whole")
    }
    let client = try RawClient(port: port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    try wait(for: "the handler") { hasBegun.load(ordering: .acquiring) }
    daemon.stop()
    #expect(try client.receive().text == "whole")
  }

  /// The library crashes where it refuses a request after it was told to stop.
  @Test func stopLetsARefusalUnderWayEnd() throws {
    let hasBegun = Atomic(false)
    let server = try HTTPServer(
      configuration: .patient,
      onError: { line in
        guard line.contains("Error processing request") else { return }
        hasBegun.store(true, ordering: .releasing)
        usleep(50_000)
      }
    ) { _ in .text("x") }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost h\r\n\r\n")
    try wait(for: "the refusal") { hasBegun.load(ordering: .acquiring) }
    server.stop()
    #expect(client.isClosedByPeer())
  }

  @Test func aHandlerMayStopItsServer() throws {
    let holder = Mutex<HTTPDaemon?>(nil)
    let (daemon, port) = try daemon { _ in
      holder.withLock { $0 }?.stop()
      return .text("bye")
    }
    holder.withLock { $0 = daemon }
    let client = try RawClient(port: port)
    #expect(try client.exchange("GET", "/").text == "bye")
    #expect(client.isClosedByPeer())
    holder.withLock { $0 = nil }
  }

  /// What a server itself does: its answer may be cut off where it is late, but it ends.
  @Test func aServerStopsFromItsHandler() throws {
    #expect(HTTPDaemon.grace > .zero)
    let port = try freePort()
    let holder = Mutex<HTTPServer?>(nil)
    let server = try HTTPServer(configuration: .init(port: port).patient) { _ in
      holder.withLock { $0 }?.stop()
      return .text("bye")
    }
    holder.withLock { $0 = server }
    let client = try RawClient(port: port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(client.isClosedByPeer())
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
    holder.withLock { $0 = nil }
  }

  @Test func manyMayStopAtOnce() async throws {
    let port = try freePort()
    let server = try HTTPServer(configuration: .init(port: port).patient) { _ in .text("x") }
    _ = try RawClient(port: port).exchange("GET", "/")
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { server.stop() } }
    }
    #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
  }
}
