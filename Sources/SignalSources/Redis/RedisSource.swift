public import Configuration
import RedisClient
import Synchronization
public import TimeSeries

/// A Redis server, or the master that sentinels name: queue lengths and numbers, all keys in one pipeline.
///
/// Secrets in files are read when the client is made, and again after the server has refused them, so that a rotated password
/// counts.
public final class RedisSource: SignalSource {
  public let name: String
  public let kind = "redis"

  private let settings: RedisSettings
  private let queries: [RedisQuery]
  private let client: Mutex<RedisClient?>

  /// A source that reads `queries`; selectors of other kinds of source are answered with an error.
  public init(name: String, settings: RedisSettings, queries: [SignalSelector]) {
    self.name = name
    self.settings = settings
    self.queries = queries.map(RedisQuery.init)
    client = Mutex(nil)
  }

  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    let commands = queries.map { RedisCommand($0.words(now: now).map { Array($0.utf8) }) }
    let readings: [Reading]
    var isUp = false
    do throws(SourceError) {
      let replies = try await send(commands)
      readings = zip(queries, replies).map { $0.reading(of: $1, now: now) }
      isUp = true
    } catch {
      readings = queries.map { _ in .failed(error) }
    }
    return FetchResult(readings: readings, isUp: isUp, duration: ContinuousClock.now - start)
  }

  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] { [] }

  public func close() async {
    replaceClient(with: nil)
  }

  private func send(_ commands: [RedisCommand]) async throws(SourceError) -> [RedisValue] {
    let client = try connectedClient()
    do throws(RedisError) {
      return try await client.pipeline(commands, timeout: settings.timeout)
    } catch {
      if error.kind == .authentication { replaceClient(with: nil) }
      throw SourceError(error)
    }
  }

  private func connectedClient() throws(SourceError) -> RedisClient {
    if let client = client.withLock({ $0 }) { return client }
    let made = RedisClient(
      configuration: RedisClient.Configuration(target: try settings.target()))
    replaceClient(with: made)
    return made
  }

  private func replaceClient(with next: RedisClient?) {
    let old = client.withLock { client in
      defer { client = next }
      return client
    }
    old?.close()
  }
}
