import RedisClient
import TestSupport
import Testing
import Transport

/// Against a real Redis.
@Suite struct RedisServerTests {
  @Test func everyKindOfReplyIsReadAndAnErrorLeavesTheOthers() async throws {
    let redis = try await TestRedis()
    let client = client(loopback(redis.port))
    let binary: [UInt8] = [0, 13, 10, 255]
    let replies = try await client.pipeline(
      [
        RedisCommand("SET", "text", "väl"), RedisCommand([Array("SET".utf8), binary, binary]),
        RedisCommand("RPUSH", "list", "a", "b"), RedisCommand("LLEN", "text"),
        RedisCommand("LLEN", "list"), RedisCommand([Array("GET".utf8), binary]),
        RedisCommand("GET", "none"), RedisCommand("LRANGE", "list", "0", "-1"),
        RedisCommand("LRANGE", "none", "0", "-1"), RedisCommand("XADD", "s", "1-1", "f", "v"),
        RedisCommand("XRANGE", "s", "-", "+"), RedisCommand("NOSUCH"), RedisCommand("PING"),
        RedisCommand("SET", "", ""), RedisCommand("GET", ""),
        RedisCommand("CLIENT", "GETNAME"),
      ], timeout: ampleTime)
    #expect(replies.count == 16)
    #expect(replies[0] == .status("OK"))
    #expect(replies[2] == .integer(2))
    #expect(replies[3].errorName == "WRONGTYPE")
    #expect(replies[4] == .integer(2))
    #expect(replies[5] == .bulk(binary))
    #expect(replies[6] == .null)
    #expect(replies[7] == .array([.bulk([0x61]), .bulk([0x62])]))
    #expect(replies[8] == .array([]))
    #expect(
      replies[10]
        == .array([
          .array([.bulk(Array("1-1".utf8)), .array([.bulk([0x66]), .bulk([0x76])])])
        ]))
    #expect(replies[11].errorName == "ERR")
    #expect(replies[12] == .status("PONG"))
    #expect(replies[14] == .bulk([]))
    #expect(replies[15].text == "outrider")
    #expect(try await client.pipeline([], timeout: ampleTime).isEmpty)
  }

  @Test func largePipelinesAndLargeValuesPass() async throws {
    let redis = try await TestRedis()
    let client = client(loopback(redis.port), limit: 64 << 20)
    let value = [UInt8](repeating: 7, count: 3_000_000)
    let written = try await client.pipeline(
      (0..<5).map { RedisCommand([Array("SET".utf8), Array("k\($0)".utf8), value]) },
      timeout: ampleTime)
    #expect(written == Array(repeating: .status("OK"), count: 5))
    let read = try await client.pipeline(
      (0..<10).map { RedisCommand("GET", "k\($0 % 5)") }, timeout: ampleTime)
    #expect(read == Array(repeating: .bulk(value), count: 10))
    let many = try await client.pipeline(
      (0..<50_000).map { RedisCommand("ECHO", "\($0)") }, timeout: ampleTime)
    #expect(many.count == 50_000)
    #expect(many.last?.text == "49999")
    let small = RedisClientTests.client(loopback(redis.port))
    #expect(await failure(small, RedisCommand("MGET", "k0", "k1", "k2"))?.kind == .tooLarge)
    #expect(try await reply(small, "STRLEN", "k0") == .integer(3_000_000))
  }

  @Test func pipelinesFromManyTasksKeepTheirReplies() async throws {
    let redis = try await TestRedis()
    let client = client(loopback(redis.port))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<100 {
        group.addTask { try await reply(client, "ECHO", "\(index)").text == "\(index)" }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(try await redis.command("INFO", "clients").contains("connected_clients:2"))
  }

  @Test func usersPasswordsAndDatabasesAreUsed() async throws {
    let redis = try await TestRedis(arguments: [
      "--requirepass", "s3cret", "--user", "reader", "on", ">w0rd", "~jobs:*", "+llen", "+ping",
      "+select", "+client|setname",
    ])
    let port = redis.port
    let plain = client(loopback(port, password: "s3cret", database: 3))
    #expect(try await reply(plain, "RPUSH", "jobs:a", "x") == .integer(1))
    let other = client(loopback(port, password: "s3cret"))
    #expect(try await reply(other, "LLEN", "jobs:a") == .integer(0))
    let reader = client(loopback(port, username: "reader", password: "w0rd", database: 3))
    #expect(try await reply(reader, "LLEN", "jobs:a") == .integer(1))
    #expect(try await reply(reader, "LLEN", "other").errorName == "NOPERM")

    let refused = [
      loopback(port), loopback(port, password: "wr0ng"),
      loopback(port, username: "reader", password: "wr0ng"),
      loopback(port, username: "nobody", password: "w0rd"),
    ]
    for (endpoint, name) in zip(refused, ["NOAUTH", "WRONGPASS", "WRONGPASS", "WRONGPASS"]) {
      let error = await failure(client(endpoint))
      #expect(error?.kind == .authentication)
      #expect(error?.message.contains("127.0.0.1:\(port): \(name)") == true, "\(error as Any)")
      for secret in ["s3cret", "w0rd", "wr0ng"] {
        #expect(error?.description.contains(secret) == false)
      }
    }
    let range = await failure(client(loopback(port, password: "s3cret", database: 99)))
    #expect(range?.kind == .server)
    #expect(range?.message.contains("out of range") == true)
    let lonely = await failure(client(loopback(port, username: "reader")))
    #expect(lonely?.kind == .usage)
  }

  @Test func aPasswordThatTheServerDoesNotKnowIsAnError() async throws {
    let redis = try await TestRedis()
    let error = await failure(client(loopback(redis.port, password: "s3cret")))
    #expect(error?.kind == .authentication)
    #expect(error?.message.contains("without any password configured") == true)
  }

  @Test func aRenamedAuthDoesNotTellThePassword() async throws {
    let redis = try await TestRedis(arguments: ["--rename-command", "AUTH", "HIDDEN"])
    let error = await failure(client(loopback(redis.port, password: "s3cret")))
    #expect(error?.kind == .server)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test func unixSocketsWork() async throws {
    let redis = try await TestRedis(arguments: ["--unixsocket", "$DIR/redis.sock"])
    let endpoint = try RedisEndpoint(url: "unix://\(redis.path)/redis.sock?db=1")
    #expect(try await reply(client(endpoint), "PING") == .status("PONG"))
    let missing = await failure(client(try RedisEndpoint(url: "unix://\(redis.path)/none.sock")))
    #expect(missing?.kind == .connection)
    #expect(missing?.message.contains("none.sock") == true)
  }

  @Test func tlsIsCheckedOnBothSides() async throws {
    let certificates = try await TestCertificates(names: "DNS:outrider.test")
    let port = try freePort()
    let redis = try await TestRedis(arguments: [
      "--tls-port", "\(port)", "--tls-cert-file", certificates.server, "--tls-key-file",
      certificates.serverKey, "--tls-ca-cert-file", certificates.authority, "--requirepass", "pw",
    ])
    let right = TLSOptions(
      caFile: certificates.authority, certFile: certificates.client,
      keyFile: certificates.clientKey, serverName: "outrider.test")
    let good = client(loopback(port, tls: right, password: "pw", database: 2))
    #expect(try await reply(good, "PING") == .status("PONG"))
    let many = try await good.pipeline(
      (0..<20_000).map { RedisCommand("ECHO", "\($0)") }, timeout: ampleTime)
    #expect(many.last?.text == "19999")

    var wrongAuthority = right
    wrongAuthority.caFile = certificates.stranger
    var wrongName = right
    wrongName.serverName = "other.test"
    var noName = right
    noName.serverName = nil
    var noFile = right
    noFile.caFile = "/nonexistent"
    for tls in [wrongAuthority, wrongName, noName, noFile] {
      let error = await failure(client(loopback(port, tls: tls, password: "pw")))
      #expect(error?.kind == .tls, "\(String(describing: error))")
    }
    var anyServer = noName
    anyServer.caFile = nil
    anyServer.insecureSkipVerify = true
    #expect(
      try await reply(client(loopback(port, tls: anyServer, password: "pw")), "PING")
        == .status("PONG"))
    var noCertificate = right
    noCertificate.certFile = nil
    noCertificate.keyFile = nil
    let refused = await failure(client(loopback(port, tls: noCertificate, password: "pw")))
    // The server's alert can be overtaken by the reset of its connection.
    #expect([.tls, .connection].contains(refused?.kind))
    // TLS to a plain port, and a plain client to the TLS port.
    // Redis waits for the end of a line, which the handshake's random bytes may hold.
    let mixed = await failure(
      client(loopback(redis.port, tls: right)), timeout: .milliseconds(400))
    #expect([.tls, .timeout].contains(mixed?.kind))
    let plain = await failure(client(loopback(port)), timeout: .seconds(2))
    #expect(plain != nil)
    redis.stop()
    #expect(await failure(good)?.kind == .connection)
  }

  @Test func aRestartedServerIsFoundAgainAtOnce() async throws {
    let first = try await TestRedis()
    let client = client(
      loopback(first.port), backoff: RedisBackoff(initial: .seconds(3600), maximum: .seconds(3600)))
    #expect(try await reply(client, "PING") == .status("PONG"))
    first.stop()
    let second = try await TestRedis(port: first.port)
    // One retry on a new connection, without the backoff's wait.
    #expect(try await reply(client, "PING") == .status("PONG"))
    second.stop()
    let gone = await failure(client)
    #expect(gone?.kind == .connection)
    // Failing fast, with the last error, for as long as the backoff says.
    let third = try await TestRedis(port: first.port)
    let soon = await failure(client)
    #expect(soon?.kind == .connection)
    #expect(soon?.message.contains("the next try is in") == true)
    third.stop()
  }

  @Test func aServerThatComesBackIsUsedAgain() async throws {
    let first = try await TestRedis()
    let client = client(
      loopback(first.port),
      backoff: RedisBackoff(initial: .milliseconds(20), maximum: .milliseconds(40), seed: 3))
    #expect(try await reply(client, "PING") == .status("PONG"))
    first.stop()
    for _ in 0..<5 { #expect(await failure(client)?.kind == .connection) }
    let second = try await TestRedis(port: first.port)
    try await eventually("the client is back") {
      (try? await client.pipeline([RedisCommand("PING")], timeout: .seconds(1))) != nil
    }
    second.stop()
  }

  @Test func aFrozenServerTimesOutAndIsUsedAgainOnceItMoves() async throws {
    let port = try freePort()
    let child = try ChildProcess(
      "redis-server", ["--port", "\(port)", "--bind", "127.0.0.1", "--save", ""])
    try await eventually("Redis accepts") { accepts(port: port) }
    let client = client(loopback(port))
    #expect(try await reply(client, "SET", "a", "1") == .status("OK"))
    child.signal(19)  // SIGSTOP
    let words = "0 of 1 replies"
    let error = await timeoutError(saying: words) { await failure(client, timeout: $0) }
    #expect(error?.kind == .timeout)
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    child.signal(18)  // SIGCONT
    try await eventually("the client is back") {
      (try? await client.pipeline([RedisCommand("GET", "a")], timeout: .seconds(1)))
        == [.bulk(Array("1".utf8))]
    }
  }
}
