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
    var pasts: [BackfillDelivery] = []
    var forecasters: [WarmUpDelivery] = []
  }

  private struct State {
    var mail = Mail()
    var configuration: ConfigurationStatus
    /// Jobs that were asked for and have not ended.
    var openJobs = 0
  }

  private let state: Mutex<State>

  /// Histories to be filled in, for the backfill service.
  let jobs: AsyncStream<BackfillJob>
  private let jobInput: AsyncStream<BackfillJob>.Continuation

  /// Forecasters to be warmed up, for the warm-up service.
  let warmUps: AsyncStream<WarmUpJob>
  private let warmUpInput: AsyncStream<WarmUpJob>.Continuation

  /// Sources that are no longer used, for the backfill service to close.
  let retired: AsyncStream<any SignalSource>
  private let retiredInput: AsyncStream<any SignalSource>.Continuation

  init(loadedAt: Timestamp) {
    state = Mutex(
      State(
        configuration: ConfigurationStatus(isLastReloadSuccessful: true, lastSuccess: loadedAt)))
    (jobs, jobInput) = AsyncStream.makeStream()
    (warmUps, warmUpInput) = AsyncStream.makeStream()
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

  /// Ends a job with the history that was filled in; nil: there is none to be had.
  func post(_ past: BackfillDelivery?) {
    state.withLock { state in
      state.openJobs -= 1
      if let past { state.mail.pasts.append(past) }
    }
  }

  /// Ends a job with a forecaster that knows the past.
  func post(_ forecaster: WarmUpDelivery) {
    state.withLock { state in
      state.openJobs -= 1
      state.mail.forecasters.append(forecaster)
    }
  }

  /// Whether every job that was asked for has ended.
  var isIdle: Bool { state.withLock { $0.openJobs == 0 } }

  /// Empties the box; of the pasts, which take a while to be taken in, no more than `pasts` of the oldest.
  func take(pasts: Int) -> Mail {
    state.withLock { state in
      var mail = state.mail
      state.mail = Mail()
      if mail.pasts.count > pasts {
        state.mail.pasts = Array(mail.pasts[pasts...])
        mail.pasts.removeSubrange(pasts...)
      }
      return mail
    }
  }

  /// Asks the backfill service for a past.
  func request(_ job: BackfillJob) {
    state.withLock { $0.openJobs += 1 }
    jobInput.yield(job)
  }

  /// Asks the warm-up service for a forecaster.
  func request(_ job: WarmUpJob) {
    state.withLock { $0.openJobs += 1 }
    warmUpInput.yield(job)
  }

  /// Leaves sources to be closed.
  func retire(_ sources: [any SignalSource]) {
    for source in sources { retiredInput.yield(source) }
  }
}
