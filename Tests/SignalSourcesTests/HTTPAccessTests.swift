import Configuration
import HTTPClient
import SignalSources
import TestSupport
import Testing
import TimeSeries

@Suite struct HTTPAccessTests {
  /// The header lines of the requests that a fetch makes, by name.
  private func lines(
    _ server: FaultyServer, _ access: HTTPAccessSettings
  ) async throws -> [String] {
    let source = prometheusSource(server.url, [.query("a+b", reduce: nil)], access: access)
    #expect(await source.reading()?.number == 1)
    return try #require(server.requests.last).split(separator: "\r\n").map(String.init)
  }

  @Test func authenticationAndHeadersAreSent() async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, vector("1"))) }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    var access = HTTPAccessSettings()
    access.authentication = .basic(username: "Aladdin", password: .text("open sesame"))
    access.headers = ["X-Scope-OrgID": .text("team-a"), "X-Empty": .text("")]
    let basic = try await lines(server, access)
    #expect(basic.contains("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
    #expect(basic.contains("X-Scope-OrgID: team-a"))
    access.authentication = .credentials(
      type: "Token", .file(path: try folder.write("abc\n", to: "token")))
    #expect(try await lines(server, access).contains("Authorization: Token abc"))
  }

  @Test func rotatedTokensCountAtOnce() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("first\n", to: "token")
    let server = try FaultyServer { request in
      request.contains("Authorization: Bearer second\r\n")
        ? .bytes(FaultyServer.http(200, vector("1")))
        : .bytes(FaultyServer.http(401, "token first is not valid", type: "text/plain"))
    }
    defer { server.stop() }
    var access = HTTPAccessSettings()
    access.authentication = .credentials(type: "Bearer", .file(path: file))
    let source = prometheusSource(server.url, [.query("a+b", reduce: nil)], access: access)
    let refused = try #require(await source.reading())
    #expect(refused.outcome == "authentication")
    #expect(!refused.message.contains("first"))
    try folder.write("second\n", to: "token")
    #expect(await source.reading()?.number == 1)
  }

  @Test(arguments: [nil, "", "two\nlines\n"] as [String?])
  func secretsThatCannotBeUsed(_ text: String?) async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, vector("1"))) }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let path = folder.path + "/token"
    if let text { try folder.write(text, to: "token") }
    var access = HTTPAccessSettings()
    access.authentication = .credentials(type: "Bearer", .file(path: path))
    let result = await prometheusSource(
      server.url, [.query("a", reduce: nil), .query("b", reduce: nil)], access: access
    ).fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["secret", "secret"])
    #expect(!result.isUp)
    #expect(result.readings.allSatisfy { !$0.message.contains("two") })
    #expect(server.connections == 0)
  }

  @Test func serversThatQuoteSecretsAreNotQuoted() async throws {
    let words = #"{"status":"error","errorType":"bad_data","error":"no tenant s3cret here"}"#
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(400, words)) }
    defer { server.stop() }
    var access = HTTPAccessSettings()
    access.headers = ["X-Scope-OrgID": .text("s3cret")]
    let reading = try #require(
      await prometheusSource(server.url, [.query("a", reduce: nil)], access: access).reading())
    #expect(reading.outcome == "query")
    #expect(reading.message.contains("details withheld"))
    #expect(!reading.message.contains("s3cret"))
  }

  @Test func serversThatQuoteATenantsNumberAreQuoted() async throws {
    let words = #"{"status":"error","errorType":"bad_data","error":"parse error at char 1"}"#
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(400, words)) }
    defer { server.stop() }
    var access = HTTPAccessSettings()
    access.headers = ["X-Scope-OrgID": .text("1")]
    let reading = await prometheusSource(server.url, [.query("a", reduce: nil)], access: access)
      .reading()
    #expect(reading?.message.contains("parse error at char 1") == true)
  }

  @Test func longWordsAreCut() async throws {
    let long = String(repeating: "x", count: 100_000)
    let words = #"{"status":"error","errorType":"bad_data","error":"line\none\#(long)"}"#
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(400, words)) }
    defer { server.stop() }
    let reading = await prometheusSource(server.url, [.query("a", reduce: nil)]).reading()
    let message = try #require(reading?.message)
    #expect(message.contains("line one") && message.utf8.count < 400)
  }

  // MARK: TLS

  /// Prometheus' API over TLS, with a client certificate asked for: openssl answers a file to GET alone, so Python serves.
  private func server(_ certificates: TestCertificates) async throws -> (ChildProcess, UInt16) {
    let port = try freePort()
    let program = """
      import http.server, ssl
      class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_POST(self):
          self.rfile.read(int(self.headers["Content-Length"]))
          body = b'\(vector("5"))'
          self.send_response(200)
          self.send_header("Content-Length", str(len(body)))
          self.end_headers()
          self.wfile.write(body)
      server = http.server.ThreadingHTTPServer(("127.0.0.1", \(port)), Handler)
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain("\(certificates.server)", "\(certificates.serverKey)")
      context.verify_mode = ssl.CERT_REQUIRED
      context.load_verify_locations("\(certificates.authority)")
      server.socket = context.wrap_socket(server.socket, server_side=True)
      server.serve_forever()
      """
    let child = try ChildProcess("python3", ["-c", program])
    try await eventually("the HTTPS server accepts: \(child.standardError)") {
      accepts(port: port)
    }
    return (child, port)
  }

  @Test func certificatesAreCheckedByBothSides() async throws {
    let certificates = try await TestCertificates(names: "DNS:outrider.test")
    let (child, port) = try await server(certificates)
    defer { child.stop() }
    var right = TLSSettings()
    right.caFile = certificates.authority
    right.certFile = certificates.client
    right.keyFile = certificates.clientKey
    right.serverName = "outrider.test"
    var stranger = right
    stranger.caFile = certificates.stranger
    var otherName = right
    otherName.serverName = nil
    var anyServer = stranger
    anyServer.serverName = nil
    anyServer.insecureSkipVerify = true
    var missing = right
    missing.caFile = "/nowhere/ca.pem"
    for (tls, expected) in [
      (right, "value"), (stranger, "tls"), (otherName, "tls"), (anyServer, "value"),
      (missing, "tls"),
    ] {
      var access = HTTPAccessSettings()
      access.tls = tls
      let reading = await prometheusSource(
        "https://127.0.0.1:\(port)", [.query("a+b", reduce: nil)], access: access
      ).reading()
      #expect(reading?.outcome == expected, "\(reading?.message ?? "")")
    }
    var nobody = HTTPAccessSettings()
    nobody.tls = right
    nobody.tls.certFile = nil
    nobody.tls.keyFile = nil
    // With TLS 1.3 the refusal comes after the handshake, as an alert or a closed connection.
    let reading = await prometheusSource(
      "https://127.0.0.1:\(port)", [.query("a+b", reduce: nil)], access: nobody
    ).reading()
    #expect(["tls", "connection"].contains(reading?.outcome))
  }
}
