import Glibc
import HTTPServer
import Synchronization
import Testing

/// Clients that mean harm, or are merely broken.
@Suite struct RobustnessTests {
  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost h\r\n\r\n", "\0\0\0\0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\nX: \0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", ": : :\r\n: :\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", "GET  /  HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nx",
  ])
  func garbageHarmsNobody(request: String) throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send(request)
    shutdown(client.descriptor, Int32(SHUT_WR))
    #expect(client.isClosedByPeer())
    #expect(try RawClient(port: server.port).exchange("GET", "/").text == "ok")
  }

  @Test func randomBytesHarmNobody() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    var state: UInt64 = 42
    for round in 0..<200 {
      let client = try RawClient(port: server.port)
      var bytes = (0..<(round * 7)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
      if round % 2 == 0 { bytes = Array("GET /".utf8) + bytes + Array("\r\n\r\n".utf8) }
      client.send(bytes)
      shutdown(client.descriptor, Int32(SHUT_WR))
      #expect(client.isClosedByPeer())
    }
    #expect(try RawClient(port: server.port).exchange("GET", "/").text == "ok")
  }

  @Test func hugeHeadersAndTargetsAreRefused() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    let megabyte = String(repeating: "x", count: 1 << 20)
    for request in [
      "GET / HTTP/1.1\r\nHost: h\r\nX: \(megabyte)\r\n\r\n", "GET /\(megabyte) HTTP/1.1\r\n\r\n",
      "GET /?\(String(repeating: "&", count: 30_000)) HTTP/1.1\r\nHost: h\r\n\r\n",
    ] {
      let client = try RawClient(port: server.port)
      client.send(request)
      // The answer may be lost when the server closes on what is still arriving.
      if let answer = try? client.receive() { #expect((400..<500).contains(answer.status)) }
      #expect(client.isClosedByPeer())
    }
    #expect(try RawClient(port: server.port).exchange("GET", "/").text == "ok")
  }

  @Test func headersJustTooLargeAreAnswered() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n")
    #expect(try client.receive().status == 431)
  }

  /// Clients that have sent so much of a request, and go on a byte at a time.
  private struct SlowSenders {
    private static let request = [UInt8](
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n".utf8)
    private(set) var open: [(client: RawClient, sent: Int)]

    init(port: UInt16) throws {
      open = try [0, 4, 17, 30, Self.request.count].map { sentAtOnce in
        let client = try RawClient(port: port)
        client.send(Array(Self.request.prefix(sentAtOnce)))
        return (client, sentAtOnce)
      }
    }

    /// One byte more of each; those that were cut off are dropped.
    mutating func goOn() {
      open = open.compactMap { client, sent in
        let next = sent < Self.request.count ? Self.request[sent] : UInt8(ascii: "x")
        return client.send([next]) ? (client, sent + 1) : nil
      }
    }
  }

  @Test func slowSendersAreCutOff() throws {
    let server = try HTTPServer(configuration: .init(requestTimeout: .seconds(1))) { _ in
      .text("ok")
    }
    defer { server.stop() }
    // One byte now and then keeps the library's own idle limit from ever expiring.
    var senders = try SlowSenders(port: server.port)
    let deadline = Deadline()
    while !senders.open.isEmpty {
      try deadline.check("the cuts")
      senders.goOn()
      let other = try RawClient.answered(port: server.port, cutAfter: .seconds(1))
      #expect(other.answer.text == "ok")
      usleep(50_000)
    }
  }

  @Test func slowSendersDelayNobody() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    var senders = try SlowSenders(port: server.port)
    for _ in 0..<20 {
      #expect(try RawClient(port: server.port).exchange("GET", "/").text == "ok")
      senders.goOn()
    }
    #expect(senders.open.count == 5)
  }

  @Test func slowReadersAreCutOff() throws {
    let outcomes = Mutex<[HTTPAccess.Outcome]>([])
    let page = HTTPResponse(body: HTTPBody(Array(repeating: 1, count: 8 << 20)))
    let server = try HTTPServer(
      configuration: .init(
        idleTimeout: .seconds(300), requestTimeout: .seconds(300),
        responseTimeout: .milliseconds(200)),
      onCompleted: { access in outcomes.withLock { $0.append(access.outcome) } }
    ) { _ in page }
    defer { server.stop() }
    let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    try wait(for: "the cut") { outcomes.withLock { !$0.isEmpty } }
    #expect(outcomes.withLock { $0 } == [.aborted])
  }

  @Test func silentConnectionsAreClosed() throws {
    let server = try HTTPServer(
      configuration: .init(
        idleTimeout: .milliseconds(500), requestTimeout: .milliseconds(500))
    ) { _ in .text("ok") }
    defer { server.stop() }
    #expect(try RawClient(port: server.port).isClosedByPeer())
    let used = try RawClient.answered(port: server.port, cutAfter: .milliseconds(500)).client
    #expect(used.isClosedByPeer())
  }

  @Test func clientsMayLeaveInTheMiddle() throws {
    let page = HTTPResponse(body: HTTPBody(Array(repeating: 1, count: 4 << 20)))
    let server = try HTTPServer(configuration: .patient) { request in
      request.path == "/small" ? .text("ok") : page
    }
    defer { server.stop() }
    for _ in 0..<50 {
      let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        client.descriptor, SOL_SOCKET, SO_LINGER, &linger,
        socklen_t(MemoryLayout.size(ofValue: linger)))
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
    }
    #expect(try RawClient(port: server.port).exchange("GET", "/small").text == "ok")
  }

  /// Where three quarters of the connections are open, those that ask for nothing for so long are cut off.
  private static let openedGrace = Duration.milliseconds(50)

  @Test func connectionsBeyondTheLimitWaitTheirTurn() throws {
    let server = try HTTPServer(configuration: .init(connectionLimit: 8).patient) { _ in
      .text("ok")
    }
    defer { server.stop() }
    let answer = try retryingCuts(after: Self.openedGrace) {
      var held: [RawClient] = []
      for _ in 0..<8 {
        let client = try RawClient(port: server.port)
        _ = try client.exchange("GET", "/")
        held.append(client)
      }
      let waiting = try RawClient(port: server.port)
      waiting.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      held.removeAll()
      return try waiting.receive().text
    }
    #expect(answer == "ok")
  }

  /// Silent connections beyond the limit keep nobody out, long before any time-out.
  @Test func silentConnectionsMakeRoom() throws {
    let server = try HTTPServer(
      configuration: .init(
        connectionLimit: 32, idleTimeout: .seconds(3600), requestTimeout: .seconds(3600))
    ) { _ in .text("ok") }
    defer { server.stop() }
    let used = try RawClient(port: server.port)
    var held: [RawClient] = []
    for round in 0..<200 {
      let silent = try RawClient(port: server.port)
      // Some never say anything, some begin a request line, some a header.
      if round % 3 == 1 { silent.send("GET /metr") }
      held.append(silent)
      // Who asks now and then is kept: silence is what makes room.
      if round % 10 == 0 { #expect(try used.exchange("GET", "/").text == "ok") }
      let other = try RawClient.answered(port: server.port, cutAfter: Self.openedGrace)
      #expect(other.answer.text == "ok")
    }
    #expect(held[0].isClosedByPeer())
    #expect(try used.exchange("GET", "/").text == "ok")
  }

  /// Those that idle make room too, the longest idle ones first, and not while they may be about to ask.
  @Test func idleConnectionsMakeRoom() throws {
    // One that is late has made room already by the time at which it is cut off: then all begins anew.
    try retryingCuts(after: Self.openedGrace) {
      let completed = Mutex(0)
      let server = try HTTPServer(
        configuration: .init(
          connectionLimit: 8, idleTimeout: .seconds(3600), requestTimeout: .seconds(3600)),
        onCompleted: { _ in completed.withLock { $0 += 1 } }
      ) { _ in .text("ok") }
      defer { server.stop() }
      let held = try (0..<6).map { index in
        let client = try RawClient(port: server.port)
        _ = try client.exchange("GET", "/")
        // Idle from here on, and the next one later: the other thread could be ahead of this one.
        try wait(for: "the request's end") { completed.withLock { $0 > index } }
        return client
      }
      let seventh = try RawClient(port: server.port)
      #expect(try seventh.exchange("GET", "/").text == "ok")
      #expect(held[0].isClosedByPeer())
      for client in held[1...] + [seventh] {
        #expect(try client.exchange("GET", "/").text == "ok")
      }
    }
  }

  /// Neither do those who ask for much and read nothing.
  @Test func unreadAnswersMakeRoom() throws {
    let page = HTTPResponse(body: HTTPBody(Array(repeating: 1, count: 16 << 20)))
    let server = try HTTPServer(
      configuration: .init(
        connectionLimit: 16, idleTimeout: .seconds(3600), requestTimeout: .seconds(3600),
        responseTimeout: .seconds(3600))
    ) { request in request.path == "/small" ? .text("ok") : page }
    defer { server.stop() }
    let readers = try (0..<16).map { _ in
      let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
      return client
    }
    let other = try RawClient.answered(port: server.port, "/small", cutAfter: Self.openedGrace)
    #expect(other.answer.text == "ok")
    #expect(readers.count == 16)
  }

  @Test func halfClosedClientsAreAnswered() throws {
    let server = try HTTPServer(configuration: .patient) { _ in .text("ok") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    shutdown(client.descriptor, Int32(SHUT_WR))
    #expect(try client.receive().text == "ok")
    #expect(client.isClosedByPeer())
  }

  @Test func oneAddressMayBeLimited() throws {
    let server = try HTTPServer(
      configuration: .init(perAddressLimit: 2).patient
    ) { _ in .text("ok") }
    defer { server.stop() }
    let first = try RawClient(port: server.port)
    let second = try RawClient(port: server.port)
    #expect(try first.exchange("GET", "/").status == 200)
    #expect(try second.exchange("GET", "/").status == 200)
    let third = try RawClient(port: server.port)
    #expect(third.isClosedByPeer())
  }
}
