import ServiceLifecycle
import UnixSignals

/// Reloads the configuration on SIGHUP, and when one of its files changes.
struct ReloadService: Service {
  let reloader: Reloader

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) {
            _ = reloader.reload(because: "SIGHUP")
          }
        }
        group.addTask {
          // Looking at a handful of files costs microseconds, and sees what notification misses: swapped symlinks
          // of a ConfigMap, network file systems.
          while (try? await Task.sleep(for: .seconds(1), tolerance: .milliseconds(200))) != nil {
            if reloader.filesHaveChanged() { _ = reloader.reload(because: "a file has changed") }
          }
        }
      }
    }
  }
}
