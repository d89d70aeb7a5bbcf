import Configuration
import Feeds
import FileAccess
import HTTPServer
import KEDAFeed
import Logging
import Synchronization

/// The HTTP server as the settings describe it.
struct WebServer {
  let server: HTTPServer
  /// Where it is found, with a slash at the end.
  let url: String
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
  /// - Throws: what keeps its file from it, before it listens.
  static func startExternalMetrics(
    _ settings: ExternalMetricsSettings, environment: [String: String], feed: WebFeed, log: Logger
  ) throws -> WebServer {
    let external = ExternalMetricsFeed(allowedNames: settings.allowedNames) { feed.snapshot }
    let strangers = Strangers(log: log)
    return try start(
      listen: settings.listen, configFile: settings.configFile, environment: environment,
      feed: feed, log: log
    ) { web in
      do throws(ListenerObstacle) {
        _ = try web.tls(for: settings)
      } catch {
        throw StartError("external_metrics.\(error)")
      }
    } answer: { request in
      let response = external.respond(to: request)
      if response.status == 401 { strangers.tell(of: request.clientCommonName) }
      return response
    }
  }

  /// The gRPC server for KEDA.
  static func kedaServer(
    _ settings: ListenerSettings, environment: [String: String], feed: WebFeed
  ) throws -> KEDAServer {
    let (host, port) = try address(settings.listen)
    var tls: KEDAServer.TLS?
    if let path = settings.configFile {
      let web = try WebConfigurationLoader().load(path: path, environment: environment).get()
      let given: TLSServerSettings
      do throws(ListenerObstacle) {
        given = try web.tlsForGRPC()
      } catch {
        throw StartError("grpc.\(error)")
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
    log: Logger, check: (WebConfiguration) throws -> Void = { _ in },
    answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws -> WebServer {
    let (host, port) = try address(listen)
    var configuration = HTTPServer.Configuration(host: host, port: port)
    let web =
      try configFile.map {
        try WebConfigurationLoader().load(path: $0, environment: environment).get()
      } ?? WebConfiguration()
    try check(web)
    try apply(web, to: &configuration)
    let headers = web.headers.sorted { $0.key < $1.key }.map { HTTPHeader($0.key, $0.value) }
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
    return WebServer(server: server, url: "\(scheme)://\(shown):\(server.port)/")
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

  /// TLS and basic authentication as a file with the keys of Prometheus' exporter-toolkit has them.
  private static func apply(
    _ web: WebConfiguration, to configuration: inout HTTPServer.Configuration
  ) throws {
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
  }

  private static func text(of path: String) throws(FileError) -> String {
    String(decoding: try LocalFile.read(path, limit: 1 << 20), as: UTF8.self)
  }
}

/// Who was refused for the name of a certificate: each is told of once, and not more than a hundred.
private final class Strangers: Sendable {
  private let log: Logger
  private let names = Mutex<Set<String>>([])

  init(log: Logger) { self.log = log }

  func tell(of name: String?) {
    let shown = name.map { String($0.prefix(100)) } ?? "none"
    guard names.withLock({ $0.count < 100 && $0.insert(shown).inserted }) else { return }
    log.warning(
      "a client of the external metrics API is not in allowed_names",
      metadata: ["common_name": "\(shown)"])
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
