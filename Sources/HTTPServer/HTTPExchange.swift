import CMicroHTTPD
import Glibc
import Synchronization

/// A connection and the request that it is carrying; used by its server thread alone.
///
/// One object serves all requests of a connection, so that a kept-alive scrape allocates only what
/// the handler is given.
final class HTTPExchange {
  private enum Stage {
    /// The header has not been seen by `advance`.
    case header
    /// The connection sleeps while its password is verified.
    case authenticating
    /// The body is arriving.
    case body
    /// A response is queued.
    case responding
  }

  private let dispatcher: HTTPDispatcher
  private let progress: ConnectionProgress
  private let remoteAddress: String?
  /// The client's name by its certificate, once the first request has come: a handshake comes before it, and only one.
  private var clientCommonName: String?
  /// Whether it was looked for.
  private var isClientNamed = false

  private var stage = Stage.header
  private var began: UInt64 = 0
  private var targetBytes: [UInt8] = []
  private var targetAddress: UnsafePointer<CChar>?
  private var method = ""
  private var target: HTTPTarget?
  private var fields = HTTPFields()
  private var body: [UInt8] = []
  /// The server's own answer, where the handler is not to be asked.
  private var refusal: HTTPResponse?
  private var response: HTTPResponse?
  /// The verifier's answer; written before the connection is resumed, read after.
  let verdict = AuthenticationVerdict()

  init(connection: OpaquePointer, dispatcher: HTTPDispatcher) {
    self.dispatcher = dispatcher
    progress = ConnectionProgress(
      socket: outrider_mhd_connection_socket(connection), now: monotonicNanoseconds())
    remoteAddress = outrider_mhd_client_address(connection).flatMap(numericHost)
    if dispatcher.clientAuthentication != .none,
      outrider_mhd_verify_client(connection, dispatcher.clientAuthentication == .require ? 1 : 0)
        == 0
    {
      // Rather no client than one that was not asked.
      dispatcher.log.receive("a connection has no TLS session to verify the client in")
      shutdown(progress.socket, Int32(SHUT_RDWR))
    }
    dispatcher.watchdog.add(progress)
  }

  /// The connection's socket is about to be closed.
  func close() {
    dispatcher.watchdog.remove(progress)
  }

  /// A request line has arrived.
  func begin(_ text: UnsafePointer<CChar>) {
    began = monotonicNanoseconds()
    progress.enter(.receiving, now: began)
    stage = .header
    targetAddress = text
    targetBytes.removeAll(keepingCapacity: targetBytes.capacity <= 1024)
    targetBytes.append(contentsOf: UnsafeRawBufferPointer(start: text, count: strlen(text)))
    method = ""
    target = nil
    fields = HTTPFields()
    body = []
    refusal = nil
    response = nil
  }

  /// The library has the header, a piece of the body (`chunk`), or the request's end (an empty one).
  func advance(
    _ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
    chunk: UnsafeRawBufferPointer
  ) -> MHD_Result {
    switch stage {
    case .header:
      self.method = String(cString: method)
      return receiveHeader(connection, version)
    case .authenticating:
      stage = .body
      refusal = verdict.refusal
      progress.enter(.receiving, now: monotonicNanoseconds())
      return refuseEarly(connection)
    case .body where chunk.isEmpty:
      return respond(connection)
    case .body:
      receive(chunk)
      return .YES
    case .responding:
      return .YES
    }
  }

  private func receiveHeader(
    _ connection: OpaquePointer, _ version: UnsafePointer<CChar>
  ) -> MHD_Result {
    stage = .body
    MHD_get_connection_values_n(
      connection, .HEADER_KIND, receiveField, Unmanaged.passUnretained(self).toOpaque())
    // The version follows the target's closing NUL; where it does not, the target itself holds one.
    let isCut = targetAddress.map { $0 + targetBytes.count + 1 != version } ?? true
    targetAddress = nil
    if !isCut { target = targetBytes.withUnsafeBytes { HTTPTarget($0) } }
    if let framing = refusalOfFraming() {
      // Nobody knows where the next request begins: the answer ends the connection.
      refusal = framing
      return respond(connection)
    }
    if target == nil {
      refusal = Refusal.badTarget
      return refuseEarly(connection)
    }
    refusal = refusalOfLength()
    if refusal == nil, let authenticator = dispatcher.authenticator {
      switch authenticator.judge(fields.all("Authorization")) {
      case .known(let refusal):
        self.refusal = refusal
      case .verify(let credentials):
        stage = .authenticating
        // The password's verification has a queue of its own, so its time is not the client's.
        progress.enter(.responding, now: monotonicNanoseconds())
        MHD_suspend_connection(connection)
        authenticator.verify(credentials, for: connection, verdict)
        return .YES
      }
    }
    return refuseEarly(connection)
  }

  /// What is wrong with the way in which the header says where the body ends.
  private func refusalOfFraming() -> HTTPResponse? {
    let lengths = fields.all("Content-Length")
    let codings = fields.all("Transfer-Encoding")
    if lengths.isEmpty, codings.isEmpty { return nil }
    // Two lengths, or a length and chunks, are how requests are smuggled past a proxy.
    guard lengths.count + codings.count == 1 else { return Refusal.ambiguousLength }
    if let coding = codings.first {
      return coding.lowercased() == "chunked" ? nil : Refusal.unknownCoding
    }
    let isNumber = !lengths[0].isEmpty && lengths[0].utf8.allSatisfy { (48...57).contains($0) }
    return isNumber ? nil : Refusal.ambiguousLength
  }

