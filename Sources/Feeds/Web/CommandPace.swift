import Synchronization

/// How fast clients may change something: a bucket of so many requests, filled again at a steady pace.
final class CommandPace: Sendable {
  /// Requests at once, and a second after that: far more than people and alerts need.
  static let burst = 100.0
  static let perSecond = 20.0

  private struct State {
    var left = CommandPace.burst
    var at = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// Takes one; false where there is none left.
  func take(now: ContinuousClock.Instant = .now) -> Bool {
    state.withLock { state in
      let elapsed = max(.zero, now - state.at) / .seconds(1)
      state.left = min(Self.burst, state.left + elapsed * Self.perSecond)
      state.at = max(state.at, now)
      guard state.left >= 1 else { return false }
      state.left -= 1
      return true
    }
  }
}
