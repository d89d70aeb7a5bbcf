internal import Synchronization
internal import Transport

/// What other threads hand to the loop: new transfers, cancellations, the wish to end.
final class TransferInbox: Sendable {
  /// A request on its way to the loop.
  struct Submission: Sendable {
    let identifier: UInt64
    let plan: TransferPlan
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<HTTPClientResponse, HTTPClientError>, Never>
  }

  /// What has come since the last time that the loop looked.
  struct Batch {
    var submissions: [Submission] = []
    var cancellations: [UInt64] = []
    var isClosed = false

    var isEmpty: Bool { submissions.isEmpty && cancellations.isEmpty && !isClosed }
  }

  private struct State {
    var batch = Batch()
    var waker: Waker?
    var lastIdentifier: UInt64 = 0
    var refusal: HTTPClientError?
  }
  private let state = Mutex(State())

  /// A number of its own for a transfer.
  func nextIdentifier() -> UInt64 {
    state.withLock { state in
      state.lastIdentifier += 1
      return state.lastIdentifier
    }
  }

  /// Hands a transfer over, or answers at once where the loop takes none any more.
  func submit(_ submission: Submission) {
    let refusal = change { state -> HTTPClientError? in
      if state.refusal == nil { state.batch.submissions.append(submission) }
      return state.refusal
    }
    if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
  }

  /// Asks for the end of a transfer; without effect where it has ended.
  func cancel(_ identifier: UInt64) {
    change { $0.batch.cancellations.append(identifier) }
  }

  /// Asks the loop to end; transfers handed over later are answered with `refusal`.
  func close(_ refusal: HTTPClientError) {
    change { state in
      if state.refusal == nil { state.refusal = refusal }
      state.batch.isClosed = true
    }
  }

  /// Tells how the loop's wait is ended; nil: it has ended for good.
  func connect(_ waker: Waker?) { state.withLock { $0.waker = waker } }

  /// Takes what has come.
  func drain() -> Batch {
    state.withLock { state in
      defer { state.batch = Batch(isClosed: state.batch.isClosed) }
      return state.batch
    }
  }

  /// Makes a change and, where the loop does not know yet that there is one, wakes it. Under the
  /// lock, so that the waker's handle cannot go in between.
  private func change<T: Sendable>(_ body: (inout State) -> T) -> T {
    state.withLock { state in
      let wasEmpty = state.batch.isEmpty
      let result = body(&state)
      if wasEmpty { state.waker?.wake() }
      return result
    }
  }
}
