import Feeds
import Logging
import ServiceLifecycle
import SignalSources

/// Reads the past that the engine asks for, a few queries at a time, so that neither a cycle nor the server that answers is
/// kept busy by it.
struct BackfillService: Service {
  let mailbox: EngineMailbox
  let log: Logger

  /// The histories that are read at the same time.
  private static let parallel = 4

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await source in mailbox.retired { await source.close() }
        }
        group.addTask { await readAll() }
      }
    }
  }

  private func readAll() async {
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for await job in mailbox.jobs {
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
      mailbox.post(delivery.samples.isEmpty ? nil : delivery)
    } catch {
      mailbox.post(nil)
      log.warning(
        "history was not filled in",
        metadata: [
          "workload": "\(job.workload)", "signal": "\(job.signal)",
          "reason": "\(error.reason.rawValue)", "problem": "\(error.message)",
        ])
    }
  }
}
