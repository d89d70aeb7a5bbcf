internal import CCurl
internal import Transport

/// One connection: plain TCP, a Unix socket or TLS, made by libcurl and read by hiredis.
final class RedisConnection {
  /// Who is at the other end.
  let endpoint: RedisEndpoint

  /// The socket, to wait for.
  let socket: Int32

  private let easy: EasyHandle
  private let jobs: JobQueue
  private let reader: ReplyReader
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)

  /// Connects, and authenticates and selects the database where the endpoint asks for that.
  init(
    _ endpoint: RedisEndpoint, clientName: String?, limit: Int, jobs: JobQueue,
    until deadline: ContinuousClock.Instant
  ) throws(RedisError) {
    try endpoint.check()
    self.endpoint = endpoint
    self.jobs = jobs
    do throws(RedisError) {
      reader = try ReplyReader(limit: limit)
      (easy, socket) = try Self.connect(endpoint, jobs, until: deadline)
    } catch {
      buffer.deallocate()
      throw error.at(endpoint)
    }
    try introduce(clientName, until: deadline)
  }

  deinit {
    jobs.multi.remove(easy)
    buffer.deallocate()
  }

  /// Sends commands and reads one reply for each. After an error the connection is of no use.
  func exchange(_ commands: [UInt8], count: Int, until deadline: ContinuousClock.Instant)
    throws(RedisError) -> [RedisValue]
  {
    let start = ContinuousClock.now
    var replies: [RedisValue] = []
    replies.reserveCapacity(count)
    do throws(RedisError) {
      try exchange(commands, count, &replies, until: deadline)
      return replies
    } catch  where error.kind == .timeout {
      let time = start.duration(to: deadline).text
      throw RedisError(
        .timeout, "\(endpoint): \(replies.count) of \(count) replies came within \(time)")
    } catch {
      throw error.at(endpoint)
    }
  }

  /// Whether an idle connection still holds; for when its socket can be read.
  func isAlive() -> Bool {
    // Nothing is due, so that bytes are a fault; TLS may have news of its own, which are read away.
    do throws(RedisError) { return try !receive() } catch { return false }
  }

  // MARK: Bytes

  private func exchange(
    _ commands: [UInt8], _ count: Int, _ replies: inout [RedisValue],
    until deadline: ContinuousClock.Instant
  ) throws(RedisError) {
    reader.restart()
    var sent = 0
    while true {
      sent += try send(commands, from: sent)
      // Read while writing: a server whose answers nobody takes may take no more commands.
      while try receive() {
        while let reply = try reader.next() {
          guard replies.count < count else {
            throw RedisError(.protocol, "the answer has more replies than commands")
          }
          replies.append(reply)
        }
        guard replies.count == count else { continue }
        // Not one more look: a server may close once it has answered.
        guard reader.isAtRest else {
          throw RedisError(.protocol, "the answer goes on after its last reply")
        }
        return
      }
      try jobs.wait(for: socket, writing: sent < commands.count, until: deadline)
    }
  }

  /// Sends what goes at once; how much that was.
  private func send(_ bytes: [UInt8], from start: Int) throws(RedisError) -> Int {
    guard start < bytes.count else { return 0 }
    var sent = 0
    let code = bytes.withUnsafeBytes {
      curl_easy_send(easy.pointer, $0.baseAddress.map { $0 + start }, bytes.count - start, &sent)
    }
    if code == CURLE_AGAIN { return 0 }
    guard code == CURLE_OK else { throw RedisError(easy.failure(code)) }
    return sent
  }

  /// Feeds the reader with what has come; false: nothing, for now.
  private func receive() throws(RedisError) -> Bool {
    var count = 0
    let code = curl_easy_recv(easy.pointer, buffer.baseAddress, buffer.count, &count)
    if code == CURLE_AGAIN { return false }
    guard code == CURLE_OK else { throw RedisError(easy.failure(code)) }
    guard count > 0 else { throw RedisError(.connection, "the server closed the connection") }
    try reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    return true
  }

  // MARK: Beginning

  private static func connect(
    _ endpoint: RedisEndpoint, _ jobs: JobQueue, until deadline: ContinuousClock.Instant
  ) throws(RedisError) -> (EasyHandle, socket: Int32) {
    let start = ContinuousClock.now
    let easy: EasyHandle
    do throws(CurlFailure) {
      easy = try EasyHandle()
      try configure(easy, endpoint, until: deadline)
      try jobs.multi.add(easy)
    } catch {
      throw RedisError(error)
    }
    do throws(RedisError) {
      try complete(easy, jobs, until: deadline)
      guard let socket = easy.activeSocket else {
        throw RedisError(.connection, "the connection was lost at once")
      }
      return (easy, socket)
    } catch {
      defer { jobs.multi.remove(easy) }
      guard error.kind == .timeout else { throw error }
      let time = start.duration(to: deadline).text
      let isConnected = (easy.long(CURLINFO_LOCAL_PORT) ?? 0) > 0
      throw RedisError(
        .timeout, "no \(isConnected ? "TLS handshake" : "connection") within \(time)")
    }
  }

  private static func complete(
    _ easy: EasyHandle, _ jobs: JobQueue, until deadline: ContinuousClock.Instant
  ) throws(RedisError) {
    while true {
      do throws(CurlFailure) { try jobs.multi.perform() } catch { throw RedisError(error) }
      if let code = jobs.multi.nextCompletion()?.code {
        guard code == CURLE_OK else { throw RedisError(easy.failure(code)) }
        return
      }
      try jobs.wait(until: deadline)
    }
  }

  private static func configure(
    _ easy: EasyHandle, _ endpoint: RedisEndpoint, until deadline: ContinuousClock.Instant
  ) throws(CurlFailure) {
    try easy.set(CURLOPT_CONNECT_ONLY, 1)
    try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
    try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
    // Shares what time there is among a name's addresses; the deadline itself is kept by the wait.
    try easy.set(
      CURLOPT_CONNECTTIMEOUT_MS, max(1, (deadline - .now).waitMilliseconds))
    // Redis knows no ALPN; a server that checks would refuse "http/1.1".
    try easy.set(CURLOPT_SSL_ENABLE_ALPN, 0)
    let scheme = endpoint.tls == nil ? "http" : "https"
    if let tls = endpoint.tls { try easy.set(tls: tls) }
    switch endpoint.address {
    case .unix(let path):
      try easy.set(CURLOPT_URL, "\(scheme)://\(endpoint.tls?.serverName ?? "localhost")/")
      try easy.set(CURLOPT_UNIX_SOCKET_PATH, path)
    case .tcp(let host, let port):
      let host = RedisAddress.bracketed(host)
      let name = RedisAddress.bracketed(endpoint.tls?.serverName ?? host)
      try easy.set(
        CURLOPT_URL, "\(scheme)://\(endpoint.tls?.serverName == nil ? host : name):\(port)/")
      if endpoint.tls?.serverName != nil {
        try easy.set(CURLOPT_CONNECT_TO, ["\(name):\(port):\(host):\(port)"])
      }
    }
  }

  /// AUTH, SELECT and CLIENT SETNAME in one go.
  private func introduce(_ clientName: String?, until deadline: ContinuousClock.Instant)
    throws(RedisError)
  {
    var steps: [(command: RedisCommand, isNeeded: Bool)] = []
    if let password = endpoint.password {
      let words = ["AUTH"] + (endpoint.username.map { [$0] } ?? []) + [password]
      steps.append((RedisCommand(words.map { Array($0.utf8) }), true))
    }
    if endpoint.database != 0 {
      steps.append((RedisCommand("SELECT", String(endpoint.database)), true))
    }
    if let clientName { steps.append((RedisCommand("CLIENT", "SETNAME", clientName), false)) }
    guard !steps.isEmpty else { return }
    let replies = try exchange(
      steps.flatMap(\.command.encoded), count: steps.count, until: deadline)
    for (step, reply) in zip(steps, replies) {
      guard case .error(let text) = reply else { continue }
      // The name is a courtesy: an ACL, a sentinel or a server of another make may not take it.
      if !step.isNeeded, reply.errorName == "NOPERM" || text.hasPrefix("ERR unknown") { continue }
      throw refusal(text)
    }
  }

  /// What an error reply to an introduction means, without the password that "unknown command" quotes.
  private func refusal(_ text: String) -> RedisError {
    let secrets = [endpoint.username, endpoint.password].compactMap { $0 }
    let isTelling = secrets.contains { !$0.isEmpty && text.contains($0) }
    var error = RedisError(
      reply: isTelling ? RedisError.name(of: text) + " (details withheld)" : text)
    if text.hasPrefix("ERR AUTH") { error.kind = .authentication }
    return error.at(endpoint)
  }
}

extension RedisError {
  /// The error with the server's address before its message.
  func at(_ endpoint: RedisEndpoint) -> RedisError {
    RedisError(kind, "\(endpoint): \(message)")
  }

  /// What a failure of libcurl means to the user of Redis.
  fileprivate init(_ failure: CurlFailure) {
    let kind: Kind =
      switch failure.code {
      case _ where failure.isTLS: .tls
      case CURLE_OPERATION_TIMEDOUT: .timeout
      case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: .resources
      case CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION: .usage
      default: .connection
      }
    self.init(kind, failure.text)
  }
}
