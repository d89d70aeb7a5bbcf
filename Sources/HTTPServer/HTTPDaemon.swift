import CMicroHTTPD
import Glibc
import Synchronization

/// The library's daemon with what must live as long as it does.
///
/// Poll with a pool of threads, not epoll: with exactly 128 (or 256) connections on one thread the
/// library's epoll loop stalls (0.9.75, measured).
final class HTTPDaemon: Sendable {
  private enum State {
    case running(OpaquePointer)
    case stopped
  }

  /// How long `stop` waits for responses under way.
  static let grace = Duration.milliseconds(400)

  /// How long `stop` waits for connections to go that are cut: as soon as their threads look at them.
  private static let cutNanoseconds: UInt64 = 10_000_000_000

  private let dispatcher: HTTPDispatcher
  private let resources: DaemonResources
  private let graceNanoseconds: UInt64
  private let state: Mutex<State>

  /// Starts serving.
  ///
  /// - Parameter grace: how long `stop` waits for responses under way.
  init(
    configuration: HTTPServer.Configuration, socket: consuming ListenSocket,
    grace: Duration = HTTPDaemon.grace, onCompleted: (@Sendable (HTTPAccess) -> Void)?,
    onError: (@Sendable (String) -> Void)?, handler: @escaping HTTPServer.Handler
  ) throws(HTTPServerError) {
    graceNanoseconds = grace.wholeNanoseconds
    if configuration.tls != nil, MHD_is_feature_supported(.FEATURE_TLS) == .NO {
      throw HTTPServerError(
        .tlsUnsupported, "HTTP server: the installed libmicrohttpd was built without TLS")
    }
    dispatcher = try HTTPDispatcher(
      configuration: configuration, onCompleted: onCompleted, onError: onError, handler: handler)
    resources = DaemonResources(tls: configuration.tls, log: dispatcher.log)
    guard dispatcher.start() else {
      throw HTTPServerError(.startFailed, "HTTP server: the system has no threads left")
    }
    let name = "\(configuration.host) port \(socket.port)"
    let identity = socket.identity
    let descriptor = socket.release()
    guard let daemon = Self.start(configuration, descriptor, dispatcher, resources) else {
      // The library closes the socket on some of its failures and leaves it on others (0.9.75): it is
      // closed here only if the number still stands for it.
      if ListenSocket.identity(of: descriptor) == identity { close(descriptor) }
      dispatcher.stop()
      let reasons = dispatcher.log.startupLines.joined(separator: "; ")
      throw HTTPServerError(
        configuration.tls == nil ? .startFailed : .invalidTLSIdentity,
        "HTTP server: cannot serve \(configuration.tls == nil ? "HTTP" : "HTTPS") on \(name)"
          + (reasons.isEmpty ? "" : ": \(reasons)"))
    }
    dispatcher.log.endStartup()
    state = Mutex(.running(daemon))
  }

  private static func start(
    _ configuration: HTTPServer.Configuration, _ descriptor: Int32, _ dispatcher: HTTPDispatcher,
    _ resources: DaemonResources
  ) -> OpaquePointer? {
    // No suspending without authentication: the flag costs a check of the list at every turn.
    var flags =
      MHD_USE_POLL.rawValue | MHD_USE_INTERNAL_POLLING_THREAD.rawValue | MHD_USE_ITC.rawValue
      | MHD_USE_ERROR_LOG.rawValue
    if configuration.basicAuthentication != nil { flags |= MHD_ALLOW_SUSPEND_RESUME.rawValue }
    var options: [MHD_OptionItem] = []
    func add(_ option: MHD_OPTION, _ value: Int) {
      options.append(MHD_OptionItem(option: option, value: value, ptr_value: nil))
    }
    func add(_ option: MHD_OPTION, _ text: UnsafeMutablePointer<CChar>?) {
      guard let text else { return }
      options.append(MHD_OptionItem(option: option, value: 0, ptr_value: text))
    }
    add(.LISTEN_SOCKET, Int(descriptor))
    add(.CONNECTION_LIMIT, configuration.connectionLimit)
    add(.CONNECTION_MEMORY_LIMIT, configuration.headerMemoryBytes)
    // Whole seconds; the watchdog keeps the finer deadlines.
    let idleSeconds = (configuration.idleTimeout.wholeNanoseconds + 999_999_999) / 1_000_000_000
    add(.CONNECTION_TIMEOUT, Int(idleSeconds))
    add(.STRICT_FOR_CLIENT, 1)
    if configuration.threads > 1 { add(.THREAD_POOL_SIZE, configuration.threads) }
    if let limit = configuration.perAddressLimit { add(.PER_IP_CONNECTION_LIMIT, limit) }
    if configuration.tls != nil {
      flags |= MHD_USE_TLS.rawValue
      add(.HTTPS_MEM_KEY, resources.privateKey)
      add(.HTTPS_MEM_CERT, resources.certificate)
      add(.HTTPS_MEM_TRUST, resources.clientAuthority)
      add(.HTTPS_PRIORITIES, resources.priorities)
    }
    add(.END, 0)
    var callbacks = dispatcher.callbacks
    return outrider_mhd_start(flags, &callbacks, resources.logger, &options)
  }

  /// Stops; see `HTTPServer.stop`.
  func stop() {
    guard !dispatcher.watchdog.isOnServerThread else {
      // The library would wait for the very thread that asks.
      if let thread = NativeThread({ [self] in stopAndWait() }) {
        thread.detach()
      } else {
        dispatcher.log.receive("cannot stop: the system has no threads left")
      }
      return
    }
    stopAndWait()
  }

  private func stopAndWait() {
    // The lock is held to the end, so that a second caller returns no earlier than the first.
    state.withLock { state in
      guard case .running(let daemon) = state else { return }
      let descriptor = MHD_quiesce_daemon(daemon)
      // A server thread may be about to accept: closed now, its number could stand for another socket by then.
      if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RDWR)) }
      let deadline = monotonicNanoseconds() + graceNanoseconds
      while dispatcher.watchdog.hasResponseUnderWay, monotonicNanoseconds() < deadline {
        usleep(2000)
      }
      dispatcher.stop()
      // The library crashes where it refuses a request while it stops (0.9.75): no connection is left to it.
      let end = monotonicNanoseconds() + Self.cutNanoseconds
      while dispatcher.watchdog.cutAll(), monotonicNanoseconds() < end { usleep(2000) }
      MHD_stop_daemon(daemon)
      if descriptor >= 0 { close(descriptor) }
      state = .stopped
    }
  }
}
