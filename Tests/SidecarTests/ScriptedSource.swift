import Configuration
import SignalSources
import Synchronization
import TimeSeries

@testable import Sidecar

/// A source in memory that does what a test says.
final class ScriptedSource: SignalSource {
  private struct State {
    var value: Double? = 1
    var isUp = true
    var isHeld = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var fetches = 0
    var past: [Sample] = []
    var failures: [SourceError] = []
    var isClosed = false
  }

  let name: String
  let kind = "prometheus"
  let queries: Int
  private let state = Mutex(State())

  init(name: String, queries: Int) {
    self.name = name
    self.queries = queries
  }

  /// What every query reads from now on; nil: the source is down.
  func play(_ value: Double?) {
    state.withLock { state in
      state.value = value
      state.isUp = value != nil
    }
  }

  /// The past that it tells when asked.
  func remember(_ samples: [Sample]) {
    state.withLock { $0.past = samples }
  }

  /// Asked for its past, it fails so first, an error a time.
  func fail(_ errors: [SourceError]) {
    state.withLock { $0.failures = errors }
  }

  /// Fetches wait from now on.
  func hold() {
    state.withLock { $0.isHeld = true }
  }

  /// Fetches that wait are answered.
  func release() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isHeld = false
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// How often it was asked.
  var fetches: Int { state.withLock { $0.fetches } }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  func fetch(now: Timestamp) async -> FetchResult {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { state in
        state.fetches += 1
        if state.isHeld { state.waiting.append(continuation) }
        return !state.isHeld
      }
      if mayGoOn { continuation.resume() }
    }
    let (value, isUp) = state.withLock { ($0.value, $0.isUp) }
    let reading: Reading =
      value.map { .value($0, at: now) } ?? .failed(SourceError(.connection, "refused"))
    return FetchResult(
      readings: Array(repeating: reading, count: queries), isUp: isUp, duration: .milliseconds(1))
  }

  func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] {
    let failure = state.withLock { $0.failures.isEmpty ? nil : $0.failures.removeFirst() }
    if let failure { throw failure }
    return state.withLock { $0.past }.filter { (from...through).contains($0.timestamp) }
  }

  func close() async {
    state.withLock { $0.isClosed = true }
  }
}

/// Makes scripted sources; one for each name and set of queries.
final class ScriptedSources: SourceMaking {
  private let made = Mutex<[String: [ScriptedSource]]>([:])
  private let refused = Mutex<Set<String>>([])

  func make(
    _ source: SourceSettings, queries: [SignalSelector], settings: Settings
  ) throws -> any SignalSource {
    if refused.withLock({ $0.contains(source.name) }) {
      throw SourceError(.malformed, "\(source.name) cannot be made")
    }
    let made = ScriptedSource(name: source.name, queries: queries.count)
    self.made.withLock { $0[source.name, default: []].append(made) }
    return made
  }

  /// Makes of `name` fail from now on.
  func refuse(_ name: String) {
    refused.withLock { _ = $0.insert(name) }
  }

  /// All that were made of a name, oldest first.
  func all(_ name: String) -> [ScriptedSource] {
    made.withLock { $0[name] ?? [] }
  }

  func close() {}
}
