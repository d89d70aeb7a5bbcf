import HTTPServer
import Synchronization
import Testing

/// What a client sends, and what handler and client see of it.
@Suite struct RequestTests {
  /// A server that shows each request as text.
  private func echo(
    _ configuration: HTTPServer.Configuration = .init()
  ) throws -> HTTPServer {
    try HTTPServer(configuration: configuration.patient) { request in
      let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      return .text(
        """
        \(request.method) \(request.path) \(request.pathSegments) [\(query)] \
        \(request.header("x-test") ?? "-") \(String(decoding: request.body, as: UTF8.self))
        """)
    }
  }

  @Test(arguments: [
    ("GET", "/", "GET / [] [] - "),
    ("GET", "/metrics", #"GET /metrics ["metrics"] [] - "#),
    ("GET", "/a%2Fb/c%20d", #"GET /a%2Fb/c%20d ["a/b", "c d"] [] - "#),
    ("GET", "/a//b/", #"GET /a//b/ ["a", "", "b", ""] [] - "#),
    ("GET", "/q?a=1&b=x+y%26&c&a=2&=", #"GET /q ["q"] [a=1&b=x y&&c=&a=2&=] - "#),
    ("GET", "/q?", #"GET /q ["q"] [] - "#),
    ("GET", "/%C3%A9", #"GET /%C3%A9 ["é"] [] - "#),
    ("GET", "/a?x=%00", "GET /a [\"a\"] [x=\u{0}] - "),
    ("GET", "http://example.org/p?x=1", #"GET /p ["p"] [x=1] - "#),
    ("GET", "HTTP://example.org", "GET / [] [] - "),
    ("GET", "http://example.org?x=1", "GET / [] [x=1] - "),
    ("OPTIONS", "*", "OPTIONS * [] [] - "),
    ("DELETE", "/x", #"DELETE /x ["x"] [] - "#),
    ("BREW", "/pot", #"BREW /pot ["pot"] [] - "#),
  ])
  func targets(method: String, target: String, expected: String) throws {
    let server = try echo()
    defer { server.stop() }
    let response = try RawClient(port: server.port).exchange(method, target)
    #expect(response.status == 200)
    #expect(response.text == expected)
  }

  @Test(arguments: [
    "/%", "/%2", "/%zz", "/a?b=%", "/a?%G1=1", "/%ff", "/?x=%C3", "relative", "ftp://h/x",
    "/a\u{7f}",
    "/a\u{1}b", "/nul\0after",
  ])
  func malformedTargetsAreRefused(target: String) throws {
    let server = try echo()
    defer { server.stop() }
    #expect(try RawClient(port: server.port).exchange("GET", target).status == 400)
    #expect(try RawClient(port: server.port).exchange("GET", "/ok").status == 200)
  }

  @Test func headersAreFoundInAnyCase() throws {
    let server = try echo()
    defer { server.stop() }
    let response = try RawClient(port: server.port)
      .exchange("GET", "/", headers: ["X-TEST: one two"])
    #expect(response.text == "GET / [] [] one two ")
  }

  @Test func bodiesArriveWholeOrAreRefused() throws {
    let server = try echo(.init(maximumBodyBytes: 100_000))
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let fitting = String(repeating: "b", count: 100_000)
    #expect(try client.exchange("POST", "/", body: fitting).text.hasSuffix(fitting))
    #expect(try client.exchange("POST", "/", body: fitting + "b").status == 413)
    #expect(try client.exchange("POST", "/", body: "").text == "POST / [] [] - ")
    #expect(try client.exchange("GET", "/", body: "got").text == "GET / [] [] - got")
  }

  @Test func chunkedBodiesArriveWholeOrAreRefused() throws {
    let server = try echo(.init(maximumBodyBytes: 10))
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.send(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    #expect(try client.receive().text == "POST / [] [] - abcde")
    client.send(head + "6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n")
    #expect(try client.receive().status == 413)
  }

  @Test func leaveToContinueIsGivenOrRefused() throws {
    let server = try echo(.init(maximumBodyBytes: 10))
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    #expect(try client.receive().status == 100)
    client.send("abc")
    #expect(try client.receive().text == "POST / [] [] - abc")
    client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n")
    #expect(try client.receive().status == 413)
  }

  @Test(arguments: [
    ("Content-Length: 3\r\nContent-Length: 4", 400),
    ("Content-Length: 3\r\nContent-Length: 3", 400),
    ("Content-Length: 3\r\nTransfer-Encoding: chunked", 400), ("Content-Length: +3", 400),
    ("Content-Length: 3, 3", 400), ("Content-Length: -1", 400), ("Content-Length: 0x3", 400),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
    ("Transfer-Encoding: gzip, chunked", 501), ("Transfer-Encoding: identity", 501),
    ("Transfer-Encoding: chunked, identity", 501),
  ])
  func ambiguousFramingIsRefusedAndEndsTheConnection(lines: String, status: Int) throws {
    let server = try echo()
    defer { server.stop() }
    for target in ["/", "/%"] {
      let client = try RawClient(port: server.port)
      client.send("POST \(target) HTTP/1.1\r\nHost: h\r\n\(lines)\r\n\r\n0\r\n\r\n")
      #expect(try client.receive().status == status)
      #expect(client.isClosedByPeer())
    }
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() throws {
    let server = try echo()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send((0..<50).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
    for number in 0..<50 {
      #expect(try client.receive().text == "GET /\(number) [\"\(number)\"] [] - ")
    }
  }

  @Test func oldClientsGetAnAnswerAndAnEnd() throws {
    let server = try echo()
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send("GET /old HTTP/1.0\r\n\r\n")
    #expect(try client.receive().status == 200)
    #expect(client.isClosedByPeer())
  }

  @Test func requestsCanBeMadeForTests() throws {
    let request = try #require(
      HTTPRequest(
        method: "POST", target: "/a/b?x=1", headers: [HTTPHeader("Accept", "text/plain")],
        body: [1, 2]))
    #expect(request.pathSegments == ["a", "b"])
    #expect(request.query == [.init(name: "x", value: "1")])
    #expect(request.header("accept") == "text/plain")
    #expect(request.body == [1, 2])
    #expect(HTTPRequest(target: "/%") == nil)
  }
}
