extension HTTPServer {
  /// Where a server listens, and the bounds that it keeps.
  public struct Configuration: Sendable {
    /// An IPv4 or IPv6 address, the latter with or without brackets, or `localhost` (127.0.0.1).
    public var host: String
    /// The TCP port; 0 takes any free one.
    public var port: UInt16
    /// Threads that serve; each connection stays on one of them.
    public var threads: Int
    /// Connections open at once. From three quarters of them on those that ask for nothing make room: first those without a request for
    /// 50 ms (with TLS 2 s), then those that have idled, or have been sending, for a second and longest, then those that have not read an answer for 2 s;
    /// more wait in the listening queue.
    public var connectionLimit: Int
    /// Connections open at once from one address; nil sets no such limit.
    public var perAddressLimit: Int?
    /// A kept-alive connection without a request is closed after this time.
    public var idleTimeout: Duration
    /// The time within which a request must arrive whole, and a new connection its first one.
    public var requestTimeout: Duration
    /// The time within which a client must have read a response.
    public var responseTimeout: Duration
    /// Larger request bodies are answered with 413.
    public var maximumBodyBytes: Int
    /// Memory of a connection for a request's line and header and the answer's header; larger
    /// requests are answered with 414 or 431.
    public var headerMemoryBytes: Int
    /// TLS instead of plain text, where set.
    public var tls: TLSIdentity?
    /// Basic authentication of every request, where set.
    public var basicAuthentication: BasicAuthentication?

    /// The defaults: loopback, any free port, two threads, no TLS, no authentication.
    public init(
      host: String = "127.0.0.1", port: UInt16 = 0, threads: Int = 2, connectionLimit: Int = 1024,
      perAddressLimit: Int? = nil, idleTimeout: Duration = .seconds(120),
      requestTimeout: Duration = .seconds(10), responseTimeout: Duration = .seconds(120),
      maximumBodyBytes: Int = 1 << 20, headerMemoryBytes: Int = 32 << 10, tls: TLSIdentity? = nil,
      basicAuthentication: BasicAuthentication? = nil
    ) {
      self.host = host
      self.port = port
      self.threads = threads
      self.connectionLimit = connectionLimit
      self.perAddressLimit = perAddressLimit
      self.idleTimeout = idleTimeout
      self.requestTimeout = requestTimeout
      self.responseTimeout = responseTimeout
      self.maximumBodyBytes = maximumBodyBytes
      self.headerMemoryBytes = headerMemoryBytes
      self.tls = tls
      self.basicAuthentication = basicAuthentication
    }

    /// Names the first setting that is out of its range.
    func validate() throws(HTTPServerError) {
      func check(
        _ name: String, _ value: Int, _ range: ClosedRange<Int>
      ) throws(HTTPServerError) {
        guard range.contains(value) else {
          throw HTTPServerError(
            .invalidConfiguration,
            "HTTP server: \(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
        }
      }
      try check("threads", threads, 1...64)
      try check("connectionLimit", connectionLimit, threads...1_000_000)
      if let perAddressLimit { try check("perAddressLimit", perAddressLimit, 1...1_000_000) }
      try check("maximumBodyBytes", maximumBodyBytes, 0...(1 << 30))
      try check("headerMemoryBytes", headerMemoryBytes, 4096...(16 << 20))
      for (name, timeout) in [
        ("idleTimeout", idleTimeout), ("requestTimeout", requestTimeout),
        ("responseTimeout", responseTimeout),
      ] {
        guard timeout >= .milliseconds(100), timeout <= .seconds(86_400) else {
          throw HTTPServerError(
            .invalidConfiguration,
            "HTTP server: \(name) is \(timeout), expected 0.1 seconds to 1 day")
        }
      }
      if let tls, tls.clientAuthentication != .none, tls.clientAuthorityPEM == nil {
        throw HTTPServerError(
          .invalidTLSIdentity,
          "HTTP server: clients cannot be verified without a client authority's certificate")
      }
    }
  }
}
