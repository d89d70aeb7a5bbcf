internal import CCurl
internal import Transport

/// The thread's work: starts, moves and ends transfers until the inbox is closed.
struct TransferLoop {
  private let inbox: TransferInbox
  private let multi: MultiHandle
  private var queues: HostQueues
  private var transfers: [UInt64: Transfer] = [:]
  private var idle: [EasyHandle] = []
  /// No transfer's deadline is earlier; nil: there is none.
  private var nextDeadline: ContinuousClock.Instant?
  private let clock = ContinuousClock()

  private init(_ inbox: TransferInbox, _ configuration: HTTPClient.Configuration)
    throws(CurlFailure)
  {
    self.inbox = inbox
    multi = try MultiHandle(idleConnections: max(1, configuration.maximumIdleConnections))
    queues = HostQueues(limit: configuration.maximumConnectionsPerHost)
  }

  /// Runs until the inbox is closed; what is left is answered as cancelled.
  static func run(_ inbox: TransferInbox, _ configuration: HTTPClient.Configuration) {
    do {
      var loop = try TransferLoop(inbox, configuration)
      inbox.connect(loop.multi.waker)
      let refusal = loop.run()
      inbox.close(refusal)
      inbox.connect(nil)
      loop.cancelAll(refusal)
    } catch {
      let refusal = HTTPClientError(.resources, "the HTTP client cannot start: \(error.text)")
      inbox.close(refusal)
      for submission in inbox.drain().items {
        submission.continuation.resume(returning: .failure(refusal))
      }
    }
  }

  /// Runs to the end; why there is one.
  private mutating func run() -> HTTPClientError {
    while true {
      let batch = inbox.drain()
      for submission in batch.items { accept(Transfer(submission)) }
      cancel(batch.cancellations)
      if batch.isClosed { return .shutDown }
      do throws(CurlFailure) {
        try multi.perform()
        while let completion = multi.nextCompletion() {
          guard let context = completion.context else { continue }
          let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
          transfer.finish(completion.code)
          release(transfer)
        }
        expire()
        try multi.wait(atMost: nextDeadline.map { clock.now.duration(to: $0) } ?? .longestWait)
      } catch {
        return HTTPClientError(.resources, "the HTTP client cannot go on: \(error.text)")
      }
    }
  }

  private mutating func accept(_ transfer: Transfer) {
    let submission = transfer.submission
    transfers[submission.identifier] = transfer
    nextDeadline = min(nextDeadline ?? submission.deadline, submission.deadline)
    if queues.enter(transfer) { start(transfer) }
  }

  /// Starts a transfer that has a place; one that cannot start is answered and its place passed on.
  private mutating func start(_ transfer: Transfer) {
    var next: Transfer? = transfer
    while let transfer = next {
      do throws(CurlFailure) {
        let easy = if let used = idle.popLast() { used } else { try EasyHandle() }
        try transfer.prepare(easy)
        try multi.add(easy)
        return
      } catch {
        transfer.fail(error)
        transfers[transfer.submission.identifier] = nil
        transfer.easy = nil
        next = queues.leave(transfer.submission.plan.hostKey)
      }
    }
  }

  private mutating func cancel(_ identifiers: [UInt64]) {
    let cancelled = identifiers.compactMap { transfers[$0] }
    for transfer in cancelled { transfer.finish(.failure(.taskCancelled)) }
    // Only now, so that no place goes to one of them.
    for transfer in cancelled { release(transfer) }
  }

  private mutating func expire() {
    guard let deadline = nextDeadline else { return }
    let now = clock.now
    guard deadline <= now else { return }
    let expired = transfers.values.filter { $0.submission.deadline <= now }
    for transfer in expired { transfer.expire() }
    // Only now, so that no place goes to one of them.
    for transfer in expired { release(transfer) }
    nextDeadline = transfers.values.lazy.map(\.submission.deadline).min()
  }

  /// Forgets a transfer that has been answered and starts the one that waits for its place.
  private mutating func release(_ transfer: Transfer) {
    transfers[transfer.submission.identifier] = nil
    // One without a handle has no place either: it is in the queue, which leaves it out.
    guard let easy = transfer.easy else { return }
    transfer.easy = nil
    multi.remove(easy)
    easy.reset()
    if idle.count < 64 { idle.append(easy) }
    if let next = queues.leave(transfer.submission.plan.hostKey) { start(next) }
  }

  private mutating func cancelAll(_ refusal: HTTPClientError) {
    for submission in inbox.drain().items {
      submission.continuation.resume(returning: .failure(refusal))
    }
    for transfer in transfers.values {
      transfer.finish(.failure(refusal))
      if let easy = transfer.easy { multi.remove(easy) }
      transfer.easy = nil
    }
    transfers = [:]
  }
}

extension HTTPClientError {
  static let shutDown = HTTPClientError(.cancelled, "the HTTP client was shut down")
  static let taskCancelled = HTTPClientError(.cancelled, "the task was cancelled")
}
