public import Configuration
public import RedisClient
public import TimeSeries

/// A Redis server: queue lengths and numbers, all keys in one pipeline.
public final class RedisSource: SignalSource {
  public let name: String
  public let kind = "redis"

  private let client: RedisClient
  private let queries: [RedisQuery]
  private let timeout: Duration

  /// A source that reads `queries` through `client`, each sweep within `timeout`.
  public init(
    name: String, queries: [SignalSelector], client: RedisClient, timeout: Duration
  ) {
    self.name = name
    self.client = client
    self.queries = queries.map(RedisQuery.init)
    self.timeout = timeout
  }

  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    let commands = queries.map { RedisCommand($0.words(now: now)) }
    do throws(RedisError) {
      let replies = try await client.pipeline(commands, timeout: timeout)
      let readings = zip(queries, replies).map { $0.reading(of: $1, now: now) }
      return FetchResult(
        readings: readings, isUp: true, duration: ContinuousClock.now - start)
    } catch {
      return FetchResult(
        readings: queries.map { _ in .failed(SourceError(error)) }, isUp: false,
        duration: ContinuousClock.now - start)
    }
  }

  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] { [] }

  public func close() async {
    client.close()
  }
}
