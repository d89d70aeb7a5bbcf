import Synchronization

/// How far a connection has come with its request, readable from any thread.
final class ConnectionProgress: Sendable {
  enum Phase: UInt8 {
    /// Accepted, no request yet (a TLS handshake included).
    case opened
    /// A request line has arrived, the rest is on its way.
    case receiving
    /// The password is being verified, or the handler or the network has the response.
    case responding
    /// Kept alive after a response.
    case idle
  }

  let socket: Int32
  private let phaseValue: Atomic<UInt8>
  private let sinceValue: Atomic<UInt64>

  init(socket: Int32, now: UInt64) {
    self.socket = socket
    phaseValue = Atomic(Phase.opened.rawValue)
    sinceValue = Atomic(now)
  }

  /// The phase, and when it began in monotonic nanoseconds.
  ///
  /// Both are read apart, the phase first and written last: a watcher that meets a change in between
  /// pairs an old phase with the new beginning, which only postpones a deadline.
  var current: (phase: Phase, since: UInt64) {
    let phase = Phase(rawValue: phaseValue.load(ordering: .acquiring)) ?? .opened
    return (phase, sinceValue.load(ordering: .acquiring))
  }

  /// Enters a phase.
  func enter(_ phase: Phase, now: UInt64) {
    sinceValue.store(now, ordering: .releasing)
    phaseValue.store(phase.rawValue, ordering: .releasing)
  }
}
