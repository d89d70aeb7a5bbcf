import Glibc

/// Wakes a thread that sleeps with a time limit.
final class WakeupSignal: Sendable {
  private let reader: Int32
  private let writer: Int32

  /// Nil where the system has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    // Sockets rather than a pipe: their flags are set at birth, so no child inherits them.
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind | Int32(SOCK_NONBLOCK.rawValue), 0, &ends) == 0 else {
      return nil
    }
    reader = ends[0]
    writer = ends[1]
  }

  deinit {
    close(reader)
    close(writer)
  }

  /// Wakes the sleeper, now or at its next `wait`.
  func signal() {
    var byte: UInt8 = 1
    // A full buffer wakes as well as a fuller one.
    _ = write(writer, &byte, 1)
  }

  /// Sleeps until a signal or the time limit; -1 sets none.
  func wait(milliseconds: Int32) {
    var entry = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0 else { return }
    var sink: [UInt8] = Array(repeating: 0, count: 64)
    while read(reader, &sink, sink.count) == sink.count {}
  }
}
