import RedisClient
import TestSupport
import Testing
import Transport

/// Against servers that answer wrongly, late or not at all.
@Suite struct RedisFaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: FaultyServer.Answer
    var kind: RedisError.Kind
    var words: String
    init(_ name: String, _ answer: FaultyServer.Answer, _ kind: RedisError.Kind, _ words: String) {
      testDescription = name
      self.answer = answer
      self.kind = kind
      self.words = words
    }
    static func text(
      _ name: String, _ text: String, hangs: Bool = true, _ kind: RedisError.Kind, _ words: String
    ) -> Fault {
      Fault(
        name, hangs ? .bytesAndHang(Array(text.utf8)) : .bytes(Array(text.utf8)), kind, words)
    }
  }

  static let faults: [Fault] = [
    Fault("never answers", .hang, .timeout, "0 of 2 replies came within"),
    Fault("reset", .reset, .connection, ""),
    Fault("closes", .bytes([]), .connection, "closed"),
    .text("another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", .protocol, "\"H\""),
    .text("RESP3", "%1\r\n+a\r\n+b\r\n", .protocol, "RESP2"),
    .text("half a reply, closed", "+OK\r\n$5\r\nab", hangs: false, .connection, "closed"),
    .text("half a reply, silent", "+OK\r\n$5\r\nab", .timeout, "1 of 2 replies"),
    .text("a huge length", "$999999999\r\nab", .tooLarge, "more than 1048576 bytes"),
    .text("a length beyond all numbers", "$99999999999999999999999\r\n", .protocol, "length"),
    .text("a negative length", "$-7\r\n", .protocol, "range"),
    .text("no length", "$x\r\nab\r\n", .protocol, ""),
    .text("no number", ":12x\r\n", .protocol, ""),
    .text("a number beyond 64 bits", ":9223372036854775808\r\n", .protocol, ""),
    .text("a huge array", "*2147483647\r\n:1\r\n", .timeout, "0 of 2 replies"),
    .text("a huger array", "*2147483648\r\n:1\r\n", .protocol, "range"),
    .text("nested too deep", String(repeating: "*1\r\n", count: 20), .protocol, "nested"),
    .text("a bulk string without its end", "$2\r\nabcd\r\n:1\r\n:2\r\n", .protocol, ""),
    .text("too many replies", "+a\r\n+b\r\n+c\r\n", .protocol, "more replies"),
    .text("a line without end", "+" + String(repeating: "x", count: 70_000), .protocol, "line"),
    .text(
      "a length line without end", "$" + String(repeating: "0", count: 70_000), .protocol, "line"),
    .text(
      "more than allowed",
      String(repeating: "*1\r\n", count: 1) + "*300000\r\n"
        + String(repeating: ":12\r\n", count: 299_999), .tooLarge, "more than 1048576 bytes"),
    .text(
      "loading", "-LOADING Redis is loading the dataset in memory\r\n-LOADING x\r\n", .loading,
      "LOADING Redis is loading"),
    .text(
      "a replica without its master", "-MASTERDOWN Link with MASTER is down\r\n-MASTERDOWN x\r\n",
      .loading, "MASTERDOWN"),
    .text("full", "-ERR max number of clients reached\r\n", hangs: false, .connection, ""),
  ]

  @Test(arguments: faults) func faultsHaveAKindAndNameTheServer(fault: Fault) async throws {
    let server = try FaultyServer { _ in fault.answer }
    func ask(within timeout: Duration) async -> RedisError? {
      // A new client each time: one that has failed waits before it tries again.
      let client = RedisClient(
        configuration: .init(
          target: .server(loopback(server.port)), clientName: nil, maximumAnswerBytes: 1 << 20))
      do throws(RedisError) {
        let replies = try await client.pipeline(
          [RedisCommand("LLEN", "a"), RedisCommand("LLEN", "b")], timeout: timeout)
        Issue.record("answered with \(replies)")
        return nil
      } catch {
        return error
      }
    }
    let error = try #require(
      fault.kind == .timeout
        ? await timeoutError(saying: fault.words, of: ask) : await ask(within: ampleTime))
    #expect(error.kind == fault.kind, "\(error)")
    #expect(fault.words.isEmpty || error.message.contains(fault.words), "\(error)")
    #expect(error.message.contains("127.0.0.1:\(server.port)"), "\(error)")
    server.stop()
  }

  @Test func aSilentHandshakeIsNamed() async throws {
    let server = try FaultyServer { _ in .hang }
    let words = "127.0.0.1:\(server.port): no TLS handshake within"
    let error = await timeoutError(saying: words) { timeout in
      await failure(client(loopback(server.port, tls: TLSOptions())), timeout: timeout)
    }
    #expect(error?.kind == .timeout)
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    server.stop()
  }

  @Test func loadingOfAPartIsThatPartsValue() async throws {
    let server = try FaultyServer { _ in .bytesAndHang(Array("-LOADING x\r\n:3\r\n".utf8)) }
    let client = RedisClient(
      configuration: .init(target: .server(loopback(server.port)), clientName: nil))
    let replies = try await client.pipeline(
      [RedisCommand("LLEN", "a"), RedisCommand("LLEN", "b")], timeout: ampleTime)
    #expect(replies == [.error("LOADING x"), .integer(3)])
    server.stop()
  }

  @Test func repliesInManySmallPiecesAreReadWhole() async throws {
    let server = try FaultyServer { _ in
      .slowly(Array("*2\r\n$10\r\n0123456789\r\n*-1\r\n".utf8), pause: .milliseconds(1))
    }
    let client = RedisClient(
      configuration: .init(target: .server(loopback(server.port)), clientName: nil))
    let replies = try await client.pipeline([RedisCommand("X")], timeout: ampleTime)
    #expect(replies == [.array([.bulk(Array("0123456789".utf8)), .null])])
  }

  @Test func refusedAndUnresolvableAreConnectionErrors() async throws {
    let port = try freePort()
    let refused = await failure(client(loopback(port)))
    #expect(refused?.kind == .connection)
    #expect(refused?.message.contains("127.0.0.1:\(port)") == true)
    let unknown = await failure(client(try RedisEndpoint(url: "redis://u:s3cret@host.invalid:1")))
    #expect(unknown?.kind == .connection)
    #expect(unknown?.message.contains("host.invalid:1") == true)
    #expect(unknown?.description.contains("s3cret") == false)
  }

  @Test func aCancelledTaskEndsAtOnceAndTheNextOneIsServed() async throws {
    let server = try FaultyServer { head in
      head.contains("HANG") ? .hang : .bytesAndHang(Array("+OK\r\n".utf8))
    }
    let client = RedisClient(
      configuration: .init(target: .server(loopback(server.port)), clientName: nil))
    let running = Task { await failure(client, RedisCommand("HANG")) }
    try await eventually("the command is sent") { server.requests.count >= 1 }
    let queued = Task { await failure(client, RedisCommand("HANG")) }
    let brief = Task { await failure(client, RedisCommand("HANG"), timeout: .milliseconds(50)) }
    queued.cancel()
    #expect(await queued.value?.kind == .cancelled)
    #expect(await brief.value?.kind == .timeout)
    running.cancel()
    #expect(await running.value?.kind == .cancelled)
    #expect(try await reply(client, "FINE") == .status("OK"))
    server.stop()
  }

  @Test func closeAnswersWhatGoesOnAndWhatComes() async throws {
    let server = try FaultyServer { _ in .hang }
    let client = RedisClient(
      configuration: .init(target: .server(loopback(server.port)), clientName: nil))
    let running = Task { await failure(client) }
    let queued = Task { await failure(client) }
    try await eventually("a command is sent") { server.requests.count == 1 }
    client.close()
    client.close()
    #expect(await running.value?.kind == .cancelled)
    #expect(await queued.value?.kind == .cancelled)
    #expect(await failure(client)?.kind == .cancelled)
    server.stop()
  }

  @Test func misuseIsRefused() async throws {
    let endpoints = [
      RedisEndpoint(address: .tcp(host: "a b", port: 1)),
      RedisEndpoint(address: .tcp(host: "u:p@h", port: 1)),
      RedisEndpoint(address: .tcp(host: "h", port: 0)), RedisEndpoint(address: .unix(path: "")),
      RedisEndpoint(address: .unix(path: String(repeating: "x", count: 108))),
      loopback(1, database: -1),
    ]
    for endpoint in endpoints { #expect(await failure(client(endpoint))?.kind == .usage) }
    #expect(await failure(client(loopback(1)), timeout: .zero)?.kind == .usage)
  }
}
