import Configuration
import SignalSources
import TestSupport
import Testing
import TimeSeries

@Suite struct RedisSourceTests {
  private func source(
    _ url: String, _ queries: [SignalSelector], timeout: Duration = ampleTime,
    _ change: (inout RedisSettings) -> Void = { _ in }
  ) -> RedisSource {
    var settings = RedisSettings()
    settings.url = url
    settings.timeout = timeout
    change(&settings)
    return RedisSource(name: "jobs", settings: settings, queries: queries)
  }

  @Test func everyKindOfKey() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("RPUSH", "list", "a", "b", "c")
    for _ in 0..<5 { try await redis.command("XADD", "stream", "*", "f", "v") }
    try await redis.command("XGROUP", "CREATE", "stream", "workers", "0")
    try await redis.command("XGROUP", "CREATE", "stream", "late", "$")
    try await redis.command(
      "XREADGROUP", "GROUP", "workers", "c1", "COUNT", "2", "STREAMS", "stream", ">")
    try await redis.command(
      "ZADD", "zset", "1699999999", "past", "1700000000.5", "soon", "1700000001", "later")
    try await redis.command("SADD", "set", "x", "y")
    try await redis.command("HSET", "hash", "workers", "7.5", "name", "no number")
    try await redis.command("SET", "key", "-12.5e1")
    let source = source(
      "redis://127.0.0.1:\(redis.port)/0",
      [
        .list(key: "list"),
        .stream(key: "stream", group: nil, count: .length),
        .stream(key: "stream", group: "workers", count: .length),
        .stream(key: "stream", group: "workers", count: .lag),
        .stream(key: "stream", group: "workers", count: .pending),
        .stream(key: "stream", group: "late", count: .lag),
        .stream(key: "stream", group: "late", count: .pending),
        .sortedSet(key: "zset", due: false), .sortedSet(key: "zset", due: true),
        .set(key: "set"), .hash(key: "hash", field: nil), .hash(key: "hash", field: "workers"),
        .key("key"),
      ])
    let result = await source.fetch(now: someMoment)
    #expect(result.isUp)
    #expect(result.readings.map(\.number) == [3, 5, 5, 3, 2, 0, 0, 3, 1, 2, 2, 7.5, -125])
    #expect(result.readings.allSatisfy { $0.moment == someMoment })
    let soon = await source.fetch(now: someMoment + .milliseconds(500)).readings
    #expect(soon[8].number == 2)
    await source.close()
  }

  @Test func whatIsNotThere() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("XADD", "stream", "*", "f", "v")
    try await redis.command("HSET", "hash", "f", "1")
    try await redis.command("SET", "empty", "")
    let source = source(
      "redis://127.0.0.1:\(redis.port)",
      [
        // An empty queue is a key that is not there, and has the length 0.
        .list(key: "no"), .stream(key: "no", group: nil, count: .length),
        .sortedSet(key: "no", due: false), .sortedSet(key: "no", due: true), .set(key: "no"),
        .hash(key: "no", field: nil),
        // What holds a number holds none.
        .hash(key: "no", field: "f"), .hash(key: "hash", field: "no"), .key("no"), .key("empty"),
        .stream(key: "no", group: "g", count: .lag),
        .stream(key: "stream", group: "g", count: .lag),
      ])
    let readings = await source.fetch(now: someMoment).readings
    #expect(readings.prefix(6).map(\.number) == Array(repeating: 0, count: 6))
    #expect(readings.dropFirst(6).map(\.outcome) == Array(repeating: "absent", count: 6))
    #expect(readings[10].message == "stream no does not exist")
    #expect(readings[11].message == "stream stream has no group g: it has none")
    try await redis.command("XGROUP", "CREATE", "stream", "h", "0")
    #expect(
      await source.fetch(now: someMoment).readings[11].message
        == "stream stream has no group g: it has h")
    // A group that was set somewhere in the middle: Redis does not know its lag.
    try await redis.command("XADD", "stream", "99999999999999-0", "f", "v")
    try await redis.command("XADD", "stream", "99999999999999-1", "f", "v")
    try await redis.command("XDEL", "stream", "99999999999999-0")
    try await redis.command("XGROUP", "CREATE", "stream", "g", "99999999999998-0")
    let unknown = await source.fetch(now: someMoment).readings[11]
    #expect(unknown.outcome == "absent")
    #expect(unknown.message.contains("does not know the lag"))
    await source.close()
  }

  @Test func oneKeyFailsAlone() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("RPUSH", "list", "a")
    try await redis.command("SET", "text", "twelve")
    try await redis.command("SET", "nan", "NaN")
    try await redis.command("SET", "inf", "-inf")
    try await redis.command("SET", "huge", "1e999")
    try await redis.command("SETRANGE", "long", "20000000", "1")
    try await redis.command("HSET", "hash", "f", "1 2")
    let source = source(
      "redis://127.0.0.1:\(redis.port)",
      [
        .list(key: "list"), .list(key: "text"), .key("list"), .key("text"),
        .hash(key: "hash", field: "f"), .hash(key: "list", field: "f"),
        .stream(key: "list", group: "g", count: .lag), .set(key: "list"),
        .sortedSet(key: "list", due: true), .key("nan"), .key("inf"), .key("huge"), .key("long"),
        .query("up", reduce: nil), .stream(key: "stream", group: nil, count: .lag),
        .list(key: "list"),
      ])
    let result = await source.fetch(now: someMoment)
    #expect(
      result.readings.map(\.outcome) == [
        "value", "wrong_type", "wrong_type", "wrong_type", "wrong_type", "wrong_type",
        "wrong_type", "wrong_type", "wrong_type", "absent", "absent", "absent", "wrong_type",
        "settings", "settings", "value",
      ])
    #expect(result.isUp)
    #expect(result.readings[1].message.hasPrefix("WRONGTYPE"))
    #expect(result.readings[3].message == "key text holds no number; expected one")
    await source.close()
  }

  @Test func serversComeAndGo() async throws {
    let port = try freePort()
    let redis = try await TestRedis(port: port)
    try await redis.command("RPUSH", "list", "a")
    let source = source("redis://127.0.0.1:\(port)", [.list(key: "list"), .set(key: "set")])
    #expect(await source.reading()?.number == 1)
    redis.stop()
    let down = await source.fetch(now: someMoment)
    #expect(!down.isUp)
    #expect(down.readings.map(\.outcome) == ["connection", "connection"])
    let again = try await TestRedis(port: port)
    defer { again.stop() }
    try await again.command("RPUSH", "list", "a", "b")
    try await eventually("the source is back") {
      await source.fetch(now: someMoment).readings.map(\.number) == [2, 0]
    }
    await source.close()
    let closed = await source.fetch(now: someMoment)
    #expect(!closed.isUp)
    #expect(closed.readings.map(\.message) == ["the source was closed", "the source was closed"])
  }

  @Test func rotatedPasswordsCount() async throws {
    let redis = try await TestRedis(arguments: ["--requirepass", "right-secret"])
    defer { redis.stop() }
    let folder = try TemporaryDirectory()
    let file = try folder.write("wrong-secret\n", to: "password")
    let source = source("redis://127.0.0.1:\(redis.port)/0", [.list(key: "list")]) {
      $0.password = .file(path: file)
    }
    let refused = await source.fetch(now: someMoment)
    #expect(!refused.isUp)
    #expect(refused.readings.map(\.outcome) == ["authentication"])
    #expect(refused.readings[0].message.contains("WRONGPASS"))
    #expect(!refused.readings[0].message.contains("secret"))
    try folder.write("right-secret\n", to: "password")
    #expect(await source.reading()?.number == 0)
    await source.close()
    // Without any password the refusal has another name.
    let nobody = self.source("redis://127.0.0.1:\(redis.port)", [.list(key: "list")])
    #expect(await nobody.reading()?.outcome == "authentication")
    #expect(await nobody.reading()?.message.contains("NOAUTH") == true)
    await nobody.close()
  }

  @Test func socketsAndDatabases() async throws {
    let redis = try await TestRedis(arguments: ["--unixsocket", "$DIR/redis.sock"])
    defer { redis.stop() }
    try await redis.command("-n", "3", "RPUSH", "list", "a", "b")
    let path = redis.path + "/redis.sock"
    let queries = [SignalSelector.list(key: "list")]
    let address = "127.0.0.1:\(redis.port)"
    let sources = [
      source("unix://\(path)?db=3", queries), source("redis://\(address)/3", queries),
      source("unix://\(path)", queries) { $0.database = 3 },
      source("redis://\(address)/0", queries) { $0.database = 3 },
    ]
    for source in sources {
      #expect(await source.reading()?.number == 2)
      await source.close()
    }
    let far = source("redis://\(address)/99", queries)
    let reading = try #require(await far.reading())
    #expect(reading.message.contains("DB index is out of range"))
    await far.close()
  }

  @Test func settingsThatCannotBeUsed() async throws {
    for (url, reason) in [
      ("http://127.0.0.1", "settings"), ("redis://u@127.0.0.1", "settings"), ("", "settings"),
    ] {
      let source = source(url, [.list(key: "a")])
      let result = await source.fetch(now: someMoment)
      #expect(result.readings.map(\.outcome) == [reason])
      #expect(!result.isUp)
      await source.close()
    }
    let source = source("redis://127.0.0.1:1", [.list(key: "a")]) {
      $0.password = .file(path: "/nowhere/password")
    }
    #expect(await source.reading()?.outcome == "secret")
    await source.close()
  }

  @Test func serversThatAreNoRedis() async throws {
    for (answer, outcome) in [
      (FaultyServer.Answer.bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)), "malformed"),
      (.bytes(Array("$10\r\nhalf".utf8)), "connection"), (.reset, "connection"),
    ] {
      let server = try FaultyServer { _ in answer }
      defer { server.stop() }
      let source = source("redis://127.0.0.1:\(server.port)", [.list(key: "a")])
      let result = await source.fetch(now: someMoment)
      #expect(result.readings.map(\.outcome) == [outcome])
      #expect(!result.isUp)
      await source.close()
    }
  }

  @Test func serversThatNeverAnswer() async throws {
    let server = try FaultyServer { _ in .hang }
    defer { server.stop() }
    let source = source(
      "redis://127.0.0.1:\(server.port)", [.list(key: "a")], timeout: .milliseconds(200))
    let result = await source.fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["timeout"])
    #expect(!result.isUp)
    await source.close()
  }
}
