/// A web configuration while it is read.
struct WebDraft: Sendable {
  var tls: TLSServerSettings?
  var http = HTTPServerDraft()
  var users: [String: Secret] = [:]
}

/// `http_server_config` while it is read.
struct HTTPServerDraft: Sendable {
  var http2 = false
  var headers: [String: String] = [:]
}

/// The keys of a web configuration file.
enum WebTable {
  static let root = Block<WebDraft, WebConfiguration>(
    title: "Top level of a web configuration", noun: "the web configuration",
    introduction: """
      The file that `web.config_file` names, with the keys of Prometheus' exporter-toolkit: one file serves for \
      all exporters on a machine.
      """,
    example: """
      tls_server_config:
        cert_file: server.pem
        key_file: server.key
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: ca.pem
      basic_auth_users:
        prometheus: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG
      """,
    initial: { WebDraft() },
    keys: [
      .optionalBlock("tls_server_config", \.tls, tls, absent: "plain HTTP", "TLS."),
      .block("http_server_config", \.http, http, "The HTTP server."),
      .map(
        "basic_auth_users", \.users, keys: .userName, .bcryptHash,
        "The bcrypt hash of each user's password, by the user's name (`htpasswd -nBC 10 \"\"`)."),
    ],
    elsewhere: ["rate_limit": "no limit of the rate here: Outrider has none"],
    finish: { draft, _, _ in
      var configuration = WebConfiguration()
      configuration.tls = draft.tls
      configuration.headers = draft.http.headers
      configuration.basicAuthUsers = draft.users
      return configuration
    })

  static let tls = Block<TLSServerSettings, TLSServerSettings>(
    title: "tls_server_config", noun: "`tls_server_config`",
    introduction: "TLS of the HTTP server.",
    initial: { TLSServerSettings(certFile: "", keyFile: "") },
    keys: [
      .required(
        "cert_file", \.certFile, .existingFile("a PEM certificate"),
        "Path of the server's certificate chain."),
      .required(
        "key_file", \.keyFile, .existingFile("a PEM key"),
        "Path of the certificate's key."),
      .value(
        "client_auth_type", \.clientAuthentication, .choice,
        "What is asked of clients' certificates."),
      .optional(
        "client_ca_file", \.clientCAFile, .existingFile("a PEM file of authorities"),
        absent: "none", "Path of the PEM file with the authorities of clients' certificates."),
      .value("min_version", \.minVersion, .choice, "The oldest version that is spoken."),
    ],
    elsewhere: [
      "cert": "`cert_file`: certificates are read from files alone",
      "key": "`key_file`: keys are read from files alone",
      "client_ca": "`client_ca_file`: certificates are read from files alone",
      "cipher_suites": "it left out: GnuTLS chooses the ciphers",
      "curve_preferences": "it left out: GnuTLS chooses the curves",
      "prefer_server_cipher_suites": "it left out: GnuTLS chooses the ciphers",
      "max_version": "it left out: the newest version is always spoken",
      "client_allowed_sans": "it left out: clients' names are not checked",
    ],
    finish: { settings, given, loading in
      let needsAuthorities: [TLSServerSettings.ClientAuthentication] = [
        .verifyIfGiven, .requireAndVerify,
      ]
      if needsAuthorities.contains(settings.clientAuthentication), !given.has("client_ca_file") {
        loading.report(
          given.place(of: "client_auth_type"),
          "`client_auth_type` is `\(settings.clientAuthentication.rawValue)` without authorities; expected `client_ca_file`"
        )
      }
      if given.has("client_ca_file"), !given.isBroken("client_auth_type"),
        settings.clientAuthentication == .none
      {
        loading.report(
          given.keyPlace("client_ca_file"),
          "`client_ca_file` is used by no `client_auth_type`; expected `client_auth_type: RequireAndVerifyClientCert`"
        )
      }
      return settings
    })

  static let http = Block<HTTPServerDraft, HTTPServerDraft>(
    title: "http_server_config", noun: "`http_server_config`",
    introduction: "What the HTTP server sends.",
    initial: { HTTPServerDraft() },
    keys: [
      .value(
        "http2", \.http2, .flag, "Taken for the toolkit's sake: Outrider speaks HTTP/1.1 alone."),
      .map(
        "headers", \.headers, keys: .securityHeader, .plainHeaderValue,
        "Headers of every answer: `Content-Security-Policy`, `X-Frame-Options`, `X-Content-Type-Options`, `X-XSS-Protection`, `Strict-Transport-Security`."
      ),
    ],
    finish: { draft, given, loading in
      if draft.http2 {
        loading.warn(
          given.place(of: "http2"),
          "HTTP/2 is not spoken, and HTTP/1.1 serves instead; expected `http2: false`")
      }
      return draft
    })
}

extension ScalarType where Value == String {
  /// The headers that exporter-toolkit lets its users set.
  static var securityHeader: ScalarType {
    let names = [
      "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "X-XSS-Protection",
      "Strict-Transport-Security",
    ]
    return ScalarType(
      name: "header", expected: NearestName.oneOf(names),
      read: { (text, _) throws(Mismatch) in
        guard names.contains(where: { $0.lowercased() == text.lowercased() }) else {
          throw Mismatch("")
        }
        return text
      }, write: { $0 })
  }

  /// The value of a header that is no secret.
  static var plainHeaderValue: ScalarType {
    ScalarType(
      name: "text", expected: "text without line breaks",
      read: { (text, _) throws(Mismatch) in
        guard !text.isEmpty,
          text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }

  /// A user's name as basic authentication can carry it: without a colon (RFC 7617).
  static var userName: ScalarType {
    ScalarType(
      name: "name", expected: "a user's name without a colon or control characters",
      read: { (text, _) throws(Mismatch) in
        guard !text.isEmpty,
          text.unicodeScalars.allSatisfy({ $0 != ":" && $0.properties.generalCategory != .control })
        else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }
}

extension ScalarType where Value == Secret {
  /// A bcrypt hash in crypt(3)'s form.
  static var bcryptHash: ScalarType {
    ScalarType(
      name: "bcrypt hash", expected: "a bcrypt hash, such as `$2y$10$...`, of a cost from 4 to 31",
      isSecret: true,
      read: { (text, _) throws(Mismatch) in
        let bytes = Array(text.utf8)
        let marks = Array("./".utf8)
        guard bytes.count == 60, ["$2a$", "$2b$", "$2y$"].contains(String(text.prefix(4))),
          let cost = Int(String(text.dropFirst(4).prefix(2))), (4...31).contains(cost),
          bytes[6] == UInt8(ascii: "$"),
          bytes[7...].allSatisfy({ byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
              || (0x61...0x7A).contains(byte) || marks.contains(byte)
          })
        else { throw Mismatch("") }
        return .text(text)
      }, write: { _ in "" })
  }
}
