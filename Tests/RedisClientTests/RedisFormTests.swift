import RedisClient
import Testing
import Transport

@Suite struct RedisFormTests {
  struct URLCase: Sendable, CustomTestStringConvertible {
    var url: String
    var expected: String
    var testDescription: String { url }
    init(_ url: String, _ expected: String) {
      self.url = url
      self.expected = expected
    }
  }

  static let urls = [
    URLCase("redis://127.0.0.1:6379/0", "127.0.0.1:6379 plain - - 0"),
    URLCase("redis://localhost", "localhost:6379 plain - - 0"),
    URLCase("redis://localhost/", "localhost:6379 plain - - 0"),
    URLCase("REDIS://h:1/15", "h:1 plain - - 15"),
    URLCase("rediss://:p%40ss@h:6380/3", "h:6380 tls - p@ss 3"),
    URLCase("redis://us%3Aer:p%2Fa:b@h", "h:6379 plain us:er p/a:b 0"),
    URLCase("redis://u:a/b@c@h/2", "h:6379 plain u a/b@c 2"),
    URLCase("redis://u@h", "h:6379 plain u - 0"),
    URLCase("redis://[::1]:7000?db=4", "[::1]:7000 plain - - 4"),
    URLCase("redis://[::1]", "[::1]:6379 plain - - 0"),
    URLCase("unix:///run/redis%20a.sock", "/run/redis a.sock plain - - 0"),
    URLCase("unix://u:p@/run/redis.sock?db=2", "/run/redis.sock plain u p 2"),
  ]

  @Test(arguments: urls) func urlsAreRead(form: URLCase) throws {
    let endpoint = try RedisEndpoint(url: form.url)
    let security = endpoint.tls == nil ? "plain" : "tls"
    let user = endpoint.username ?? "-"
    let password = endpoint.password ?? "-"
    #expect("\(endpoint) \(security) \(user) \(password) \(endpoint.database)" == form.expected)
  }

  @Test(arguments: [
    "", "localhost:6379", "http://s3cret@h", "redis://", "redis://:s3cret@", "redis://h:0",
    "redis://h:65536", "redis://h:x", "redis://h/x", "redis://h/-1", "redis://h/1?db=2",
    "redis://h?tls=1", "redis://h/99999999999999999999", "redis://:s3cret%4@h", "redis://:%zz@h",
    "redis://:%ff@h", "redis://a b", "redis://h#x", "redis://a:b:c", "redis://[::1", "redis://[]:1",
    "unix://run/s3cret.sock", "unix://", "redis://h\u{0}", "redis://:s3cret@h/?db=",
  ])
  func malformedURLsAreRefusedWithoutQuotingThem(url: String) {
    let error = #expect(throws: RedisError.self) { try RedisEndpoint(url: url) }
    #expect(error?.kind == .usage)
    #expect(
      error?.message.contains("expected") == true || error?.message.contains("UTF-8") == true
        || error?.message.contains("hexadecimal") == true)
    #expect(error?.message.contains("s3cret") == false)
  }

  @Test func endpointsPrintNoSecrets() throws {
    let endpoint = try RedisEndpoint(url: "redis://us3r:s3cret@h:1")
    let sentinel = RedisSentinel(
      master: "m", addresses: [], username: "us3r", password: "s3cret", masterPassword: "s3cret")
    var dumped = ""
    dump(endpoint, to: &dumped)
    dump(sentinel, to: &dumped)
    dump(RedisClient.Configuration(target: .sentinel(sentinel)), to: &dumped)
    for text in ["\(endpoint)", String(reflecting: endpoint), "\(sentinel)", dumped] {
      #expect(!text.contains("s3cret") && !text.contains("us3r"), "\(text)")
    }
  }

  @Test func commandsAreBinarySafe() {
    #expect(
      RedisCommand("LLEN", "jöbs").encoded == Array("*2\r\n$4\r\nLLEN\r\n$5\r\njöbs\r\n".utf8))
    #expect(
      RedisCommand([[0x47, 0x45, 0x54], [0, 13, 10, 255], []]).encoded
        == Array("*3\r\n$3\r\nGET\r\n$4\r\n".utf8) + [0, 13, 10, 255]
        + Array("\r\n$0\r\n\r\n".utf8))
  }

  @Test func backoffDoublesToItsLimitAndStartsOver() {
    var backoff = RedisBackoff(initial: .milliseconds(100), maximum: .seconds(1), seed: 7)
    var same = backoff
    let waits = (0..<200).map { _ in backoff.next() }
    #expect(waits == (0..<200).map { _ in same.next() })
    for (index, wait) in waits.enumerated() {
      let longest = min(Duration.milliseconds(100) * (1 << min(index, 10)), .seconds(1))
      #expect(wait >= longest / 2 && wait <= longest)
    }
    #expect(Set(waits).count > 100)
    backoff.reset()
    #expect(backoff.next() <= .milliseconds(100))
  }

  @Test(arguments: [
    ("NOAUTH Authentication required.", RedisError.Kind.authentication),
    ("WRONGPASS invalid", .authentication), ("NOPERM no", .authentication),
    ("LOADING Redis is loading", .loading), ("MASTERDOWN Link", .loading),
    ("READONLY You can't", .readOnly), ("WRONGTYPE Operation", .wrongType),
    ("CLUSTERDOWN The cluster is down", .server), ("ERR x", .server), ("", .server),
  ])
  func errorRepliesHaveAKindAndKeepTheirName(reply: String, kind: RedisError.Kind) {
    let error = RedisError(reply: reply)
    #expect(error.kind == kind)
    #expect(error.message == reply)
  }
}
