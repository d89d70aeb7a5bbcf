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
    var promises: [PromiseDelivery] = []
    var commands: [BoardCommand] = []
  }

  /// A past that is being read.
  private struct Past: Hashable {
    var workload: String
    var signal: String
    var reference: SignalReference
    /// A source that was made anew may know what the one before did not.
    var source: ObjectIdentifier

    init(_ job: BackfillJob) {
      workload = job.workload
      signal = job.signal.name
      reference = job.signal.reference
      source = ObjectIdentifier(job.load.source)
    }
  }

  private struct State {
    var mail = Mail()
    var configuration: ConfigurationStatus
    /// Jobs that were asked for and have not ended.
    var openJobs = 0
    /// The pasts that are being read, or will be once more.
    var openPasts: Set<Past> = []
    /// When a configuration was taken before the one that waits.
    var earlierSuccess: Timestamp?
  }

  private let state: Mutex<State>

  /// Histories to be filled in, for the backfill service.
  let jobs: AsyncStream<BackfillJob>
  private let jobInput: AsyncStream<BackfillJob>.Continuation

  /// Histories that could not be read, and when to try again.
  let postponed: AsyncStream<(BackfillJob, ContinuousClock.Instant)>
  private let postponedInput: AsyncStream<(BackfillJob, ContinuousClock.Instant)>.Continuation

  /// What is to be learnt of pasts, for the warm-up service.
  let warmUps: AsyncStream<LearningJob>
  private let warmUpInput: AsyncStream<LearningJob>.Continuation

  /// Sources that are no longer used, for the backfill service to close.
  let retired: AsyncStream<any SignalSource>
  private let retiredInput: AsyncStream<any SignalSource>.Continuation

  init(loadedAt: Timestamp) {
    state = Mutex(
      State(
        configuration: ConfigurationStatus(isLastReloadSuccessful: true, lastSuccess: loadedAt)))
    (jobs, jobInput) = AsyncStream.makeStream()
    (postponed, postponedInput) = AsyncStream.makeStream()
    (warmUps, warmUpInput) = AsyncStream.makeStream()
    (retired, retiredInput) = AsyncStream.makeStream()
  }

  /// The outcome of the last reload.
  var configuration: ConfigurationStatus { state.withLock { $0.configuration } }

  /// Hands over a checked configuration; a later one replaces it.
  func post(_ settings: Settings, at time: Timestamp) {
    state.withLock {
      $0.mail.settings = settings
      $0.earlierSuccess = $0.configuration.lastSuccess
      $0.configuration = ConfigurationStatus(isLastReloadSuccessful: true, lastSuccess: time)
    }
  }

  /// Hands over what a client asks to be changed.
  func post(_ command: BoardCommand) {
    state.withLock { $0.mail.commands.append(command) }
  }

  /// Notes that a configuration was refused.
  func reloadFailed() {
    state.withLock { $0.configuration.isLastReloadSuccessful = false }
  }

  /// Notes that a configuration that was posted could not be put in force.
  func applyFailed() {
    state.withLock { state in
      state.configuration = ConfigurationStatus(
        isLastReloadSuccessful: false,
        lastSuccess: state.earlierSuccess ?? state.configuration.lastSuccess)
    }
  }

  /// Ends a job with the history that was filled in; nil: there is none to be had, for good.
  func finish(_ job: BackfillJob, with past: BackfillDelivery?) {
    state.withLock { state in
      state.openJobs -= 1
      state.openPasts.remove(Past(job))
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

  /// Ends a job with what was learnt for a promise.
  func post(_ promise: PromiseDelivery) {
    state.withLock { state in
      state.openJobs -= 1
      state.mail.promises.append(promise)
    }
  }

  /// Whether every job that was asked for has ended, and what came of it was taken.
  var isIdle: Bool {
    state.withLock {
      $0.openJobs == 0 && $0.mail.pasts.isEmpty && $0.mail.forecasters.isEmpty
        && $0.mail.promises.isEmpty
    }
  }

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

  /// Asks the backfill service for a past, unless it is being read already.
  func request(_ job: BackfillJob) {
    let isNew = state.withLock { state in
      guard state.openPasts.insert(Past(job)).inserted else { return false }
      state.openJobs += 1
      return true
    }
    if isNew { jobInput.yield(job) }
  }

  /// Leaves a job that has failed for later; nobody waits for it until then.
  func postpone(_ job: BackfillJob, until moment: ContinuousClock.Instant) {
    state.withLock { $0.openJobs -= 1 }
    postponedInput.yield((job, moment))
  }

  /// Takes up a job that was left for later.
  func resume(_ job: BackfillJob) {
    state.withLock { $0.openJobs += 1 }
    jobInput.yield(job)
  }

  /// Asks the warm-up service for a forecaster.
  func request(_ job: WarmUpJob) {
    state.withLock { $0.openJobs += 1 }
    warmUpInput.yield(.forecaster(job))
  }

  /// Asks the warm-up service for what a promise has to know.
  func request(_ job: PromiseJob) {
    state.withLock { $0.openJobs += 1 }
    warmUpInput.yield(.promise(job))
  }

  /// Leaves sources to be closed.
  func retire(_ sources: [any SignalSource]) {
    for source in sources { retiredInput.yield(source) }
  }
}

/// What is learnt away from the cycle.
enum LearningJob: Sendable {
  case forecaster(WarmUpJob)
  case promise(PromiseJob)
}
