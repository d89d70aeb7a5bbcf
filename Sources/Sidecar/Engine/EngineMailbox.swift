import Configuration
import Feeds
import SignalSources
import Synchronization
import TimeSeries

/// What other services hand to the engine, to be taken in between two cycles, and what the engine hands to them.
final class EngineMailbox: Sendable {
  /// What came since it was last emptied.
  struct Mail: Sendable {
    var settings: Settings?
    var deliveries: [BackfillDelivery] = []
  }

  private struct State {
    var mail = Mail()
    var configuration: ConfigurationStatus
  }

  private let state: Mutex<State>

  /// Histories to be filled in, for the backfill service.
  let jobs: AsyncStream<BackfillJob>
  private let jobInput: AsyncStream<BackfillJob>.Continuation

  /// Sources that are no longer used, for the backfill service to close.
  let retired: AsyncStream<any SignalSource>
  private let retiredInput: AsyncStream<any SignalSource>.Continuation

  init(loadedAt: Timestamp) {
    state = Mutex(
      State(
        configuration: ConfigurationStatus(isLastReloadSuccessful: true, lastSuccess: loadedAt)))
    (jobs, jobInput) = AsyncStream.makeStream()
    (retired, retiredInput) = AsyncStream.makeStream()
  }

  /// The outcome of the last reload.
  var configuration: ConfigurationStatus { state.withLock { $0.configuration } }

  /// Hands over a checked configuration; a later one replaces it.
  func post(_ settings: Settings, at time: Timestamp) {
    state.withLock {
      $0.mail.settings = settings
      $0.configuration = ConfigurationStatus(isLastReloadSuccessful: true, lastSuccess: time)
    }
  }

  /// Notes that a configuration was refused.
  func reloadFailed() {
    state.withLock { $0.configuration.isLastReloadSuccessful = false }
  }

  /// Hands over filled-in history.
  func post(_ delivery: BackfillDelivery) {
    state.withLock { $0.mail.deliveries.append(delivery) }
  }

  /// Empties the box.
  func take() -> Mail {
    state.withLock { state in
      defer { state.mail = Mail() }
      return state.mail
    }
  }

  /// Asks the backfill service for a past.
  func request(_ job: BackfillJob) {
    jobInput.yield(job)
  }

  /// Leaves sources to be closed.
  func retire(_ sources: [any SignalSource]) {
    for source in sources { retiredInput.yield(source) }
  }

  /// Ends both streams.
  func finish() {
    jobInput.finish()
    retiredInput.finish()
  }
}
