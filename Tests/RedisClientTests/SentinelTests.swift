import RedisClient
import TestSupport
import Testing

/// Against real sentinels, and fake ones.
@Suite struct SentinelTests {
  private func client(
    _ ports: [UInt16], master: String = "main", password: String? = nil,
    masterPassword: String? = nil
  ) -> RedisClient {
    RedisClient(
      configuration: .init(
        target: .sentinel(
          RedisSentinel(
            master: master, addresses: ports.map { .tcp(host: "127.0.0.1", port: $0) },
            password: password, masterPassword: masterPassword)),
        backoff: RedisBackoff(initial: .milliseconds(10), maximum: .milliseconds(50), seed: 1),
        sentinelInterval: .milliseconds(50)))
  }

  @Test func theMasterIsFollowedThroughAFailover() async throws {
    let master = try await TestRedis(arguments: [
      "--requirepass", "pw", "--masterauth", "pw", "--repl-diskless-sync-delay", "0",
    ])
    let replica = try await TestRedis(arguments: [
      "--requirepass", "pw", "--masterauth", "pw", "--replicaof", "127.0.0.1 \(master.port)",
    ])
    // A sentinel asks a master for its replicas when it meets it, and then every ten seconds.
    let direct = RedisClientTests.client(loopback(master.port, password: "pw"))
    try await eventually("the replica is in step") {
      try await reply(direct, "INFO", "replication").text?.contains("state=online") == true
    }
    // A sentinel that does nothing of its own accord, however late a master answers it.
    let folder = try TemporaryDirectory()
    let port = try freePort()
    let file = try folder.write(
      """
      port \(port)
      bind 127.0.0.1
      dir \(folder.path)
      requirepass guard
      sentinel monitor main 127.0.0.1 \(master.port) 1
      sentinel auth-pass main pw
      sentinel down-after-milliseconds main 600000
      sentinel failover-timeout main 180000
      """, to: "sentinel.conf")
    let sentinel = try ChildProcess("redis-server", [file, "--sentinel"])
    defer { sentinel.stop() }
    try await eventually("the sentinel accepts") { accepts(port: port) }
    let dead = try freePort()
    let client = client([dead, port], password: "guard", masterPassword: "pw")
    try await eventually("the master is found") {
      (try? await reply(client, "SET", "a", "1")) == .status("OK")
    }
    let sentinels = RedisClientTests.client(loopback(port, password: "guard"))
    try await eventually("the sentinel knows the replica") {
      guard case .array(let replicas) = try await reply(sentinels, "SENTINEL", "REPLICAS", "main")
      else { return false }
      return replicas.count == 1
    }
    // Only the new master takes writes; its port tells that it was the replica.
    try await eventually("the new master is followed") {
      // A failover may be refused, or given up, where the replica has not been heard of for seconds.
      if try await isAtRest(sentinels, masterPort: master.port) {
        _ = try await reply(sentinels, "SENTINEL", "FAILOVER", "main")
      }
      guard
        let replies = try? await client.pipeline(
          [RedisCommand("SET", "b", "2"), RedisCommand("CONFIG", "GET", "port")],
          timeout: .seconds(2)),
        replies[0] == .status("OK"), case .array(let setting) = replies[1]
      else { return false }
      return setting.last?.text == "\(replica.port)"
    }
    replica.stop()
    let error = await failure(client)
    #expect([.connection, .noMaster].contains(error?.kind))
    let stranger = self.client([port], master: "other", password: "guard")
    let unknown = await failure(stranger)
    #expect(unknown?.kind == .noMaster)
    #expect(unknown?.message.contains("knows no master") == true)
    let refused = await failure(self.client([port]))
    #expect(refused?.message.contains("NOAUTH") == true)
  }

  /// Whether a sentinel names the master at this port and is not about to replace it.
  private func isAtRest(_ sentinel: RedisClient, masterPort: UInt16) async throws -> Bool {
    guard case .array(let parts) = try await reply(sentinel, "SENTINEL", "MASTER", "main") else {
      return false
    }
    // Names and values take turns.
    let words = parts.map { $0.text ?? "" }
    func value(_ name: String) throws -> String {
      words[try #require(words.firstIndex(of: name)) + 1]
    }
    return try value("port") == "\(masterPort)"
      && !value("flags").contains("failover_in_progress")
  }

  @Test func aReplicaThatTheSentinelTakesForTheMasterIsNotRead() async throws {
    let master = try await TestRedis()
    let replica = try await TestRedis(arguments: ["--replicaof", "127.0.0.1 \(master.port)"])
    let answer = "*2\r\n$9\r\n127.0.0.1\r\n$\("\(replica.port)".utf8.count)\r\n\(replica.port)\r\n"
    let sentinel = try FaultyServer { _ in .bytesAndHang(Array(answer.utf8)) }
    let client = client([sentinel.port])
    let error = await failure(client)
    #expect(error?.kind == .noMaster)
    #expect(error?.message.contains("the role is slave") == true)
    // Once it is promoted it is read; once it is demoted under a kept connection it is not.
    try await replica.command("REPLICAOF", "NO", "ONE")
    try await eventually("the promoted replica is read") {
      (try? await reply(client, "LLEN", "x")) == .integer(0)
    }
    try await replica.command("REPLICAOF", "127.0.0.1", "\(master.port)")
    #expect(await failure(client)?.kind == .noMaster)
    sentinel.stop()
  }

  @Test(arguments: [
    "*2\r\n$1\r\nx\r\n", ":1\r\n", "*1\r\n:1\r\n", "*2\r\n:1\r\n:2\r\n", "-ERR unknown command\r\n",
    "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n99999\r\n", "*2\r\n$3\r\na b\r\n$1\r\n1\r\n", "",
  ])
  func nonsenseOfASentinelIsAnError(answer: String) async throws {
    let sentinel = try FaultyServer { _ in .bytesAndHang(Array(answer.utf8)) }
    // Some of these leave the client waiting for more.
    let words = "no sentinel names the master"
    let error = await timeoutError(saying: words, from: .milliseconds(200)) {
      await failure(client([sentinel.port]), timeout: $0)
    }
    #expect(error?.kind == .noMaster || error?.kind == .usage)
    sentinel.stop()
  }

  @Test func withoutSentinelsThereIsNoMaster() async throws {
    #expect(await failure(client([]))?.kind == .noMaster)
    let dead = [try freePort(), try freePort()]
    let error = await failure(client(dead))
    #expect(error?.kind == .noMaster)
    for port in dead { #expect(error?.message.contains("127.0.0.1:\(port)") == true) }
  }
}
