import RedisClient
import TestSupport
import Testing
import Transport

/// A client that fails again only after a wait too short to notice.
func client(
  _ endpoint: RedisEndpoint, limit: Int = 8 << 20,
  backoff: RedisBackoff = RedisBackoff(
    initial: .milliseconds(1), maximum: .milliseconds(1), seed: 1)
) -> RedisClient {
  RedisClient(
    configuration: .init(target: .server(endpoint), maximumAnswerBytes: limit, backoff: backoff))
}

/// An endpoint on loopback.
func loopback(
  _ port: UInt16, tls: TLSOptions? = nil, username: String? = nil, password: String? = nil,
  database: Int = 0
) -> RedisEndpoint {
  RedisEndpoint(
    address: .tcp(host: "127.0.0.1", port: port), tls: tls, username: username, password: password,
    database: database)
}

/// The error of a pipeline that must not succeed.
func failure(
  _ client: RedisClient, _ command: RedisCommand = RedisCommand("PING"),
  timeout: Duration = ampleTime, sourceLocation: SourceLocation = #_sourceLocation
) async -> RedisError? {
  do throws(RedisError) {
    let replies = try await client.pipeline([command], timeout: timeout)
    Issue.record("answered with \(replies)", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}

/// The error of an attempt that gets as far as `words` say before its time is up.
func timeoutError(
  saying words: String, from first: Duration = .milliseconds(400),
  of attempt: (_ timeout: Duration) async -> RedisError?
) async -> RedisError? {
  await errorInGrowingTime(
    from: first, isFar: { $0.kind != .timeout || $0.message.contains(words) }, of: attempt)
}

/// The reply to one command, asked for again while the connection fails.
func reply(_ client: RedisClient, _ words: String...) async throws -> RedisValue {
  try #require(
    try await client.pipeline([RedisCommand(words.map { Array($0.utf8) })], timeout: ampleTime)
      .first)
}
