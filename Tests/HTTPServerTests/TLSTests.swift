import Foundation
import HTTPServer
import Testing

/// Certificates made by the openssl command for one test, and gone with it.
private final class Certificates {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try authority("ca")
    try authority("stranger")
    try leaf("server", by: "ca")
    try leaf("client", by: "ca")
    try leaf("intruder", by: "stranger")
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private func authority(_ name: String) throws {
    try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
      "-days", "2", "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out",
      path("\(name).pem"),
    ])
  }

  func leaf(
    _ name: String, by authority: String, subject: String? = nil, purpose: String? = nil
  ) throws {
    let uses = purpose.map { "\nextendedKeyUsage=\($0)" } ?? ""
    try "subjectAltName=IP:127.0.0.1\(uses)".write(
      toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
    try openssl([
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-utf8",
      "-subj",
      subject ?? "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).csr"),
    ])
    try openssl([
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey",
      path("\(authority).key"), "-CAcreateserial", "-days", "2", "-extfile", path("\(name).ext"),
      "-out", path("\(name).pem"),
    ])
  }

  private func openssl(_ arguments: [String]) throws {
    let status = try run("openssl", arguments).status
    try #require(status == 0, "openssl \(arguments[0])")
  }
}

@Suite struct TLSTests {
  private let certificates: Certificates

  init() throws {
    certificates = try Certificates()
  }

  private func identity(
    _ clients: TLSIdentity.ClientAuthentication = .none,
    _ version: TLSIdentity.Version = .tls12
  ) throws -> TLSIdentity {
    return TLSIdentity(
      certificatePEM: try certificates.text("server.pem"),
      privateKeyPEM: try certificates.text("server.key"),
      clientAuthorityPEM: try certificates.text("ca.pem"), clientAuthentication: clients,
      minimumVersion: version)
  }

  /// What curl receives; nil where it fails.
  private func fetch(_ server: HTTPServer, _ arguments: [String] = []) throws -> String? {
    let result = try run(
      "curl",
      ["-sS", "--noproxy", "*", "--max-time", "300", "--cacert", certificates.path("ca.pem")]
        + arguments + ["https://127.0.0.1:\(server.port)/"])
    return result.status == 0 ? String(decoding: result.output, as: UTF8.self) : nil
  }

  private func certificate(of name: String) -> [String] {
    ["--cert", certificates.path("\(name).pem"), "--key", certificates.path("\(name).key")]
  }

  @Test func pagesAreServedOverTLS() throws {
    let page = String(repeating: "page ", count: 100_000)
    let server = try HTTPServer(configuration: .init(tls: identity()).patient) { _ in
      .text(page)
    }
    defer { server.stop() }
    #expect(try fetch(server) == page)
    #expect(try fetch(server, ["--tls-max", "1.2"]) == page)
    #expect(try fetch(server, ["--tls-max", "1.1"]) == nil)
    // A plain-text client gets no page, and harms nobody.
    let plain = try RawClient(port: server.port)
    plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(plain.isClosedByPeer())
    #expect(try fetch(server) == page)
  }

  @Test func oldVersionsCanBeRefused() throws {
    let server = try HTTPServer(configuration: .init(tls: identity(.none, .tls13)).patient) { _ in
      .text("page")
    }
    defer { server.stop() }
    #expect(try fetch(server) == "page")
    #expect(try fetch(server, ["--tls-max", "1.2"]) == nil)
  }

  @Test(arguments: [
    (TLSIdentity.ClientAuthentication.none, true, true, true),
    (.verifyIfGiven, true, true, false), (.require, false, true, false),
  ])
  func clientsAreVerified(
    mode: TLSIdentity.ClientAuthentication, nobody: Bool, client: Bool, intruder: Bool
  ) throws {
    let server = try HTTPServer(configuration: .init(tls: identity(mode)).patient) { _ in
      .text("page")
    }
    defer { server.stop() }
    #expect(try (fetch(server) == "page") == nobody)
    #expect(try (fetch(server, certificate(of: "client")) == "page") == client)
    #expect(try (fetch(server, certificate(of: "intruder")) == "page") == intruder)
    let old = certificate(of: "intruder") + ["--tls-max", "1.2"]
    #expect(try (fetch(server, old) == "page") == intruder)
  }

