import CMicroHTTPD
import Glibc
import Synchronization

/// What all connections of a daemon share: the handler, the hooks, the limits.
final class HTTPDispatcher: Sendable {
  let handler: HTTPServer.Handler
  let onCompleted: (@Sendable (HTTPAccess) -> Void)?
  let log: DaemonLog
  let watchdog: ConnectionWatchdog
  let authenticator: Authenticator?
  let maximumBodyBytes: Int
  let clientAuthentication: TLSIdentity.ClientAuthentication

  init(
    configuration: HTTPServer.Configuration, onCompleted: (@Sendable (HTTPAccess) -> Void)?,
    onError: (@Sendable (String) -> Void)?, handler: @escaping HTTPServer.Handler
  ) throws(HTTPServerError) {
    let limits = ConnectionWatchdog.Limits(
      idle: configuration.idleTimeout.wholeNanoseconds,
      request: configuration.requestTimeout.wholeNanoseconds,
      response: configuration.responseTimeout.wholeNanoseconds,
      room: max(1, configuration.connectionLimit - configuration.connectionLimit / 4),
      openedGrace: configuration.tls == nil ? 50_000_000 : 2_000_000_000)
    guard let watchdog = ConnectionWatchdog(limits: limits) else {
      throw HTTPServerError(.startFailed, "HTTP server: the system has no file descriptors left")
    }
    self.watchdog = watchdog
    self.handler = handler
    self.onCompleted = onCompleted
    log = DaemonLog(onError: onError)
    authenticator = configuration.basicAuthentication.map(Authenticator.init)
    maximumBodyBytes = configuration.maximumBodyBytes
    clientAuthentication = configuration.tls?.clientAuthentication ?? .none
    threads = Mutex([])
  }

  /// Whether the daemon is coming to its end.
  let isStopping = Atomic(false)

  private let threads: Mutex<[NativeThread]>

  /// Starts the threads that stand beside the serving ones; false where the system has none left.
  func start() -> Bool {
    guard let watching = NativeThread({ [watchdog] in watchdog.run() }) else { return false }
    threads.withLock { $0.append(watching) }
    guard let authenticator else { return true }
    guard let verifying = NativeThread({ authenticator.run() }) else {
      stop()
      return false
    }
    threads.withLock { $0.append(verifying) }
    return true
  }

  /// Ends those threads; no connection is left suspended.
  func stop() {
    isStopping.store(true, ordering: .relaxed)
    authenticator?.stop()
    watchdog.stop()
    let ended = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in ended { thread.join() }
  }

  /// The library's callbacks; `self` must outlive the daemon.
  var callbacks: outrider_mhd_callbacks {
    outrider_mhd_callbacks(
      uri: receiveTarget, request: receiveRequest, completed: completeRequest,
      connection: changeConnection, context: Unmanaged.passUnretained(self).toOpaque())
  }
}

// Plain functions: closures written in an isolated context would trap on the library's threads.

private func changeConnection(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection, let slot else { return }
  switch change {
  case .CONNECTION_NOTIFY_STARTED:
    let dispatcher = Unmanaged<HTTPDispatcher>.fromOpaque(context).takeUnretainedValue()
    let exchange = HTTPExchange(connection: connection, dispatcher: dispatcher)
    slot.pointee = Unmanaged.passRetained(exchange).toOpaque()
  default:
    guard let opaque = slot.pointee else { return }
    slot.pointee = nil
    Unmanaged<HTTPExchange>.fromOpaque(opaque).takeRetainedValue().close()
  }
}

private func receiveTarget(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?,
  _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let connection, let target, let opaque = outrider_mhd_connection_context(connection)
  else { return nil }
  Unmanaged<HTTPExchange>.fromOpaque(opaque).takeUnretainedValue().begin(target)
  return opaque
}

private func receiveRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?,
  _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let connection, let method, let version, let size, let opaque = slot?.pointee
  else { return .NO }
  let exchange = Unmanaged<HTTPExchange>.fromOpaque(opaque).takeUnretainedValue()
  let chunk = UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size.pointee)
  size.pointee = 0
  return exchange.advance(connection, method: method, version: version, chunk: chunk)
}

private func completeRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let opaque = slot?.pointee else { return }
  Unmanaged<HTTPExchange>.fromOpaque(opaque).takeUnretainedValue().complete(reason)
}
