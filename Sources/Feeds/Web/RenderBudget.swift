import Synchronization

/// How much time the server may spend on answers that are made anew for each who asks: history, decisions and the page of a workload.
///
/// /metrics, lists and probes are rendered once for all. What is not could take the server from them: so it may take a quarter of one thread's time
/// in the long run, and a second of it at once.
final class RenderBudget: Sendable {
  /// Seconds at once, and seconds a second after that.
  static let burst = 1.0
  static let perSecond = 0.25

  private struct State {
    var left = RenderBudget.burst
    var at = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// Renders, and takes the time from the budget.
  ///
  /// - Throws: 429 where nothing is left, and what `render` throws.
  func spend<Value>(
    _ render: () throws(APIError) -> Value, clock: () -> ContinuousClock.Instant = { .now }
  ) throws(APIError) -> Value {
    let begin = clock()
    let isLeft = state.withLock { state in
      let elapsed = max(.zero, begin - state.at) / .seconds(1)
      state.left = min(Self.burst, state.left + elapsed * Self.perSecond)
      state.at = max(state.at, begin)
      return state.left > 0
    }
    guard isLeft else {
      var error = APIError(
        status: 429, type: "too_many_requests",
        message: "more large answers are asked for than there is time to make; expected fewer")
      error.retryAfter = 1
      throw error
    }
    defer {
      let taken = (clock() - begin) / .seconds(1)
      // A machine that slept meanwhile owes no more than a few seconds.
      state.withLock { $0.left = max(-Self.burst, $0.left - taken) }
    }
    return try render()
  }
}
