import Configuration
import FileAccess
import Forecasting
import Logging
import Synchronization
import TimeSeries

/// Reads the configuration: at the start, and anew when asked to. A configuration with errors changes nothing.
final class Reloader: Sendable {
  /// Where the configuration comes from.
  struct Origin: Sendable {
    /// Path of the file; nil: the environment says everything.
    var path: String?
    var environment: [String: String]
    /// What the command line says; it goes before file and environment.
    var override: @Sendable (inout Settings) -> Void
  }

  private struct Watch {
    var stamps: [String: FileStamp?] = [:]
    var listen: String
  }

  private let origin: Origin
  private let mailbox: EngineMailbox
  private let log: Logger
  private let watch: Mutex<Watch>

  init(
    origin: Origin, loaded: ConfigurationLoad, settings: Settings, mailbox: EngineMailbox,
    log: Logger
  ) {
    self.origin = origin
    self.mailbox = mailbox
    self.log = log
    watch = Mutex(Watch(stamps: Self.stamps(loaded.watchedFiles), listen: settings.web.listen))
  }

  /// Loads a configuration as the sidecar does.
  static func load(_ origin: Origin) -> ConfigurationLoad {
    ConfigurationLoader(models: ForecastModel.allCases.map(\.rawValue)).load(
      path: origin.path, environment: origin.environment)
  }

  /// Reads the configuration anew, and hands it to the engine where it is good.
  func reload(because reason: String) -> Result<Void, ConfigurationError> {
    let loaded = Self.load(origin)
    let stamps = Self.stamps(loaded.watchedFiles)
    let listening = watch.withLock { watch in
      watch.stamps = stamps
      return watch.listen
    }
    do {
      var settings = try loaded.get()
      origin.override(&settings)
      for problem in loaded.problems { log.warning("\(problem)") }
      if settings.web.listen != listening {
        log.warning(
          "web.listen has changed; it counts after a restart",
          metadata: ["listen": "\(settings.web.listen)"])
      }
      mailbox.post(settings, at: SidecarClock.wall.now)
      log.info("configuration was read", metadata: ["because": "\(reason)"])
      return .success(())
    } catch {
      mailbox.reloadFailed()
      for problem in error.problems {
        log.error(
          "configuration was refused",
          metadata: ["because": "\(reason)", "problem": "\(problem)"])
      }
      return .failure(error)
    }
  }

  /// Whether a file that the configuration depends on is another one than when it was last read.
  func filesHaveChanged() -> Bool {
    watch.withLock { watch in
      watch.stamps.contains { path, stamp in (try? FileStamp(path: path)) != stamp }
    }
  }

  private static func stamps(_ files: WatchedFiles) -> [String: FileStamp?] {
    var stamps: [String: FileStamp?] = [:]
    for path in files.paths { stamps[path] = .some(try? FileStamp(path: path)) }
    return stamps
  }
}
