import Configuration
import HTTPClient
import SignalSources
import TimeSeries

/// Who makes the engine's sources.
protocol SourceMaking: Sendable {
  /// A source that answers `queries`.
  func make(
    _ source: SourceSettings, queries: [SignalSelector], settings: Settings
  ) throws -> any SignalSource

  /// Ends what the sources share.
  func close()
}

/// Makes sources from their settings. HTTP sources share one client and with it one thread.
final class SourceFactory: SourceMaking {
  private let http = HTTPClient(
    configuration: HTTPClient.Configuration(userAgent: "outrider/\(Version.current)"))

  /// A source that answers `queries`.
  ///
  /// - Throws: `SourceError` where it cannot be made: a trace that is none.
  func make(
    _ source: SourceSettings, queries: [SignalSelector], settings: Settings
  ) throws -> any SignalSource {
    // A cycle must have ended when the next one begins, also where a source uses up its whole time.
    let limit = settings.interval * 0.9
    switch source.kind {
    case .prometheus(var prometheus):
      prometheus.timeout = min(prometheus.timeout, limit)
      return PrometheusSource(
        name: source.name, settings: prometheus, queries: queries, client: http)
    case .exposition(var exposition):
      exposition.timeout = min(exposition.timeout, limit)
      return try ExpositionSource(
        name: source.name, settings: exposition, queries: queries, client: http)
    case .redis(var redis):
      redis.timeout = min(redis.timeout, limit)
      return RedisSource(name: source.name, settings: redis, queries: queries)
    case .replay(let replay):
      return try ReplaySource(name: source.name, settings: replay, queries: queries)
    }
  }

  /// Ends the shared client.
  func close() {
    http.shutdown()
  }
}

extension SourceSettings {
  /// How far back the source's past is read; nil where it keeps none.
  func backfill(_ retention: Duration) -> Duration? {
    switch kind {
    case .prometheus(let settings): min(settings.backfill ?? retention, retention)
    case .replay: retention
    case .redis, .exposition: nil
    }
  }
}

extension SidecarClock {
  /// The clock that settings ask for: a trace's where they replay one.
  init(_ settings: Settings) throws(SourceError) {
    for source in settings.sources {
      guard case .replay(let replay) = source.kind else { continue }
      let trace = try ReplaySource(name: source.name, settings: replay, queries: [])
      self = .virtual(origin: trace.origin, speed: replay.speed)
      return
    }
    self = .wall
  }
}
