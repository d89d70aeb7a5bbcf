public import Configuration
import RedisClient
import Synchronization
public import TimeSeries

/// A Redis server, or the master that sentinels name: queue lengths and numbers, all keys in one pipeline.
///
/// Secrets in files are read when the client is made, and again after the server has refused them, so that a rotated password
/// counts.
public final class RedisSource: SignalSource {
  /// The configured name.
  public let name: String

  /// `redis`.
  public let kind = "redis"

  private enum Link {
    case none
    case client(RedisClient)
    case closed

    /// The client, where there is one.
    func client() throws(SourceError) -> RedisClient? {
      switch self {
      case .none: nil
      case .client(let client): client
      case .closed: throw SourceError(.connection, "the source was closed")
      }
    }
  }

  private let settings: RedisSettings
  private let queries: [RedisQuery]
  private let link = Mutex(Link.none)

  /// A source that reads `queries`; selectors of other kinds of source are answered with an error.
  public init(name: String, settings: RedisSettings, queries: [SignalSelector]) {
    self.name = name
    self.settings = settings
    self.queries = queries.map(RedisQuery.init)
  }

  /// Asks for all keys in one pipeline.
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

  /// Redis keeps no past.
  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] { [] }

  /// Ends the connection and its thread; later fetches fail.
  public func close() async {
    let last = link.withLock { link in
      defer { link = .closed }
      return link
    }
    if case .client(let client) = last { client.close() }
  }

  private func send(_ commands: [RedisCommand]) async throws(SourceError) -> [RedisValue] {
    let client = try connectedClient()
    do throws(RedisError) {
      return try await client.pipeline(commands, timeout: settings.timeout)
    } catch {
      if error.kind == .authentication { drop(client) }
      throw SourceError(error)
    }
  }

  private func connectedClient() throws(SourceError) -> RedisClient {
    let present = try link.withLock { link throws(SourceError) in try link.client() }
    if let present { return present }
    let configuration = RedisClient.Configuration(target: try settings.target())
    return try link.withLock { link throws(SourceError) in
      if let client = try link.client() { return client }
      let client = RedisClient(configuration: configuration)
      link = .client(client)
      return client
    }
  }

  /// Leaves a client whose secrets were refused, so that the next fetch reads them anew.
  private func drop(_ client: RedisClient) {
    link.withLock { link in
      if case .client(let present) = link, present === client { link = .none }
    }
    client.close()
  }
}
