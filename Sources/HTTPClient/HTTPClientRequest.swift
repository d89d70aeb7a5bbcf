public import Transport

/// One HTTP request.
public struct HTTPClientRequest: Sendable {
  /// The method, in capitals: `GET`, `POST`, ...
  public var method: String

  /// An absolute `http` or `https` URL. A user and password in it become basic authentication,
  /// unless `headers` has an Authorization line.
  public var url: String

  /// Header lines, sent in this order beside Host, User-Agent, Accept-Encoding and Content-Length. A
  /// body has no Content-Type but one named here.
  public var headers: [(name: String, value: String)]

  /// The request's body; nil: none.
  public var body: [UInt8]?

  /// The time from the call to the last byte of the answer, waiting for a free connection, name lookup, connecting
  /// and the TLS handshake included. Above zero.
  public var timeout: Duration

  /// The most bytes that the answer's body may have once its content coding is undone.
  public var maximumBodyBytes: Int

  /// How the server's certificate is checked and the client shows its own.
  public var tls: TLSOptions

  /// The proxy (`http`, `https`, `socks5` or `socks5h` URL); nil: none, whatever the environment
  /// says.
  public var proxyURL: String?

  /// The Unix socket to connect to in place of the URL's host and port; nil: none.
  public var unixSocketPath: String?

  /// A request with every default: no body, 10 s, 16 MiB.
  public init(
    method: String = "GET", url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, timeout: Duration = .seconds(10),
    maximumBodyBytes: Int = 16 * 1024 * 1024, tls: TLSOptions = TLSOptions(),
    proxyURL: String? = nil, unixSocketPath: String? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maximumBodyBytes = maximumBodyBytes
    self.tls = tls
    self.proxyURL = proxyURL
    self.unixSocketPath = unixSocketPath
  }
}
