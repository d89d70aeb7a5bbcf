import Configuration
import Feeds
import FileAccess
import HTTPServer
import Logging

/// The HTTP server as the settings describe it.
struct WebServer {
  let server: HTTPServer
  /// Where it is found, with a slash at the end.
  let url: String

  /// Starts to listen.
  static func start(_ settings: WebSettings, feed: WebFeed, log: Logger) throws -> WebServer {
    let (host, port) = try address(settings.listen)
    var configuration = HTTPServer.Configuration(host: host, port: port)
    if let path = settings.configFile {
      try secure(&configuration, by: path)
    }
    let server = try HTTPServer(
      configuration: configuration,
      onCompleted: { feed.record($0) },
      onError: { problem in
        // A hostile client can cause any number of them: counted always, told only to who asks for it.
        feed.recordConnectionError()
        log.debug("connection error", metadata: ["problem": "\(problem)"])
      },
      handler: { feed.respond(to: $0) })
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

  /// TLS and basic authentication, from a file with the keys of Prometheus' exporter-toolkit.
  private static func secure(_ configuration: inout HTTPServer.Configuration, by path: String)
    throws
  {
    let web = try WebConfigurationLoader().load(path: path).get()
    if !web.basicAuthUsers.isEmpty {
      configuration.basicAuthentication = try BasicAuthentication(users: web.basicAuthUsers)
    }
  }
}
