import HTTPClient
import TestSupport
import Testing
import Transport

@Suite struct TLSTests {
  let client = HTTPClient()

  /// A Python HTTPS server that answers with the Host line and the client certificate's name.
  private func server(_ certificates: TestCertificates, wantsClient: Bool) async throws
    -> (ChildProcess, UInt16)
  {
    let port = try freePort()
    let program = """
      import http.server, ssl
      class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
          peer = self.connection.getpeercert() or {}
          names = [v for rdn in peer.get("subject", ()) for k, v in rdn]
          body = (self.headers["Host"] + "|" + ",".join(names)).encode()
          self.send_response(200)
          self.send_header("Content-Length", str(len(body)))
          self.end_headers()
          self.wfile.write(body)
      http.server.ThreadingHTTPServer.request_queue_size = 64
      server = http.server.ThreadingHTTPServer(("127.0.0.1", \(port)), Handler)
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain("\(certificates.server)", "\(certificates.serverKey)")
      if \(wantsClient ? "True" : "False"):
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

  private func outcome(_ url: String, _ tls: TLSOptions) async -> String {
    do throws(HTTPClientError) {
      let response = try await client.execute(HTTPClientRequest(url: url, tls: tls).patient)
      return String(decoding: response.body, as: UTF8.self)
    } catch {
      return error.kind.rawValue
    }
  }

  @Test func serversAreChecked() async throws {
    let certificates = try await TestCertificates(names: "DNS:outrider.test")
    let (child, port) = try await server(certificates, wantsClient: false)
    defer { child.stop() }
    let url = "https://127.0.0.1:\(port)/"
    let authority = certificates.authority
    let named = TLSOptions(caFile: authority, serverName: "outrider.test")
    #expect(await outcome(url, named) == "127.0.0.1:\(port)|")
    #expect(await outcome(url, TLSOptions(caFile: authority)) == "tls")
    #expect(await outcome(url, TLSOptions(caFile: authority, serverName: "other.test")) == "tls")
    #expect(await outcome(url, TLSOptions(serverName: "outrider.test")) == "tls")
    let stranger = TLSOptions(caFile: certificates.stranger, serverName: "outrider.test")
    #expect(await outcome(url, stranger) == "tls")
    #expect(await outcome(url, TLSOptions(caFile: "/nonexistent")) == "tls")
    #expect(await outcome(url, TLSOptions(insecureSkipVerify: true)) == "127.0.0.1:\(port)|")
    // A connection that was not checked must not serve a request that asks for the check.
    #expect(await outcome(url, TLSOptions(caFile: authority)) == "tls")
    // Plain HTTP to a TLS server, and TLS to a plain one.
    #expect(await outcome("http://127.0.0.1:\(port)/", TLSOptions()) == "connection")
    let silent = try FaultyServer { _ in .hang }
    let words = "the TLS handshake was not complete"
    let late = await timeoutError(saying: words) { timeout in
      do throws(HTTPClientError) {
        _ = try await client.execute(
          HTTPClientRequest(url: "https://127.0.0.1:\(silent.port)/", timeout: timeout))
        return nil
      } catch {
        return error
      }
    }
    #expect(late?.message.contains(words) == true, "\(String(describing: late))")
    silent.stop()
    let plain = try FaultyServer { _ in .bytes(FaultyServer.http(400, "plain")) }
    #expect(await outcome("https://127.0.0.1:\(plain.port)/", named) == "tls")
  }

  @Test func clientsShowTheirCertificate() async throws {
    let certificates = try await TestCertificates()
    let (child, port) = try await server(certificates, wantsClient: true)
    defer { child.stop() }
    let url = "https://127.0.0.1:\(port)/"
    var tls = TLSOptions(
      caFile: certificates.authority, certFile: certificates.client,
      keyFile: certificates.clientKey)
    #expect(await outcome(url, tls) == "127.0.0.1:\(port)|test client")
    tls.certFile = certificates.stranger
    #expect(await outcome(url, tls) == "tls")
    tls.certFile = nil
    tls.keyFile = nil
    // The server's alert can be overtaken by the reset of its connection.
    #expect(["tls", "connection"].contains(await outcome(url, tls)))
  }

  @Test func manyTLSRequestsGoOnAtOnce() async throws {
    let certificates = try await TestCertificates()
    let (child, port) = try await server(certificates, wantsClient: false)
    defer { child.stop() }
    let tls = TLSOptions(caFile: certificates.authority)
    await withTaskGroup(of: String.self) { group in
      for _ in 0..<40 { group.addTask { await outcome("https://127.0.0.1:\(port)/", tls) } }
      for await text in group { #expect(text == "127.0.0.1:\(port)|") }
    }
  }
}
