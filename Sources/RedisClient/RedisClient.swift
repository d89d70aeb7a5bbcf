internal import Transport

/// Sends pipelines to one Redis server, or to the master that sentinels name, over one connection that a thread of its own
/// keeps.
///
/// A lost connection is made anew at the next pipeline. A pipeline on a kept connection that turns out closed is
/// sent once more on a new one at once, so commands must be safe to repeat. After a failure the next try waits as the
/// backoff says; until then pipelines fail at once with the last error. In sentinel mode every pipeline
/// asks for the server's ROLE too (an ACL user needs `+role`), and a master that has become a replica, or
/// that the sentinels do not name any more, is left for its successor.
public final class RedisClient: Sendable {
  /// Who is spoken to.
  public enum Target: Sendable {
    /// One server.
    case server(RedisEndpoint)
    /// The master of a name, wherever it is.
    case sentinel(RedisSentinel)
  }

  /// What a client does.
  public struct Configuration: Sendable {
    /// Who is spoken to.
    public var target: Target

    /// The connection's name in CLIENT LIST; nil: none.
    public var clientName: String?

    /// The most bytes that the replies to one pipeline may have.
    public var maximumAnswerBytes: Int

    /// How long to wait between tries to connect.
    public var backoff: RedisBackoff

    /// How often, while all is well, a pipeline asks the sentinels first whether the master is still the same.
    public var sentinelInterval: Duration

    /// A configuration with every default.
    public init(
      target: Target, clientName: String? = "outrider",
      maximumAnswerBytes: Int = 8 * 1024 * 1024, backoff: RedisBackoff = RedisBackoff(),
      sentinelInterval: Duration = .seconds(10)
    ) {
      self.target = target
      self.clientName = clientName
      self.maximumAnswerBytes = max(1024, maximumAnswerBytes)
      self.backoff = backoff
      self.sentinelInterval = sentinelInterval
    }
  }

  private let inbox: RedisInbox
  private let thread: WorkerThread?

  /// Starts a client; it connects with the first pipeline. Where the system has no room for its thread, every
  /// pipeline says so.
  public init(configuration: Configuration) {
    let inbox = RedisInbox()
    self.inbox = inbox
    thread = WorkerThread { RedisWorker.run(inbox, configuration) }
    if thread == nil {
      inbox.close(RedisError(.resources, "the system has no room for the Redis client's thread"))
    }
  }

  deinit { close() }

  /// Ends the client: closes its connection, answers what goes on as cancelled, and waits for the thread, which takes no longer
  /// than closing takes. Later calls do nothing; later pipelines fail.
  public func close() {
    inbox.close(.closed)
    thread?.join()
  }

  /// Sends commands together and waits for one reply to each, in order. Ends at once when the task is cancelled.
  ///
  /// An error reply to one command is that command's value, and the others go on; only where every reply says the
  /// same of the whole server (NOAUTH, LOADING, MASTERDOWN) is that thrown.
  ///
  /// - Parameter timeout: the time from the call to the last reply, connecting included. Above zero.
  public func pipeline(_ commands: [RedisCommand], timeout: Duration) async throws(RedisError)
    -> [RedisValue]
  {
    guard timeout > .zero else { throw RedisError(.usage, "the timeout must be above zero") }
    if commands.isEmpty { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(commands.reduce(0) { $0 + $1.encoded.count })
    for command in commands { bytes.append(contentsOf: command.encoded) }
    let encoded = bytes
    let deadline = ContinuousClock.now + min(timeout, .longestWait)
    let identifier = inbox.nextIdentifier()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let job = RedisJob(
          identifier: identifier, bytes: encoded, count: commands.count, timeout: timeout,
          deadline: deadline, continuation: continuation)
        if let refusal = inbox.submit(job) { continuation.resume(returning: .failure(refusal)) }
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { inbox.cancel(identifier) }
      }
    } onCancel: {
      inbox.cancel(identifier)
    }
    return try result.get()
  }
}
