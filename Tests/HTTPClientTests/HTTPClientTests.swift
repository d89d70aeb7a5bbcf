import Foundation
import HTTPClient
import TestSupport
import Testing
import Transport

@Suite struct HTTPClientTests {
  let client = HTTPClient(configuration: .init(userAgent: "outrider/test"))

  /// What went wrong with a request that must not succeed.
  func failure(of request: HTTPClientRequest, sourceLocation: SourceLocation = #_sourceLocation)
    async -> HTTPClientError?
  {
    do throws(HTTPClientError) {
      let response = try await client.execute(request)
      Issue.record("answered with \(response.status)", sourceLocation: sourceLocation)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [200, 204, 301, 404, 503])
  func everyStatusIsAnAnswer(status: Int) async throws {
    let body = status == 204 ? "" : "{\"a\":1}"
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(status, body)) }
    let response = try await client.execute(
      HTTPClientRequest(url: server.url + "/x?y=%20z").patient)
    #expect(response.status == status)
    #expect(String(decoding: response.body, as: UTF8.self) == body)
    #expect(response.headers["CONTENT-type"] == "application/json")
    #expect(response.headers["none"] == nil)
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("GET /x?y=%20z HTTP/1.1\r\n"))
    #expect(request.contains("User-Agent: outrider/test\r\n"))
    #expect(request.contains("Accept-Encoding: gzip\r\n"))
    #expect(server.connections == 1)
  }

  @Test func headersAndBodyAreSentAsGiven() async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, "")) }
    let request = HTTPClientRequest(
      method: "POST", url: server.url,
      headers: [("X-Scope-OrgID", "team a"), ("X-Empty", ""), ("X-Scope-OrgID", "team b")],
      body: Array("query=up".utf8))
    _ = try await client.execute(request.patient)
    let head = try #require(server.requests.first)
    #expect(head.hasPrefix("POST / HTTP/1.1\r\n"))
    #expect(head.contains("X-Scope-OrgID: team a\r\n"))
    #expect(head.contains("X-Scope-OrgID: team b\r\n"))
    #expect(head.contains("X-Empty:\r\n"))
    #expect(head.contains("Content-Length: 8\r\n"))
    #expect(!head.contains("Content-Type"))
  }

  @Test func anEmptyBodyIsSentAsOne() async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, "")) }
    _ = try await client.execute(
      HTTPClientRequest(method: "POST", url: server.url, body: []).patient)
    #expect(try #require(server.requests.first).contains("Content-Length: 0\r\n"))
  }

  @Test func headHasNoBody() async throws {
    let server = try FaultyServer { _ in
      .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".utf8))
    }
    let response = try await client.execute(
      HTTPClientRequest(method: "HEAD", url: server.url, maximumBodyBytes: 10).patient)
    #expect(response.body.isEmpty)
    #expect(response.headers["content-length"] == "99999999")
  }

  @Test func urlUserBecomesBasicAuthentication() async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, "")) }
    _ = try await client.execute(
      HTTPClientRequest(url: "http://us%40er:p%3Ass@127.0.0.1:\(server.port)/").patient)
    let expected = Data("us@er:p:ss".utf8).base64EncodedString()
    #expect(
      try #require(server.requests.first).contains("Authorization: Basic \(expected)\r\n"))
  }

  @Test func chunkedAndInterimAnswersAreUndone() async throws {
    let text =
      "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Final:  a b \t\r\n"
      + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
    let server = try FaultyServer { _ in .bytes(Array(text.utf8)) }
    let response = try await client.execute(HTTPClientRequest(url: server.url).patient)
    #expect(response.body == Array("abcdefg".utf8))
    #expect(response.headers["x-interim"] == nil)
    #expect(response.headers["x-final"] == "a b")
  }

  /// 16,384 zeros, as gzip.
  static let zeros: [UInt8] = {
    let text =
      "H4sIAAAAAAACA+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    return [UInt8](Data(base64Encoded: text) ?? Data())
  }()

  @Test func gzipIsUndoneAndItsLimitIsThatOfTheDecodedBody() async throws {
    let gzip = Self.zeros
    let server = try FaultyServer { _ in
      .bytes(
        Array(
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n".utf8)
          + gzip)
    }
    let response = try await client.execute(HTTPClientRequest(url: server.url).patient)
    #expect(response.body == [UInt8](repeating: 0, count: 16_384))
    let error = await failure(
      of: HTTPClientRequest(url: server.url, maximumBodyBytes: 16_383).patient)
    #expect(error?.kind == .tooLarge)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: FaultyServer.Answer
    var kind: HTTPClientError.Kind
    var words: String
  }

  static let faults = [
    Fault(
      testDescription: "never answers", answer: .hang, kind: .timeout, words: "no answer came"),
    Fault(
      testDescription: "slow past the deadline",
      // Whole only after eight minutes: a client that looks late must not find it complete.
      answer: .slowly(
        FaultyServer.http(200, String(repeating: "x", count: 200_000)), pause: .milliseconds(20)),
      kind: .timeout, words: "not complete"),
    Fault(
      testDescription: "half an answer",
      answer: .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8)),
      kind: .connection, words: "ended before the answer did"),
    Fault(
      testDescription: "half a chunk",
      answer: .bytes(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx".utf8)),
      kind: .connection, words: "ended"),
    Fault(
      testDescription: "half a header", answer: .bytes(Array("HTTP/1.1 200 OK\r\nConte".utf8)),
      kind: .connection, words: "ended before the answer did"),
    Fault(
      testDescription: "nothing at all", answer: .bytes([]), kind: .connection,
      words: "ended without an answer"),
    Fault(testDescription: "reset", answer: .reset, kind: .connection, words: "reset"),
    Fault(
      testDescription: "garbage",
      answer: .bytes((0..<4000).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }),
      kind: .malformed, words: "not HTTP"),
    Fault(
      testDescription: "another protocol", answer: .bytes(Array("-ERR unknown command\r\n".utf8)),
      kind: .malformed, words: "not HTTP"),
    Fault(
      testDescription: "a bad chunk length",
      answer: .bytes(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8)),
      kind: .malformed, words: "chunked"),
    Fault(
      testDescription: "broken gzip",
      answer: .bytes(
        Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd".utf8)),
      kind: .malformed, words: "unencoding"),
    Fault(
      testDescription: "too long, as declared",
      answer: .bytesAndHang(Array("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n".utf8)),
      kind: .tooLarge, words: "more than 1048576 bytes"),
    Fault(
      testDescription: "too long, undeclared",
      answer: .bytes(
        Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [UInt8](repeating: 0x78, count: 10 << 20)),
      kind: .tooLarge, words: "more than 1048576 bytes"),
    Fault(
      testDescription: "a header without end",
      answer: .bytes(
        Array("HTTP/1.1 200 OK\r\n".utf8)
          + Array(
            String(repeating: "X-Long: \(String(repeating: "y", count: 90))\r\n", count: 6000).utf8)
      ),
      kind: .tooLarge, words: "256 KiB"),
  ]

  @Test(arguments: faults)
  func faultsHaveAKindAndNameTheHost(fault: Fault) async throws {
    let server = try FaultyServer { _ in fault.answer }
    func ask(within timeout: Duration) async -> HTTPClientError? {
      await failure(
        of: HTTPClientRequest(
          url: server.url + "/api", timeout: timeout, maximumBodyBytes: 1 << 20))
    }
    let error =
      fault.kind == .timeout
      ? await timeoutError(saying: fault.words, of: ask) : await ask(within: ampleTime)
    #expect(error?.kind == fault.kind, "\(fault.testDescription): \(String(describing: error))")
    #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
    #expect(error?.message.contains(fault.words) == true, "\(String(describing: error))")
    server.stop()
  }

  @Test func refusedAndUnresolvableAreConnectionErrors() async throws {
    let port = try freePort()
    let refused = await failure(of: HTTPClientRequest(url: "http://127.0.0.1:\(port)/").patient)
    #expect(refused?.kind == .connection)
    #expect(refused?.message.contains("127.0.0.1:\(port)") == true)
    let unknown = await failure(of: HTTPClientRequest(url: "http://host.invalid:1234/").patient)
    #expect(unknown?.kind == .connection)
    #expect(unknown?.message.contains("host.invalid:1234") == true)
  }

  struct Misuse: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var request: HTTPClientRequest
    init(_ name: String, _ url: String, _ change: (inout HTTPClientRequest) -> Void = { _ in }) {
      testDescription = name
      request = HTTPClientRequest(url: url)
      change(&request)
    }
  }

  static let misuses = [
    Misuse("empty URL", ""), Misuse("no scheme", "127.0.0.1:9090/"), Misuse("no host", "http://"),
    Misuse("file", "file:///etc/passwd"), Misuse("gopher", "gopher://127.0.0.1/"),
    Misuse("a space", "http://127.0.0.1/a b"), Misuse("NUL", "http://127.0.0.1/\0"),
    Misuse("port", "http://127.0.0.1:99999/"), Misuse("line break", "http://127.0.0.1/\r\nX: y"),
    Misuse("method", "http://127.0.0.1/") { $0.method = "GET /" },
    Misuse("header's name", "http://127.0.0.1/") { $0.headers = [("a b", "c")] },
    Misuse("header's value", "http://127.0.0.1/") { $0.headers = [("a", "b\r\nc: d")] },
    Misuse("framing", "http://127.0.0.1/") { $0.headers = [("Content-length", "3")] },
    Misuse("no time", "http://127.0.0.1/") { $0.timeout = .zero },
    Misuse("negative limit", "http://127.0.0.1/") { $0.maximumBodyBytes = -1 },
    Misuse("server name", "https://127.0.0.1/") { $0.tls.serverName = "a b" },
    Misuse("key alone", "https://127.0.0.1/") { $0.tls.keyFile = "/tmp/key" },
    Misuse("empty path", "https://127.0.0.1/") { $0.tls.caFile = "" },
    Misuse("socket path", "http://127.0.0.1/") {
      $0.unixSocketPath = String(repeating: "x", count: 108)
    },
    Misuse("proxy", "http://127.0.0.1/") { $0.proxyURL = "ftp://127.0.0.1" },
  ]

  @Test(arguments: misuses)
  func misuseIsRefusedBeforeAnythingIsSent(misuse: Misuse) async {
    #expect(await failure(of: misuse.request)?.kind == .usage)
  }

  @Test(arguments: [
    "http://us3r:s3cret@127.0.0.1:PORT/", "http://us3r:s3cret@127.0.0.1:x/",
    "ftp://us3r:s3cret@127.0.0.1/", "http://us3r:s3cret@/", "http://us3r:s3cret@host.invalid/",
    "us3r:s3cret@127.0.0.1", "https://us3r:s3cret@127.0.0.1:PORT/",
  ])
  func noMessageShowsCredentials(url: String) async throws {
    let url = url.replacing("PORT", with: String(try freePort()))
    let plain = await failure(of: HTTPClientRequest(url: url))
    let header = await failure(
      of: HTTPClientRequest(
        url: "http://127.0.0.1:1/", headers: [("Authorization", "Bearer s3cret")],
        proxyURL: url))
    for error in [plain, header] {
      #expect(error?.description.contains("s3cret") == false)
      #expect(error?.description.contains("us3r") == false)
    }
  }

  /// In a process of its own, since other tests read the environment while this one changes it.
  @Test func theEnvironmentsProxyIsIgnored() async {
    await #expect(processExitsWith: .success) {
      let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, "direct")) }
      let proxy = try FaultyServer { _ in .bytes(FaultyServer.http(200, "proxy")) }
      for name in ["http_proxy", "all_proxy", "HTTP_PROXY"] { setenv(name, proxy.url, 1) }
      let client = HTTPClient()
      let direct = try await client.execute(HTTPClientRequest(url: server.url).patient)
      try #require(direct.body == Array("direct".utf8))
      try #require(proxy.connections == 0)
      setenv("no_proxy", "127.0.0.1", 1)
      let asked = try await client.execute(
        HTTPClientRequest(url: server.url, proxyURL: proxy.url).patient)
      try #require(asked.body == Array("proxy".utf8))
      try #require(proxy.requests.first?.hasPrefix("GET \(server.url)/ HTTP/1.1\r\n") == true)
    }
  }

  @Test func aUnixSocketTakesThePlaceOfHostAndPort() async throws {
    let folder = try TemporaryDirectory()
    let path = folder.path + "/s"
    let server = try KeepAliveServer(unixPath: path) { _ in FaultyServer.http(200, "unix") }
    let response = try await client.execute(
      HTTPClientRequest(url: "http://anything.invalid/", unixSocketPath: path).patient)
    #expect(response.body == Array("unix".utf8))
    #expect(server.counts.requests == 1)
  }
}
