import Glibc

/// An HTTP/1.1 server on threads of its own.
///
/// Handlers run on those threads, one request at a time on each, and must not block: they answer
/// from a snapshot. SIGPIPE is blocked in these threads by the library; the process need not ignore
/// it for the server's sake. Requests that cannot be parsed, are too large or too slow are answered
/// (or cut off) by the server itself.
///
/// A server serves from `init` to `stop`. Certificates, passwords and limits do not change in
/// between: make another server to change them.
public final class HTTPServer: Sendable {
  /// Makes the response to a request.
  public typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

  private let daemon: HTTPDaemon
  /// The port on which the server listens, also where any free one was asked for.
  public let port: UInt16

  /// Starts listening and serving.
  ///
  /// - Parameters:
  ///   - configuration: Where to listen, and the bounds.
  ///   - onCompleted: Called once for each request that reached the handler or was refused by the
  ///     server after its header had been read; on a server thread, so it must be quick and must not
  ///     wait for a lock that others hold for long.
  ///   - onError: Receives the library's diagnostics (broken connections, malformed requests), one
  ///     line each, on a server thread; a hostile client can cause many.
  ///   - handler: Makes the responses; called on several threads at once.
  /// - Throws: `HTTPServerError`, which names the address and what is wrong with it.
  public init(
    configuration: Configuration = Configuration(),
    onCompleted: (@Sendable (HTTPAccess) -> Void)? = nil,
    onError: (@Sendable (String) -> Void)? = nil,
    handler: @escaping Handler
  ) throws(HTTPServerError) {
    try configuration.validate()
    let socket = try ListenSocket(host: configuration.host, port: configuration.port)
    port = socket.port
    daemon = try HTTPDaemon(
      configuration: configuration, socket: socket, onCompleted: onCompleted, onError: onError,
      handler: handler)
  }

  deinit {
    daemon.stop()
  }

  /// Closes the listening socket at once, gives responses under way a moment to end, and closes all
  /// connections.
  ///
  /// Returns when no handler runs any more, within a second unless a handler blocks; may be called
  /// again and from any thread. From inside a handler it returns at once and the server ends soon
  /// after.
  public func stop() {
    daemon.stop()
  }
}
