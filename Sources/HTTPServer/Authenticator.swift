import CMicroHTTPD
import Glibc
import Synchronization

/// Decides on credentials: from memory at once, else on a thread of its own while the connection
/// sleeps.
final class Authenticator: Sendable {
  /// What can be said at once.
  enum Judgement {
    /// Nil lets the request pass.
    case known(HTTPResponse?)
    /// A password to be verified.
    case verify(BasicCredentials)
  }

  private struct Job: Sendable {
    let credentials: BasicCredentials
    // An opaque pointer is not Sendable. A suspended connection stays until it is resumed, and
    // resuming is documented to be allowed on any thread; nothing else is done with it here.
    nonisolated(unsafe) let connection: OpaquePointer
    let verdict: AuthenticationVerdict
  }

  private struct State {
    var jobs: [Job] = []
    var isStopped = false
    var cache = VerdictCache()
  }

  private static let queueLimit = 64

  private let hashes: [String: String]
  private let dummyHash: String
  private let unauthorized: HTTPResponse
  private let state = Mutex(State())
  // A semaphore is memory shared with C, at an address that must not move; its functions are safe
  // to call from any thread.
  nonisolated(unsafe) private let arrivals: UnsafeMutablePointer<sem_t>

  init(_ authentication: BasicAuthentication) {
    hashes = authentication.hashes
    dummyHash = authentication.dummyHash
    unauthorized = Refusal.unauthorized(realm: authentication.realm)
    arrivals = .allocate(capacity: 1)
    sem_init(arrivals, 0, 0)
  }

  deinit {
    sem_destroy(arrivals)
    arrivals.deallocate()
  }

  /// Judges the values of a request's `Authorization` lines.
  func judge(_ headers: [String]) -> Judgement {
    guard headers.count == 1, let credentials = BasicCredentials(header: headers[0]) else {
      return .known(unauthorized)
    }
    switch state.withLock({ $0.cache.verdict(credentials) }) {
    case true?: return .known(nil)
    case false?: return .known(unauthorized)
    case nil: return .verify(credentials)
    }
  }

  /// Takes over a suspended connection, and resumes it once `verdict` is set.
  func verify(
    _ credentials: BasicCredentials, for connection: OpaquePointer, _ verdict: AuthenticationVerdict
  ) {
    let job = Job(credentials: credentials, connection: connection, verdict: verdict)
    let isQueued = state.withLock { state in
      guard !state.isStopped, state.jobs.count < Self.queueLimit else { return false }
      state.jobs.append(job)
      return true
    }
    if isQueued {
      sem_post(arrivals)
    } else {
      answer(job, Refusal.busy)
    }
  }

  /// Verifies until `stop`.
  func run() {
    let bcrypt = Bcrypt()
    while true {
      while sem_wait(arrivals) != 0 {}
      let (next, isStopped) = state.withLock { state in
        (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isStopped)
      }
      guard let job = next else {
        if isStopped { return }
        continue
      }
      guard !isStopped else {
        answer(job, Refusal.busy)
        sem_post(arrivals)
        continue
      }
      answer(job, isRight(job.credentials, bcrypt) ? nil : unauthorized)
    }
  }

  /// Ends `run`; what waits is answered 503.
  func stop() {
    state.withLock { $0.isStopped = true }
    sem_post(arrivals)
  }

  private func isRight(_ credentials: BasicCredentials, _ bcrypt: borrowing Bcrypt) -> Bool {
    // Many connections of one client may have asked before the first answer was known.
    if let known = state.withLock({ $0.cache.verdict(credentials) }) { return known }
    let hash = hashes[credentials.user]
    let matches = bcrypt.verify(credentials.password, hash: hash ?? dummyHash)
    let isRight = matches && hash != nil
    state.withLock { $0.cache.remember(credentials, isRight: isRight) }
    return isRight
  }

  private func answer(_ job: Job, _ refusal: HTTPResponse?) {
    job.verdict.set(refusal)
    MHD_resume_connection(job.connection)
  }
}
