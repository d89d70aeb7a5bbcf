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

  /// Why a configuration was not taken.
  struct Refusal: Error, CustomStringConvertible {
    let problems: [String]

    var description: String { problems.joined(separator: "\n") }
  }

  private let origin: Origin
  /// The settings that the sidecar started with: some of them count only then.
  private let started: Settings
  private let mailbox: EngineMailbox
  private let log: Logger
  private let stamps: Mutex<[String: FileStamp?]>
  /// Held while a configuration is read, so that an older one is never posted after a newer one.
  private let turn = Mutex(())

  init(
    origin: Origin, loaded: (load: ConfigurationLoad, stamps: [String: FileStamp?]),
    settings: Settings, mailbox: EngineMailbox, log: Logger
  ) {
    self.origin = origin
    self.mailbox = mailbox
    self.log = log
    started = settings
    stamps = Mutex(loaded.stamps)
  }

  /// Loads a configuration as the sidecar does, with the identity of every file that it rests on.
  ///
  /// A file that changes while it is read is read again.
  static func load(_ origin: Origin) -> (load: ConfigurationLoad, stamps: [String: FileStamp?]) {
    let loader = ConfigurationLoader(models: ForecastModel.namesBesideAuto)
    var before: [String: FileStamp?] = [:]
    for _ in 0..<5 {
      let load = loader.load(path: origin.path, environment: origin.environment)
      let after = Self.stamps(load.watchedFiles)
      if after == before { return (load, after) }
      before = after
    }
    // Somebody writes all the time: the watch will see the next change.
    return (loader.load(path: origin.path, environment: origin.environment), before)
  }

  /// Reads the configuration anew, and hands it to the engine where it is good.
  func reload(because reason: String) -> Result<Void, Refusal> {
    turn.withLock { _ in reloadInTurn(because: reason) }
  }

  private func reloadInTurn(because reason: String) -> Result<Void, Refusal> {
    let (loaded, stamps) = Self.load(origin)
    self.stamps.withLock { $0 = stamps }
    let obstacles: [String]
    var settings = Settings()
    do throws(ConfigurationError) {
      settings = try loaded.get()
      origin.override(&settings)
      obstacles = Rehearsal.problems(of: settings).map(\.description)
    } catch {
      obstacles = error.problems.map(\.description)
    }
    guard obstacles.isEmpty else {
      mailbox.reloadFailed()
      for obstacle in obstacles {
        log.error(
          "configuration was refused, the one before stays in force",
          metadata: ["because": "\(reason)", "problem": "\(obstacle)"])
      }
      return .failure(Refusal(problems: obstacles))
    }
    for problem in loaded.problems { log.warning("\(problem)") }
    for key in settings.changesThatNeedARestart(from: started) {
      log.warning("a change counts after a restart", metadata: ["key": "\(key)"])
    }
    mailbox.post(settings, at: SidecarClock.wall.now)
    log.info("configuration was read", metadata: ["because": "\(reason)"])
    return .success(())
  }

  /// Whether a file that the configuration depends on is another one than when it was last read.
  func filesHaveChanged() -> Bool {
    stamps.withLock { stamps in
      stamps.contains { path, stamp in (try? FileStamp(path: path)) != stamp }
    }
  }

  private static func stamps(_ files: WatchedFiles) -> [String: FileStamp?] {
    var stamps: [String: FileStamp?] = [:]
    for path in files.paths { stamps[path] = .some(try? FileStamp(path: path)) }
    return stamps
  }
}

extension Settings {
  /// The keys that differ from `started` and take effect only at a start.
  fileprivate func changesThatNeedARestart(from started: Settings) -> [String] {
    var keys: [String] = []
    if web.listen != started.web.listen { keys.append("web.listen") }
    if web.configFile != started.web.configFile { keys.append("web.config_file") }
    if actuate != started.actuate { keys.append("actuate") }
    if grpc != started.grpc { keys.append("grpc") }
    if externalMetrics != started.externalMetrics { keys.append("external_metrics") }
    if log.level != started.log.level { keys.append("log.level") }
    if log.format != started.log.format { keys.append("log.format") }
    if history.path != started.history.path { keys.append("history.path") }
    if history.path != nil, history.retention != started.history.retention {
      keys.append("history.retention on disk")
    }
    if clockSettings != started.clockSettings { keys.append("replay speed and start") }
    return keys
  }

  /// What the clock was made from.
  private var clockSettings: [ReplaySettings] {
    sources.compactMap { source in
      guard case .replay(var replay) = source.kind else { return nil }
      replay.loop = false
      return replay
    }
  }
}
