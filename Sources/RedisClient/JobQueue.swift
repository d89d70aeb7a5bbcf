internal import Transport

/// A pipeline on its way to the worker.
struct RedisJob: Sendable {
  /// Its number, to cancel it by.
  let identifier: UInt64

  /// Its commands, one after another.
  let bytes: [UInt8]

  /// How many commands it has.
  let count: Int

  /// How long it may take, for messages.
  let timeout: Duration

  /// When its time is up.
  let deadline: ContinuousClock.Instant

  /// Where the answer goes.
  let continuation: CheckedContinuation<Result<[RedisValue], RedisError>, Never>
}

/// The way from callers to the worker.
typealias RedisInbox = Inbox<RedisJob, RedisError>

/// The worker's side of the inbox: jobs that wait, and the one wait in which a thread can be told
/// that the job at hand, or one behind it, has been given up.
final class JobQueue {
  /// libcurl's handle, in which connections are made.
  let multi: MultiHandle
  private let inbox: RedisInbox
  private let clock = ContinuousClock()
  private var waiting: [RedisJob] = []
  private var current: UInt64?
  private(set) var isClosed = false

  init(_ inbox: RedisInbox) throws(CurlFailure) {
    self.inbox = inbox
    multi = try MultiHandle()
    inbox.connect(multi.waker)
  }

  /// The next job, which is then the one at hand; nil: there is none.
  func next() -> RedisJob? {
    update()
    guard !isClosed, !waiting.isEmpty else {
      current = nil
      return nil
    }
    let job = waiting.removeFirst()
    current = job.identifier
    return job
  }

  /// Waits until `socket` can be read (or written, where asked), libcurl can move on, or jobs come.
  ///
  /// - Throws: `.timeout` at the deadline, `.cancelled` once nobody waits for the job at hand.
  func wait(
    for socket: Int32? = nil, writing: Bool = false, until deadline: ContinuousClock.Instant
  ) throws(RedisError) {
    let now = clock.now
    guard now < deadline else { throw RedisError(.timeout, "time is up") }
    let first = waiting.reduce(deadline) { min($0, $1.deadline) }
    do throws(CurlFailure) {
      let timeout = now.duration(to: max(first, now))
      if let socket {
        try multi.wait(for: socket, writing: writing, atMost: timeout)
      } else {
        try multi.wait(atMost: timeout)
      }
    } catch {
      throw RedisError(.resources, "cannot wait: \(error.text)")
    }
    if update() { throw isClosed ? .closed : .taskCancelled }
  }

  /// Ends the queue: answers all who wait.
  func close(_ refusal: RedisError) {
    inbox.close(refusal)
    inbox.connect(nil)
    waiting += inbox.drain().items
    for job in waiting { job.continuation.resume(returning: .failure(refusal)) }
    waiting = []
  }

  /// Takes what has come and answers those whose time is up; whether the job at hand is given up.
  @discardableResult
  private func update() -> Bool {
    let batch = inbox.drain()
    waiting += batch.items
    isClosed = batch.isClosed
    let cancelled = Set(batch.cancellations)
    let now = clock.now
    if !cancelled.isEmpty || waiting.contains(where: { $0.deadline <= now }) {
      waiting.removeAll { job in
        if cancelled.contains(job.identifier) {
          job.continuation.resume(returning: .failure(.taskCancelled))
        } else if job.deadline <= now {
          job.continuation.resume(
            returning: .failure(
              RedisError(
                .timeout, "no answer within \(job.timeout.text): other commands were first")))
        } else {
          return false
        }
        return true
      }
    }
    return isClosed || current.map(cancelled.contains) == true
  }
}

extension RedisError {
  static let closed = RedisError(.cancelled, "the Redis client was closed")
  static let taskCancelled = RedisError(.cancelled, "the task was cancelled")
}
