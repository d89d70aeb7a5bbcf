import Glibc
import Synchronization

/// A thread of its own for work that blocks, so that Swift's cooperative pool never waits for a
/// socket.
///
/// The thread blocks every signal: signals to the process go to its other threads, and a write to
/// a closed socket is an error to its writer instead of a SIGPIPE.
package final class WorkerThread: Sendable {
  private let thread: Mutex<pthread_t?>

  /// Starts the thread; nil where the system has no room for another.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(WorkerBody(body))
    var everything = sigset_t()
    var previous = sigset_t()
    sigfillset(&everything)
    // The new thread inherits the mask, so it has no moment in which a signal could reach it.
    pthread_sigmask(SIG_SETMASK, &everything, &previous)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, runWorker, box.toOpaque())
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    guard status == 0 else {
      box.release()
      return nil
    }
    self.thread = Mutex(thread)
  }

  /// Waits for the thread's end. The first call waits; others return at once.
  package func join() {
    let thread = self.thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let thread { pthread_join(thread, nil) }
  }
}

/// What a thread runs, as an object whose address C can carry.
private final class WorkerBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runWorker(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<WorkerBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