  @Test(arguments: [
    ("clientAuth", true), ("serverAuth,clientAuth", true), ("serverAuth", false),
    ("codeSigning", false),
  ])
  func certificatesForOtherPurposesAreRefused(purpose: String, isTaken: Bool) throws {
    let server = try HTTPServer(configuration: .init(tls: identity(.require)).patient) { _ in
      .text("page")
    }
    defer { server.stop() }
    try certificates.leaf("special", by: "ca", purpose: purpose)
    for version in ["1.2", "1.3"] {
      let arguments = certificate(of: "special") + ["--tls-max", version]
      #expect(try (fetch(server, arguments) == "page") == isTaken)
    }
  }

  @Test(arguments: [TLSIdentity.ClientAuthentication.none, .verifyIfGiven, .require])
  func handlersAreToldTheClientsName(mode: TLSIdentity.ClientAuthentication) throws {
    let server = try HTTPServer(configuration: .init(tls: identity(mode)).patient) { request in
      .text(request.clientCommonName ?? "nobody")
    }
    defer { server.stop() }
    for version in ["1.2", "1.3"] {
      let arguments = certificate(of: "client") + ["--tls-max", version]
      #expect(try fetch(server, arguments) == (mode == .none ? "nobody" : "client"))
    }
    if mode != .require { #expect(try fetch(server) == "nobody") }
    if mode == .require {
      let twice = certificate(of: "client") + ["https://127.0.0.1:\(server.port)/"]
      #expect(try fetch(server, twice) == "clientclient", "both on one connection")
    }
    // Another connection is another client.
    #expect(try fetch(server, certificate(of: "server")) == (mode == .none ? "nobody" : "server"))
  }

  @Test(arguments: [
    ("/O=nameless", "nobody"), ("/CN=system:auth-proxy", "system:auth-proxy"),
    ("/CN=a\\, b", "a\\, b"), ("/CN=ä", "ä"), ("/CN=first/CN=second", "nobody"),
  ])
  func namesAreReadAsTheyAre(subject: String, name: String) throws {
    let server = try HTTPServer(configuration: .init(tls: identity(.require)).patient) { request in
      .text(request.clientCommonName ?? "nobody")
    }
    defer { server.stop() }
    try certificates.leaf("named", by: "ca", subject: subject)
    #expect(try fetch(server, certificate(of: "named")) == name)
  }

  @Test func secretsAreNotPrinted() throws {
    let configuration = HTTPServer.Configuration(
      tls: try identity(),
      basicAuthentication: try .init(users: BasicAuthenticationTests.users))
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", String(reflecting: configuration), dumped] {
      #expect(!text.contains("PRIVATE") && !text.contains("$2y$"))
    }
  }

  @Test func unusableIdentitiesAreNamed() throws {
    var broken = try identity()
    broken.certificatePEM = "no certificate"
    let noCertificate = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(tls: broken)) { _ in .notFound }
    }
    #expect(noCertificate.code == .invalidTLSIdentity)
    broken = try identity()
    broken.privateKeyPEM = try certificates.text("client.key")
    let otherKey = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(tls: broken)) { _ in .notFound }
    }
    #expect(otherKey.code == .invalidTLSIdentity)
    #expect(!otherKey.message.contains("PRIVATE"))
    broken = try identity(.require)
    broken.clientAuthorityPEM = nil
    let noAuthority = try #require(throws: HTTPServerError.self) {
      try HTTPServer(configuration: .init(tls: broken)) { _ in .notFound }
    }
    #expect(noAuthority.code == .invalidTLSIdentity)
  }
}
