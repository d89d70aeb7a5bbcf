import Glibc
import Synchronization

/// Cuts connections that overrun a deadline.
///
/// The library's own time limit starts anew with every byte, so a client that sends or reads one
/// byte a second would hold its place for hours. This thread looks once in a while at how long each
/// connection has been in its phase and shuts the sockets of those that took too long; the serving
/// thread then sees an ordinary end. It sleeps without a time limit while there is no connection.
///
/// Where almost as many connections are open as may be, those that ask for nothing make room, so that thousands of silent ones keep nobody
/// out: first those that never sent a request line, then those that have idled, or have been sending, the longest.
final class ConnectionWatchdog: Sendable {
  /// The deadlines, in nanoseconds.
  struct Limits: Sendable {
    let idle: UInt64
    let request: UInt64
    let response: UInt64
    /// The connections that may be open before those that ask for nothing make room.
    let room: Int

    /// How long a connection without a request line is left alone whatever happens: its first bytes may wait to be read, or its TLS handshake
    /// may wait for others.
    let openedGrace: UInt64
    /// The same for one that idles between requests, or sends one.
    static let idleGrace: UInt64 = 1_000_000_000
    /// The same for one that is being answered: whoever reads has read by then, unless the network is slow.
    static let responseGrace: UInt64 = 2_000_000_000
    /// The pause between two looks while more are open than there is room for.
    static let pause: UInt64 = 10_000_000

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
    /// Those whose sockets were shut, until they are gone.
    var cut: Set<ObjectIdentifier> = []
    var serverThreads: Set<pthread_t> = []
    var isStopped = false

    var openCount: Int { connections.count - cut.count }

    /// Shuts a connection's socket.
    mutating func cut(_ connection: ConnectionProgress) {
      guard cut.insert(ObjectIdentifier(connection)).inserted else { return }
      shutdown(connection.socket, Int32(SHUT_RDWR))
    }

    /// Before this moment nobody looks for connections to shut: there were none a moment ago.
    private var nextLook: UInt64 = 0

    /// Where there is no more room, shuts those that ask for nothing: the silent ones first, then the longest idle, then those that have not read
    /// their answers for the longest time; an eighth of the room more than has to be, so that a flood of connections is not a flood of looks.
    /// O(connections log connections).
    mutating func makeRoom(_ limits: Limits, now: UInt64) {
      guard openCount > limits.room, now >= nextLook else { return }
      typealias Candidate = (connection: ConnectionProgress, since: UInt64)
      var silent: [Candidate] = []
      var idle: [Candidate] = []
      var unread: [Candidate] = []
      for (identifier, connection) in connections where !cut.contains(identifier) {
        let (phase, since) = connection.current
        let age = now > since ? now - since : 0
        switch phase {
        case .opened where age >= limits.openedGrace: silent.append((connection, since))
        case .idle where age >= Limits.idleGrace, .receiving where age >= Limits.idleGrace:
          idle.append((connection, since))
        case .responding where age >= Limits.responseGrace: unread.append((connection, since))
        default: break
        }
      }
      for (candidates, more) in [(silent, limits.room / 8), (idle, 0), (unread, 0)]
      where openCount > limits.room {
        let oldest = candidates.sorted { $0.since < $1.since }
        for candidate in oldest.prefix(openCount - limits.room + more) { cut(candidate.connection) }
      }
      if openCount > limits.room { nextLook = now + Limits.pause }
    }
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
    let mustWake = state.withLock { state in
      state.serverThreads.insert(pthread_self())
      state.connections[ObjectIdentifier(connection)] = connection
      if state.openCount > limits.room {
        state.makeRoom(limits, now: monotonicNanoseconds())
        if state.openCount > limits.room { return true }
      }
      return state.connections.count == 1
    }
    if mustWake { wakeup.signal() }
  }

  /// Forgets a connection; to be called while its socket is still open.
  func remove(_ connection: ConnectionProgress) {
    state.withLock { state in
      state.connections.removeValue(forKey: ObjectIdentifier(connection))
      state.cut.remove(ObjectIdentifier(connection))
    }
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

  /// Cuts every connection; whether any is not gone yet.
  func cutAll() -> Bool {
    state.withLock { state in
      for connection in state.connections.values { state.cut(connection) }
      return !state.connections.isEmpty
    }
  }

  /// Watches until `stop`.
  func run() {
    while let pause = state.withLock({ pause($0) }) {
      wakeup.wait(milliseconds: pause)
      cutOverdue(now: monotonicNanoseconds())
    }
  }

  /// How long to sleep; nil: no longer at all.
  private func pause(_ state: State) -> Int32? {
    if state.isStopped { return nil }
    if state.connections.isEmpty { return -1 }
    return state.openCount > limits.room ? Int32(Limits.pause / 1_000_000) : intervalMilliseconds
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
          state.cut(connection)
        }
      }
      state.makeRoom(limits, now: now)
    }
  }
}
