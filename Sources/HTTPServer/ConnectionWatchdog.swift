import Glibc
import Synchronization

/// Cuts connections that overrun a deadline.
///
/// The library's own time limit starts anew with every byte, so a client that sends or reads one
/// byte a second would hold its place for hours. This thread looks once in a while at how long each
/// connection has been in its phase and shuts the sockets of those that took too long; the serving
/// thread then sees an ordinary end. It sleeps without a time limit while there is no connection.
final class ConnectionWatchdog: Sendable {
  /// The deadlines, in nanoseconds.
  struct Limits: Sendable {
    let idle: UInt64
    let request: UInt64
    let response: UInt64

    /// The time that a connection may spend in a phase.
    func limit(of phase: ConnectionProgress.Phase) -> UInt64 {
      switch phase {
      case .opened, .receiving: request
      case .responding: response
      // The next request's line has no event of its own: the idle time, and then a request's.
      case .idle: idle + request
      }
    }
  }

  private struct State {
    var connections: [ObjectIdentifier: ConnectionProgress] = [:]
    var serverThreads: Set<pthread_t> = []
    var isStopped = false
  }

  private let limits: Limits
  private let intervalMilliseconds: Int32
  private let state = Mutex(State())
  private let wakeup: WakeupSignal

  /// Nil where the system has no descriptors left.
  init?(limits: Limits) {
    guard let wakeup = WakeupSignal() else { return nil }
    self.limits = limits
    self.wakeup = wakeup
    let shortest = min(limits.request, limits.response, limits.idle) / 1_000_000
    intervalMilliseconds = Int32(max(25, min(1000, shortest / 4)))
  }

  /// Notes a connection that the calling server thread has accepted.
  func add(_ connection: ConnectionProgress) {
    let isFirst = state.withLock { state in
      state.serverThreads.insert(pthread_self())
      state.connections[ObjectIdentifier(connection)] = connection
      return state.connections.count == 1
    }
    if isFirst { wakeup.signal() }
  }

  /// Forgets a connection; to be called while its socket is still open.
  func remove(_ connection: ConnectionProgress) {
    _ = state.withLock { $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
  }

  /// Whether the caller runs on a thread that has accepted connections.
  var isOnServerThread: Bool {
    state.withLock { $0.serverThreads.contains(pthread_self()) }
  }

  /// Whether a response is being made or sent.
  var hasResponseUnderWay: Bool {
    state.withLock { state in state.connections.values.contains { $0.current.phase == .responding }
    }
  }

  /// Watches until `stop`.
  func run() {
    while let isEmpty = state.withLock({ $0.isStopped ? nil : $0.connections.isEmpty }) {
      wakeup.wait(milliseconds: isEmpty ? -1 : intervalMilliseconds)
      cutOverdue(now: monotonicNanoseconds())
    }
  }

  /// Ends `run`.
  func stop() {
    state.withLock { $0.isStopped = true }
    wakeup.signal()
  }

  private func cutOverdue(now: UInt64) {
    // Under the lock: a connection leaves the table before its descriptor is closed, so none of
    // these numbers can belong to another file.
    state.withLock { state in
      for connection in state.connections.values {
        let (phase, since) = connection.current
        if now > since, now - since > limits.limit(of: phase) {
          shutdown(connection.socket, Int32(SHUT_RDWR))
        }
      }
    }
  }
}
