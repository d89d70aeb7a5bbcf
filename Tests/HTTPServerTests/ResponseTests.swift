import Glibc
import HTTPServer
import Synchronization
import Testing

@Suite struct ResponseTests {
  @Test func headSendsTheHeaderAlone() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("0123456789") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let head = try client.exchange("HEAD", "/")
    #expect(head.header("Content-Length") == "10")
    #expect(try client.exchange("GET", "/").text == "0123456789")
  }

  @Test func headersAndStatusAreSent() throws {
    let server = try HTTPServer(configuration: .patient) { request in
      request.path == "/405"
        ? .methodNotAllowed(allow: ["GET", "HEAD"])
        : HTTPResponse(
          status: 204, headers: [HTTPHeader("X-One", "1"), HTTPHeader("Vary", "Accept")])
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let refused = try client.exchange("GET", "/405")
    #expect(refused.status == 405)
    #expect(refused.header("allow") == "GET, HEAD")
    let empty = try client.exchange("GET", "/")
    #expect(empty.status == 204)
    #expect(empty.header("x-one") == "1")
    #expect(empty.header("vary") == "Accept")
    #expect(empty.header("date") != nil)
  }

  @Test(arguments: [204, 304])
  func statusesWithoutABodySendNone(status: Int) throws {
    let server = try HTTPServer(configuration: .patient) { request in
      request.path == "/none" ? .text("body", status: status) : .text("next")
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange("GET", "/none").status == status)
    // Bytes of a body would be taken for the next response's status line.
    let next = try client.exchange("GET", "/")
    #expect(next.head.hasPrefix("HTTP/1.1 200"))
    #expect(next.text == "next")
  }

  @Test(arguments: [
    HTTPResponse(headers: [HTTPHeader("X-A", "1\r\nX-Evil: 2")]),
    HTTPResponse(headers: [HTTPHeader("X A", "1")]),
    HTTPResponse(headers: [HTTPHeader("", "1")]),
    HTTPResponse(headers: [HTTPHeader("X-A", "1\0" + "2")]),
    HTTPResponse(status: 99), HTTPResponse(status: 1000), HTTPResponse(status: -1),
  ])
  func invalidResponsesBecome500(response: HTTPResponse) throws {
    let errors = Mutex<[String]>([])
    let server = try HTTPServer(
      configuration: .patient, onError: { line in errors.withLock { $0.append(line) } }
    ) { _ in response }
    defer { server.stop() }
    let answer = try RawClient(port: server.port).exchange("GET", "/")
    #expect(answer.status == 500)
    #expect(!answer.head.contains("Evil"))
    #expect(errors.withLock { $0.contains { $0.contains("a handler's response") } })
  }

  @Test func accessesAreObserved() throws {
    let accesses = Mutex<[HTTPAccess]>([])
    let server = try HTTPServer(
      configuration: .patient,
      onCompleted: { access in accesses.withLock { $0.append(access) } }
    ) { request in
      request.path == "/page" ? .text("12345").named("page") : .notFound
    }
    let start = ContinuousClock.now
    let client = try RawClient(port: server.port)
    _ = try client.exchange("GET", "/page?x=1")
    _ = try client.exchange("HEAD", "/other")
    _ = try client.exchange("GET", "/%")
    // The last answer is here before its request has ended.
    try wait(for: "the accesses") { accesses.withLock { $0.count == 3 } }
    let elapsed = start.duration(to: .now)
    server.stop()
    let seen = accesses.withLock { $0 }
    #expect(seen.map(\.method) == ["GET", "HEAD", "GET"])
    #expect(seen.map(\.path) == ["/page", "/other", "/%"])
    #expect(seen.map(\.status) == [200, 404, 400])
    #expect(seen.map(\.handlerName) == ["page", nil, nil])
    #expect(seen.map(\.bodyBytes).first == 5)
    #expect(seen.allSatisfy { $0.outcome == .completed && $0.remoteAddress == "127.0.0.1" })
    #expect(seen.allSatisfy { $0.duration > .zero && $0.duration <= elapsed })
  }
}
