import Glibc
import HTTPServer
import Testing

@Suite struct ConcurrencyTests {
  init() {
    // Both ends of every connection are this process's: more than the usual 1,024 descriptors.
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 8192))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// The library's epoll loop stalls at 128 and 256 connections on one thread; this set-up must not.
  @Test(arguments: [127, 128, 129, 256, 512])
  func keptAliveConnectionsAreAllServed(count: Int) throws {
    let server = try HTTPServer(configuration: .init(connectionLimit: 1024).patient) { _ in
      .text("ok")
    }
    defer { server.stop() }
    let request = [UInt8]("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
    let clients = try (0..<count).map { _ in try RawClient(port: server.port) }
    let rounds = 8
    var entries = clients.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    var answered = Array(repeating: 0, count: count)
    var missing = count * rounds
    for client in clients { client.send(request) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let deadline = Deadline()
    while missing > 0 {
      try deadline.check("\(missing) answers: stalled")
      let ready = poll(&entries, nfds_t(count), RawClient.patience)
      try #require(ready > 0, "stalled with \(missing) answers missing")
      for index in 0..<count where entries[index].revents != 0 {
        // Small answers arrive in one piece on the loopback; a request is out only after the last.
        try #require(recv(entries[index].fd, &buffer, buffer.count, 0) > 0)
        missing -= 1
        answered[index] += 1
        if answered[index] < rounds { clients[index].send(request) }
      }
    }
    #expect(answered.allSatisfy { $0 == rounds })
  }

  /// More than the socket buffers of both ends can hold, so that the server is left in the middle.
  private static let largePageBytes = 8 << 20

  @Test func pagesMayBeSwappedUnderSlowReaders() throws {
    let size = Self.largePageBytes
    func page(_ round: Int) -> HTTPResponse {
      HTTPResponse(body: HTTPBody(Array(repeating: UInt8(round), count: size)))
    }
    let holder = PageHolder(page(0))
    let server = try HTTPServer(configuration: .patient) { _ in holder.current }
    defer { server.stop() }
    let clients = try (0..<3).map { _ in try RawClient(port: server.port, receiveBufferBytes: 4096)
    }
    for round in 0..<3 {
      for client in clients { client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n") }
      try wait(for: "the handlers") { holder.reads == clients.count * (round + 1) }
      // The old page loses its last owner outside the library while it is being sent.
      holder.replace(page(round + 1))
      for client in clients {
        let answer = try #require(try client.receiveUniform())
        #expect(answer.count == size)
        #expect(answer.byte == UInt8(round))
      }
    }
  }

  @Test func pagesAreFreedWithTheirLastReader() throws {
    weak var body: HTTPBody?
    let page: PageHolder
    do {
      let first = HTTPBody(Array(repeating: 7, count: Self.largePageBytes))
      body = first
      page = PageHolder(HTTPResponse(body: first))
    }
    let server = try HTTPServer(configuration: .patient) { _ in page.current }
    let slow = try RawClient(port: server.port, receiveBufferBytes: 4096)
    slow.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    try wait(for: "the handler") { page.reads > 0 }
    page.replace(.text("next"))
    #expect(body != nil, "the slow reader still needs it")
    #expect(try slow.receiveUniform()?.count == Self.largePageBytes)
    #expect(try slow.exchange("GET", "/").text == "next")
    // The connection is kept alive; the old page is not.
    #expect(body == nil)
    server.stop()
  }
}
