import Configuration
import Feeds
import FileAccess
import HTTPServer
import KEDAFeed
import Logging

/// The HTTP server as the settings describe it.
struct WebServer {
  let server: HTTPServer
  /// Where it is found, with a slash at the end.
  let url: String
  /// Whether clients are asked for certificates.
  let asksForCertificates: Bool

  /// Starts to listen.
  static func start(
    _ settings: WebSettings, environment: [String: String], feed: WebFeed, log: Logger
  ) throws -> WebServer {
    try start(
      listen: settings.listen, configFile: settings.configFile, environment: environment,
      feed: feed, log: log
    ) { feed.respond(to: $0) }
  }

  /// Starts the server of the Kubernetes external metrics API.
  ///
  /// - Throws: `StartError` where its file sets up no TLS, which the aggregation layer wants, or asks for no certificates, whose names are to
  ///   be looked at.
  static func startExternalMetrics(
    _ settings: ExternalMetricsSettings, environment: [String: String], feed: WebFeed, log: Logger
  ) throws -> WebServer {
    let external = ExternalMetricsFeed(allowedNames: settings.allowedNames) { feed.snapshot }
    let server = try start(
      listen: settings.listen, configFile: settings.configFile, environment: environment,
      feed: feed, log: log
    ) { external.respond(to: $0) }
    guard server.url.hasPrefix("https") else {
      server.server.stop()
      throw StartError("external_metrics.config_file: expected a file with a tls_server_config")
    }
    guard settings.allowedNames.isEmpty || server.asksForCertificates else {
      server.server.stop()
      throw StartError(
        "external_metrics.allowed_names: no client is asked for a certificate; expected client_auth_type RequireAndVerifyClientCert in the file of config_file"
      )
    }
    return server
  }

  /// The gRPC server for KEDA.
  static func kedaServer(
    _ settings: ListenerSettings, environment: [String: String], feed: WebFeed
  ) throws -> KEDAServer {
    let (host, port) = try address(settings.listen)
    var tls: KEDAServer.TLS?
    if let path = settings.configFile {
      let web = try WebConfigurationLoader().load(path: path, environment: environment).get()
      guard let given = web.tls else {
        throw StartError("grpc.config_file: expected a file with a tls_server_config")
      }
      // What gRPC's transport cannot do must not look as if it did.
      if given.clientAuthentication == .verifyIfGiven {
        throw StartError(
          "grpc.config_file: client_auth_type VerifyClientCertIfGiven is not possible for gRPC; expected RequireAndVerifyClientCert or NoClientCert"
        )
      }
      if given.minVersion != .tls12 {
        throw StartError(
          "grpc.config_file: min_version \(given.minVersion.rawValue) cannot be asked of gRPC, which speaks TLS 1.2 and 1.3; expected TLS12"
        )
      }
      tls = KEDAServer.TLS(
        certificateFile: given.certFile, keyFile: given.keyFile,
        clientAuthorityFile: given.clientAuthentication == .none ? nil : given.clientCAFile)
    }
    let server = KEDAServer(host: host, port: port, tls: tls) { feed.snapshot }
    feed.onPublish { [weak server] in server?.publish($0) }
    return server
  }

  private static func start(
    listen: String, configFile: String?, environment: [String: String], feed: WebFeed,
    log: Logger, answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws -> WebServer {
    let (host, port) = try address(listen)
    var configuration = HTTPServer.Configuration(host: host, port: port)
    let headers =
      try configFile.map {
        try load($0, environment: environment, into: &configuration)
      } ?? []
    let server = try HTTPServer(
      configuration: configuration,
      onCompleted: { feed.record($0) },
      onError: { problem in
        // A hostile client can cause any number of them: counted always, told only to who asks for it.
        feed.recordConnectionError()
        log.debug("connection error", metadata: ["problem": "\(problem)"])
      },
      handler: { request in
        let response = answer(request)
        return headers.isEmpty ? response : response.adding(headers)
      })
    let scheme = configuration.tls == nil ? "http" : "https"
    let shown = host.contains(":") ? "[\(host)]" : host
    return WebServer(
      server: server, url: "\(scheme)://\(shown):\(server.port)/",
      asksForCertificates: configuration.tls.map { $0.clientAuthentication != .none } ?? false)
  }

  /// `host:port`, `[::1]:port` or `:port`, the last on all addresses as Prometheus has it.
  private static func address(_ text: String) throws(StartError) -> (String, UInt16) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else {
      throw StartError("web.listen: expected host:port, such as 127.0.0.1:9847, found \(text)")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    return (host.isEmpty ? "0.0.0.0" : host, port)
  }

  /// TLS, basic authentication and headers, from a file with the keys of Prometheus' exporter-toolkit.
  private static func load(
    _ path: String, environment: [String: String],
    into configuration: inout HTTPServer.Configuration
  ) throws -> [HTTPHeader] {
    let web = try WebConfigurationLoader().load(path: path, environment: environment).get()
    if !web.basicAuthUsers.isEmpty {
      configuration.basicAuthentication = try BasicAuthentication(
        users: web.basicAuthUsers.mapValues { try $0.resolve() })
    }
    if let tls = web.tls {
      configuration.tls = TLSIdentity(
        certificatePEM: try text(of: tls.certFile), privateKeyPEM: try text(of: tls.keyFile),
        clientAuthorityPEM: try tls.clientCAFile.map(text),
        clientAuthentication: tls.clientAuthentication.identity,
        minimumVersion: tls.minVersion == .tls13 ? .tls13 : .tls12)
    }
    return web.headers.sorted { $0.key < $1.key }.map { HTTPHeader($0.key, $0.value) }
  }

  private static func text(of path: String) throws(FileError) -> String {
    String(decoding: try LocalFile.read(path, limit: 1 << 20), as: UTF8.self)
  }
}

extension TLSServerSettings.ClientAuthentication {
  /// The same in the server's words.
  fileprivate var identity: TLSIdentity.ClientAuthentication {
    switch self {
    case .none: .none
    case .verifyIfGiven: .verifyIfGiven
    case .requireAndVerify: .require
    }
  }
}

extension HTTPResponse {
  /// The same answer with more header lines.
  fileprivate func adding(_ more: [HTTPHeader]) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers + more, body: body, handlerName: handlerName)
  }
}