  /// The answer to a body that is announced as too large; a number past `Int` certainly is.
  private func refusalOfLength() -> HTTPResponse? {
    guard let text = fields.first("Content-Length") else { return nil }
    guard let length = Int(text), length <= dispatcher.maximumBodyBytes else {
      return Refusal.bodyTooLarge
    }
    return nil
  }

  /// Answers before the body only where the client waits for leave to send it. Elsewhere the body is
  /// read and dropped: closing on unread bytes would reset the connection and lose the answer.
  private func refuseEarly(_ connection: OpaquePointer) -> MHD_Result {
    guard refusal != nil, fields.first("Expect") != nil else { return .YES }
    return respond(connection)
  }

  private func receive(_ chunk: UnsafeRawBufferPointer) {
    guard refusal == nil else { return }
    guard chunk.count <= dispatcher.maximumBodyBytes - body.count else {
      body = []
      refusal = Refusal.bodyTooLarge
      return
    }
    body.append(contentsOf: chunk)
  }

  private func respond(_ connection: OpaquePointer) -> MHD_Result {
    stage = .responding
    progress.enter(.responding, now: monotonicNanoseconds())
    let response: HTTPResponse
    if let refusal {
      response = refusal
    } else if let target {
      nameClient(connection)
      let request = HTTPRequest(
        method: method, target: target, fields: fields, body: body, remoteAddress: remoteAddress,
        clientCommonName: clientCommonName)
      body = []
      response = checked(dispatcher.handler(request))
    } else {
      response = Refusal.badTarget
    }
    self.response = response
    guard let queued = response.message.response else {
      dispatcher.log.receive("no memory for a response")
      return .NO
    }
    return MHD_queue_response(connection, UInt32(response.status), queued)
  }

  /// Reads the client's name, where it was asked for a certificate.
  private func nameClient(_ connection: OpaquePointer) {
    guard dispatcher.clientAuthentication != .none, !isClientNamed else { return }
    isClientNamed = true
    clientCommonName = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { name in
      let length = outrider_mhd_client_common_name(connection, name.baseAddress, name.count)
      guard length >= 0 else { return nil }
      return String(decoding: UnsafeRawBufferPointer(name).prefix(length), as: UTF8.self)
    }
  }

  /// A handler's response, or 500 where it could not be sent as it is.
  private func checked(_ response: HTTPResponse) -> HTTPResponse {
    if let name = response.message.refusedHeader {
      dispatcher.log.receive("a handler's response has an invalid header line: \(name)")
    } else if !(200...599).contains(response.status) {
      dispatcher.log.receive(
        "a handler's response has status \(response.status), expected 200 to 599")
    } else {
      return response
    }
    var failure = Refusal.internalError
    failure.handlerName = response.handlerName
    return failure
  }

  /// The request has ended, one way or another.
  func complete(_ reason: MHD_RequestTerminationCode) {
    let now = monotonicNanoseconds()
    if let onCompleted = dispatcher.onCompleted {
      let outcome: HTTPAccess.Outcome =
        switch reason {
        case .REQUEST_TERMINATED_COMPLETED_OK: .completed
        case .REQUEST_TERMINATED_TIMEOUT_REACHED: .timedOut
        case .REQUEST_TERMINATED_DAEMON_SHUTDOWN: .serverStopped
        default: dispatcher.isStopping.load(ordering: .relaxed) ? .serverStopped : .aborted
        }
      onCompleted(
        HTTPAccess(
          method: method,
          path: target?.path ?? String(decoding: targetBytes.prefix(256), as: UTF8.self),
          handlerName: response?.handlerName, status: response?.status,
          bodyBytes: response?.body.count, duration: .nanoseconds(now - began), outcome: outcome,
          remoteAddress: remoteAddress))
    }
    stage = .header
    refusal = nil
    // A replaced page must not live on in connections that idle.
    response = nil
    body = []
    fields = HTTPFields()
    progress.enter(.idle, now: now)
  }

  fileprivate func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    fields.append(name: name, value: value)
  }
}

private func receiveField(
  _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?,
  _ nameCount: Int, _ value: UnsafePointer<CChar>?, _ valueCount: Int
) -> MHD_Result {
  guard let context, let name else { return .NO }
  Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue().append(
    name: UnsafeRawBufferPointer(start: name, count: nameCount),
    value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount))
  return .YES
}

/// An address as text, without its port; nil for families other than IPv4 and IPv6.
private func numericHost(_ address: UnsafePointer<sockaddr>) -> String? {
  let length: Int
  switch Int32(address.pointee.sa_family) {
  case AF_INET: length = MemoryLayout<sockaddr_in>.size
  case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
  default: return nil
  }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { buffer in
    guard let text = buffer.baseAddress,
      getnameinfo(
        address, socklen_t(length), text, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST) == 0
    else { return nil }
    return String(cString: text)
  }
}
