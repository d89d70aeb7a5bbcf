internal import Synchronization

/// What other threads hand to a worker: new items, cancellations, the wish to end.
package final class Inbox<Item: Sendable, Refusal: Error>: Sendable {
  /// What has come since the worker last looked.
  package struct Batch {
    /// New items, in the order in which they came.
    package var items: [Item] = []

    /// Identifiers of items to end; those that have ended are among them.
    package var cancellations: [UInt64] = []

    /// Whether the worker is to end.
    package var isClosed = false

    fileprivate var isEmpty: Bool { items.isEmpty && cancellations.isEmpty && !isClosed }
  }

  private struct State {
    var batch = Batch()
    var waker: Waker?
    var lastIdentifier: UInt64 = 0
    var refusal: Refusal?
  }
  private let state = Mutex(State())

  /// An open inbox.
  package init() {}

  /// A number of its own for an item.
  package func nextIdentifier() -> UInt64 {
    state.withLock { state in
      state.lastIdentifier += 1
      return state.lastIdentifier
    }
  }

  /// Hands an item over; why not, where the worker takes none any more.
  package func submit(_ item: Item) -> Refusal? {
    change { state in
      if state.refusal == nil { state.batch.items.append(item) }
      return state.refusal
    }
  }

  /// Asks for the end of an item; without effect where it has ended.
  package func cancel(_ identifier: UInt64) {
    change { $0.batch.cancellations.append(identifier) }
  }

  /// Asks the worker to end; items handed over later are refused. The first refusal stays.
  package func close(_ refusal: Refusal) {
    change { state in
      if state.refusal == nil { state.refusal = refusal }
      state.batch.isClosed = true
    }
  }

  /// Tells how the worker's wait is ended; nil: it waits no more.
  package func connect(_ waker: Waker?) { state.withLock { $0.waker = waker } }

  /// Takes what has come.
  package func drain() -> Batch {
    state.withLock { state in
      defer { state.batch = Batch(isClosed: state.batch.isClosed) }
      return state.batch
    }
  }

  /// Makes a change and, where the worker does not know yet that there is one, wakes it. Under the
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
