import Glibc

/// An operating system's thread for work that blocks.
struct NativeThread: Sendable {
  private let identity: pthread_t

  /// Starts a thread; nil where the system has none left.
  ///
  /// Signals are blocked in it: they belong to the program's own threads.
  init?(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var identity = pthread_t()
    var every = sigset_t()
    var former = sigset_t()
    sigfillset(&every)
    pthread_sigmask(SIG_SETMASK, &every, &former)
    defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
    guard pthread_create(&identity, nil, runWork, work.toOpaque()) == 0 else {
      work.release()
      return nil
    }
    self.identity = identity
  }

  /// Waits for the thread's end; to be called once, unless it was detached.
  func join() {
    pthread_join(identity, nil)
  }

  /// Lets the thread clean up after itself.
  func detach() {
    pthread_detach(identity)
  }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
  return nil
}
