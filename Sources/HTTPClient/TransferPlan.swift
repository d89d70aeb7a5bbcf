internal import CCurl
internal import Transport

/// A request that has been checked, with what its transfer and its error messages need.
struct TransferPlan: Sendable {
  /// The request.
  let request: HTTPClientRequest

  /// The request's URL.
  let target: URLParts

  /// The proxy.
  let proxy: URLParts?

  /// The user agent where the request names none.
  let userAgent: String

  /// Transfers with equal keys share a limit: those to one server over one way.
  let hostKey: String

  /// Checks a request.
  init(_ request: HTTPClientRequest, userAgent: String) throws(HTTPClientError) {
    let target = try URLParts(request.url, named: "the URL", schemes: ["http", "https"])
    guard Self.isToken(request.method) else {
      throw HTTPClientError(.usage, "the method is not a name: expected GET, POST or the like")
    }
    guard request.timeout > .zero else {
      throw HTTPClientError(.usage, "the timeout must be above zero")
    }
    guard request.maximumBodyBytes >= 0 else {
      throw HTTPClientError(.usage, "the limit of the body must not be negative")
    }
    for (name, value) in request.headers { try Self.check(header: name, value) }
    try Self.check(files: request)
    if let name = request.tls.serverName, target.withHost(name) == nil {
      throw HTTPClientError(.usage, "the TLS server name is not a host name")
    }
    var proxy: URLParts?
    if let url = request.proxyURL {
      proxy = try URLParts(
        url, named: "the proxy's URL", schemes: ["http", "https", "socks5", "socks5h"])
    }
    self.request = request
    self.target = target
    self.proxy = proxy
    self.userAgent = userAgent
    hostKey =
      "\(target.scheme)://\(target.host):\(target.effectivePort) \(request.proxyURL ?? "") \(request.unixSocketPath ?? "")"
  }

  /// Sets up a handle that has just been reset.
  func configure(_ easy: EasyHandle) throws(CurlFailure) {
    try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    try easy.set(CURLOPT_HTTP_VERSION, outrider_curl_http_version_2_over_tls)
    try easy.set(CURLOPT_ACCEPT_ENCODING, "gzip")
    try easy.set(CURLOPT_USERAGENT, userAgent)
    try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
    // Time is kept by the loop; this makes libcurl share what there is among a name's addresses.
    try easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.timeout.waitMilliseconds)
    try configureAddress(easy)
    try configureMessage(easy)
  }

  private func configureAddress(_ easy: EasyHandle) throws(CurlFailure) {
    try easy.set(CURLOPT_PROXY, optional: request.proxyURL)
    try easy.set(CURLOPT_UNIX_SOCKET_PATH, optional: request.unixSocketPath)
    guard target.scheme == "https" else {
      return try easy.set(CURLOPT_URL, request.url)
    }
    try easy.set(tls: request.tls)
    if let name = request.tls.serverName, let url = target.withHost(name) {
      // libcurl has no option for the name alone: the URL gets it, and the connection goes elsewhere.
      try easy.set(CURLOPT_URL, url)
      let port = target.effectivePort
      try easy.set(CURLOPT_CONNECT_TO, ["\(name):\(port):\(target.host):\(port)"])
    } else {
      try easy.set(CURLOPT_URL, request.url)
    }
  }

  private func configureMessage(_ easy: EasyHandle) throws(CurlFailure) {
    var lines = request.headers.map { name, value in
      // libcurl takes "Name:" as the order to leave its own line out.
      value.allSatisfy { $0 == " " || $0 == "\t" } ? "\(name);" : "\(name): \(value)"
    }
    if request.tls.serverName != nil, !hasHeader("host") {
      lines.append("Host: \(target.authority)")
    }
    if let body = request.body {
      try easy.set(body: body)
      // Neither a form that is none, nor a second's wait for "100 Continue".
      if !hasHeader("content-type") { lines.append("Content-Type:") }
      if !hasHeader("expect") { lines.append("Expect:") }
    }
    if request.method == "HEAD" {
      try easy.set(CURLOPT_NOBODY, 1)
    } else {
      try easy.set(CURLOPT_MAXFILESIZE_LARGE, bytes: max(1, request.maximumBodyBytes))
      if request.method != (request.body == nil ? "GET" : "POST") {
        try easy.set(CURLOPT_CUSTOMREQUEST, request.method)
      }
    }
    try easy.set(CURLOPT_HTTPHEADER, lines)
  }

  private func hasHeader(_ name: String) -> Bool {
    HTTPClientHeaders(request.headers)[name] != nil
  }

  private static func check(header name: String, _ value: String) throws(HTTPClientError) {
    guard isToken(name) else {
      throw HTTPClientError(
        .usage, "a header's name holds a character that names cannot have (RFC 9110, section 5.1)")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw HTTPClientError(.usage, "the value of header \(name) holds a control character")
    }
    if ["content-length", "transfer-encoding", "connection"].contains(name.lowercased()) {
      throw HTTPClientError(.usage, "header \(name) is the client's own to set")
    }
  }

  private static func check(files request: HTTPClientRequest) throws(HTTPClientError) {
    let tls = request.tls
    for path in [tls.caFile, tls.certFile, tls.keyFile, request.unixSocketPath] {
      if let path, path.isEmpty || path.utf8.contains(0) {
        throw HTTPClientError(.usage, "a path is empty or holds a NUL: expected the path of a file")
      }
    }
    if tls.keyFile != nil, tls.certFile == nil {
      throw HTTPClientError(.usage, "a TLS key without its certificate: expected both")
    }
    // sockaddr_un has 108 bytes, the last of them a NUL.
    if let path = request.unixSocketPath, path.utf8.count > 107 {
      throw HTTPClientError(.usage, "the path of a Unix socket has at most 107 bytes")
    }
  }

  /// Whether a text is a token (RFC 9110, section 5.6.2).
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
