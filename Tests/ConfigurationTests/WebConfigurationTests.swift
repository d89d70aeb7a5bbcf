import Configuration
import Foundation
import TestSupport
import Testing

struct WebConfigurationTests {
  private static let hash = "$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG"

  /// Loads text as a web configuration in a folder with the files that it may name.
  private static func load(_ text: String) throws -> (WebConfigurationLoad, folder: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["server.pem", "server.key", "ca.pem"] {
      try Data("x".utf8).write(to: folder.appending(path: name))
    }
    let file = folder.appending(path: "web.yaml")
    try Data(text.utf8).write(to: file)
    return (WebConfigurationLoader().load(path: file.path, environment: ["H": hash]), folder.path)
  }

  @Test func everythingThatIsSupported() throws {
    let (load, folder) = try Self.load(
      """
      tls_server_config:
        cert_file: server.pem
        key_file: server.key
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca.pem
        min_version: TLS13
      http_server_config:
        http2: false
        headers: { X-Frame-Options: deny }
      basic_auth_users:
        a: \(Self.hash)
        b: ${H}
      """)
    #expect(load.problems.map(\.description) == [])
    var tls = TLSServerSettings(certFile: folder + "/server.pem", keyFile: folder + "/server.key")
    tls.clientAuthentication = .requireAndVerify
    tls.clientCAFile = folder + "/ca.pem"
    tls.minVersion = .tls13
    var expected = WebConfiguration()
    expected.tls = tls
    expected.headers = ["X-Frame-Options": "deny"]
    expected.basicAuthUsers = ["a": .text(Self.hash), "b": .text(Self.hash)]
    #expect(load.configuration == expected)
    #expect(
      load.watchedFiles.paths
        == ["web.yaml", "server.pem", "server.key", "ca.pem"].map { folder + "/" + $0 })
  }

  @Test func anEmptyFileIsPlainHTTP() throws {
    let (load, _) = try Self.load("# nothing\n")
    #expect(load.configuration == WebConfiguration())
  }

  @Test(arguments: [
    (
      "tls_server_config: { cert_file: server.pem }",
      [
        "1:20: error: key `key_file` is missing in `tls_server_config`; expected the path of a PEM key"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, cipher_suites: [a] }",
      [
        "1:67: error: unknown key `cipher_suites` in `tls_server_config`; expected it left out: GnuTLS chooses the ciphers"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, client_auth_type: RequireAndVerifyClientCert }",
      [
        "1:85: error: `client_auth_type` is `RequireAndVerifyClientCert` without authorities; expected `client_ca_file`"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, client_ca_file: ca.pem }",
      [
        "1:67: error: `client_ca_file` is used by no `client_auth_type`; expected `client_auth_type: RequireAndVerifyClientCert`"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, max_version: TLS13 }",
      [
        "1:67: error: unknown key `max_version` in `tls_server_config`; expected it left out: the newest version is always spoken"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, client_auth_type: RequestClientCert }",
      [
        "1:85: error: `client_auth_type` is `RequestClientCert`; expected `NoClientCert`, `VerifyClientCertIfGiven` or `RequireAndVerifyClientCert`"
      ]
    ),
    (
      "tls_server_config: { cert_file: server.pem, key_file: server.key, min_version: SSL30 }",
      ["1:80: error: `min_version` is `SSL30`; expected `TLS12` or `TLS13`"]
    ),
    (
      "basic_auth_users: { a: hunter2 }",
      [
        "1:24: error: `a` has a wrong value; expected a bcrypt hash, such as `$2y$10$...`, of a cost from 4 to 31"
      ]
    ),
    (
      "basic_auth_users: { 'a:b': \(hash) }",
      ["1:21: error: key `a:b`; expected a user's name without a colon or control characters"]
    ),
    (
      "http_server_config: { http2: true, headers: { Server: x } }",
      [
        "1:30: warning: HTTP/2 is not spoken, and HTTP/1.1 serves instead; expected `http2: false`",
        "1:47: error: key `Server`; expected `Content-Security-Policy`, `X-Frame-Options`, `X-Content-Type-Options`, `X-XSS-Protection` or `Strict-Transport-Security`",
      ]
    ),
    (
      "tls_config: {}",
      [
        "1:1: error: unknown key `tls_config` in the web configuration; expected `tls_server_config`, `http_server_config` or `basic_auth_users`"
      ]
    ),
    ("[", ["1:2: error: expected a value here"]),
  ])
  func problems(text: String, expected: [String]) throws {
    let (load, folder) = try Self.load(text)
    #expect(
      load.problems.map { $0.description.replacing(folder + "/web.yaml:", with: "") } == expected)
    #expect(load.configuration == nil)
  }

  @Test func theMainConfigurationLoadsIt() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "outrider.yaml")
    let web = folder.appending(path: "web.yaml")
    try Data((Fixture.smallest + "web: { config_file: web.yaml }\n").utf8).write(to: file)
    try Data("http_server_config: { headers: { X-Frame-Options: deny } }".utf8).write(to: web)
    let load = ConfigurationLoader().load(path: file.path, environment: [:])
    #expect(load.webConfiguration?.headers == ["X-Frame-Options": "deny"])
    #expect(load.watchedFiles.paths == [file.path, web.path])
    try Data("basic_auth_user: {}".utf8).write(to: web)
    let broken = ConfigurationLoader().load(path: file.path, environment: [:])
    #expect(broken.settings == nil)
    #expect(
      broken.problems.map(\.description) == [
        "\(web.path):1:1: error: unknown key `basic_auth_user` in the web configuration; expected `basic_auth_users`"
      ])
  }

  @Test func aFileThatIsNotThereIsAProblem() {
    let load = WebConfigurationLoader().load(path: "/nowhere/web.yaml", environment: [:])
    #expect(load.problems.map(\.place) == [.file(path: "/nowhere/web.yaml", line: 1, column: 1)])
    let main = ConfigurationLoader().load(path: "/nowhere/outrider.yaml", environment: [:])
    #expect(main.settings == nil)
    #expect(main.problems.count == 1)
    #expect(main.watchedFiles.paths == ["/nowhere/outrider.yaml"])
  }

  /// The files of the servers besides `web` are read with the configuration, and each has to be one that its server can keep to.
  @Test(
    arguments: [
      ("grpc", "", "basic_auth_users: {}", "1:45: error: `config_file`: the file sets up no TLS"),
      (
        "grpc", "", "tls_server_config: { TLS, client_auth_type: VerifyClientCertIfGiven, CA }",
        "is not possible for gRPC"
      ),
      ("grpc", "", "tls_server_config: { TLS, min_version: TLS13 }", "cannot be asked of gRPC"),
      ("grpc", "", "tls_server_config: { TLS, colour: red }", "web.yaml:1:57: error: unknown key"),
      ("grpc", "", "tls_server_config: { TLS }", nil),
      ("external_metrics", "", "basic_auth_users: {}", "`config_file`: the file sets up no TLS"),
      ("external_metrics", "", "tls_server_config: { TLS }", nil),
      (
        "external_metrics", ", allowed_names: [a]", "tls_server_config: { TLS }",
        "`allowed_names`: the file of `config_file` asks for no certificate"
      ),
      (
        "external_metrics", ", allowed_names: [a]",
        "tls_server_config: { TLS, client_auth_type: VerifyClientCertIfGiven, CA }", nil
      ),
    ] as [(String, String, String, String?)])
  func eachServerHasAFileThatItCanKeepTo(
    _ key: String, _ more: String, _ web: String, _ expected: String?
  ) throws {
    let folder = try TemporaryDirectory()
    for name in ["a.pem", "ca.pem"] { try folder.write("", to: name) }
    let text = web.replacing("TLS,", with: "cert_file: a.pem, key_file: a.pem,")
      .replacing("TLS }", with: "cert_file: a.pem, key_file: a.pem }")
      .replacing("CA }", with: "client_ca_file: ca.pem }")
    try folder.write(text + "\n", to: "web.yaml")
    let file = try folder.write(
      "\(key): { listen: \"127.0.0.1:1\", config_file: web.yaml\(more) }\n" + Fixture.smallest,
      to: "c.yaml")
    let loaded = ConfigurationLoader().load(path: file, environment: [:])
    let problems = loaded.problems.map(\.description)
    if let expected {
      #expect(loaded.settings == nil)
      #expect(problems.count == 1 && problems[0].contains(expected), "\(problems)")
    } else {
      #expect(problems == [])
    }
  }
}
