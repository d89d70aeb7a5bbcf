import Configuration
import Logging
import ServiceLifecycle
import SignalSources
import TimeSeries

/// Reads the past that the engine asks for, a few queries at a time, so that neither a cycle nor the server that answers is
/// kept busy by it.
struct BackfillService: Service {
  let mailbox: EngineMailbox
  let log: Logger
  /// The time from a failure to the next attempt: what is never filled in would stay a hole, since the newest sample
  /// is where the next start begins.
  var retryDelay = Duration.seconds(30)

  /// After so many failures a past is given up.
  private static let attempts = 20

  /// The histories that are read at the same time.
  private static let parallel = 4

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await source in mailbox.retired { await source.close() }
        }
        group.addTask { await readAll() }
        group.addTask {
          for await (job, due) in mailbox.postponed {
            guard (try? await Task.sleep(until: due, clock: .continuous)) != nil else { return }
            mailbox.resume(job)
          }
        }
      }
    }
  }

  private func readAll() async {
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for await job in mailbox.jobs {
        // What waits is handed out even after the end was asked for.
        if Task.isCancelled { return }
        if running == Self.parallel {
          await group.next()
          running -= 1
        }
        group.addTask { await read(job) }
        running += 1
      }
    }
  }

  private func read(_ job: BackfillJob) async {
    do throws(SourceError) {
      let delivery = try await job.run()
      mailbox.finish(job, with: delivery.past.isEmpty ? nil : delivery)
    } catch {
      if Task.isCancelled { return }
      log.warning(
        "history was not filled in",
        metadata: [
          "workload": "\(job.workload)", "signal": "\(job.signal.name)",
          "reason": "\(error.reason.rawValue)", "problem": "\(error.message)",
        ])
      guard error.isPassing, job.failures + 1 < Self.attempts else {
        mailbox.finish(job, with: nil)
        return
      }
      var next = job
      next.failures += 1
      mailbox.postpone(next, until: .now + retryDelay)
    }
  }
}

extension SourceError {
  /// Whether the same question may have an answer later.
  fileprivate var isPassing: Bool {
    let passing: [Reason] = [
      .timeout, .connection, .tls, .authentication, .status, .unavailable, .secret,
    ]
    return passing.contains(reason)
  }
}
