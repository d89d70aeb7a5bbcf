import Feeds
import Synchronization

/// Tells streams when what they watch changes: each gets the newest value, and none that comes faster than it is read.
final class ActivityHub<Value: Hashable & Sendable>: Sendable {
  private struct Subscriber {
    var value: @Sendable (Snapshot) -> Value?
    var last: Value?
    var continuation: AsyncStream<Value>.Continuation
  }

  private struct State {
    var subscribers: [Int: Subscriber] = [:]
    var next = 0
    var hasEnded = false
  }

  private let state = Mutex(State())

  /// The streams that are open.
  var count: Int { state.withLock { $0.subscribers.count } }

  /// The values of `value` for each snapshot, from the present one on, each only where it differs from the one before; nil says nothing.
  func values(
    from snapshot: () -> Snapshot, _ value: @escaping @Sendable (Snapshot) -> Value?
  ) -> (stream: AsyncStream<Value>, end: @Sendable () -> Void) {
    let (stream, continuation) = AsyncStream<Value>.makeStream(
      bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state -> Int? in
      guard !state.hasEnded else { return nil }
      state.next += 1
      state.subscribers[state.next] = Subscriber(
        value: value, last: nil, continuation: continuation)
      return state.next
    }
    guard let id else {
      continuation.finish()
      return (stream, {})
    }
    let end: @Sendable () -> Void = { [weak self] in
      self?.state.withLock { _ = $0.subscribers.removeValue(forKey: id) }
      continuation.finish()
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.subscribers.removeValue(forKey: id) }
    }
    // After it was put in: a snapshot that comes in between is told, by one or the other.
    if let now = value(snapshot()) {
      state.withLock { state in
        guard state.subscribers[id] != nil, state.subscribers[id]?.last == nil else { return }
        state.subscribers[id]?.last = now
        // Within the lock, so that nothing newer is told before.
        continuation.yield(now)
      }
    }
    return (stream, end)
  }

  /// Tells everyone whose value a snapshot changes.
  func publish(_ snapshot: Snapshot) {
    state.withLock { state in
      for (id, subscriber) in state.subscribers {
        guard let value = subscriber.value(snapshot), value != subscriber.last else { continue }
        state.subscribers[id]?.last = value
        // Within the lock, so that each is told in order; who is told runs later, on another thread.
        subscriber.continuation.yield(value)
      }
    }
  }

  /// Ends all streams, and every later one at once.
  func end() {
    let open = state.withLock { state in
      state.hasEnded = true
      let open = state.subscribers.values.map(\.continuation)
      state.subscribers = [:]
      return open
    }
    for continuation in open { continuation.finish() }
  }
}
