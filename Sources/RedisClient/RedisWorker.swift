internal import Transport

/// The thread's work: one pipeline after another over one connection, which it makes anew when lost.
struct RedisWorker {
  private let configuration: RedisClient.Configuration
  private let jobs: JobQueue
  private var connection: RedisConnection?
  private var locator: MasterLocator?
  private var backoff: RedisBackoff
  private var lastFailure: RedisError?
  private var nextTry: ContinuousClock.Instant?
  private let role = RedisCommand("ROLE")

  private init(_ inbox: RedisInbox, _ configuration: RedisClient.Configuration)
    throws(CurlFailure)
  {
    self.configuration = configuration
    jobs = try JobQueue(inbox)
    backoff = configuration.backoff
    if case .sentinel(let sentinel) = configuration.target { locator = MasterLocator(sentinel) }
  }

  /// Runs until the inbox is closed; what is left is answered as cancelled.
  static func run(_ inbox: RedisInbox, _ configuration: RedisClient.Configuration) {
    do {
      var worker = try RedisWorker(inbox, configuration)
      let refusal = worker.run()
      worker.connection = nil
      worker.jobs.close(refusal)
    } catch {
      let refusal = RedisError(.resources, "the Redis client cannot start: \(error.text)")
      inbox.close(refusal)
      for job in inbox.drain().items { job.continuation.resume(returning: .failure(refusal)) }
    }
  }

  /// Runs to the end; why there is one.
  private mutating func run() -> RedisError {
    while true {
      if let job = jobs.next() {
        job.continuation.resume(returning: answer(job))
        continue
      }
      if jobs.isClosed { return .closed }
      do throws(RedisError) {
        try jobs.wait(for: connection?.socket, until: .now + .longestWait)
      } catch  where error.kind == .cancelled {
        return .closed
      } catch  where error.kind == .timeout {
        continue
      } catch {
        return error
      }
      // A server that goes away is noticed here, before a sweep runs into it.
      if connection?.isAlive() == false { connection = nil }
    }
  }

  private mutating func answer(_ job: RedisJob) -> Result<[RedisValue], RedisError> {
    var mayRetry = true
    while true {
      let isFresh = connection == nil
      do throws(RedisError) {
        let replies = try exchange(job)
        backoff.reset()
        nextTry = nil
        if let refusal = refusal(of: replies) { return .failure(refusal) }
        return .success(replies)
      } catch {
        connection = nil
        // A kept connection may have been closed unnoticed, and a master have become a replica:
        // neither says anything about the server of this moment.
        if mayRetry, !isFresh, error.kind == .connection || error.kind == .noMaster {
          mayRetry = false
          continue
        }
        return .failure(recorded(error))
      }
    }
  }

  /// Sends the job's commands, on a new connection where there is none.
  private mutating func exchange(_ job: RedisJob) throws(RedisError) -> [RedisValue] {
    let connection = try connected(job)
    guard locator != nil else {
      return try connection.exchange(job.bytes, count: job.count, until: job.deadline)
    }
    var replies = try connection.exchange(
      role.encoded + job.bytes, count: job.count + 1, until: job.deadline)
    try MasterLocator.checkRole(replies.removeFirst(), of: connection.endpoint)
    return replies
  }

  private mutating func connected(_ job: RedisJob) throws(RedisError) -> RedisConnection {
    if try hasMoved(job) { connection = nil }
    if let connection { return connection }
    if let nextTry, let lastFailure, ContinuousClock.now < nextTry {
      let wait = ContinuousClock.now.duration(to: nextTry)
      throw RedisError(lastFailure.kind, "\(lastFailure.message); the next try is in \(wait.text)")
    }
    let endpoint: RedisEndpoint
    switch configuration.target {
    case .server(let server): endpoint = server
    case .sentinel(let sentinel):
      var finder = locator ?? MasterLocator(sentinel)
      endpoint = try finder.locate(jobs, until: job.deadline)
      locator = finder
    }
    let connection = try RedisConnection(
      endpoint, clientName: configuration.clientName, limit: configuration.maximumAnswerBytes,
      jobs: jobs, until: job.deadline)
    self.connection = connection
    return connection
  }

  /// Whether the sentinels, asked now and then, name another master than the connected one: a master
  /// that is cut off from them, or replaced by hand, goes on calling itself one for a while.
  private mutating func hasMoved(_ job: RedisJob) throws(RedisError) -> Bool {
    let now = ContinuousClock.now
    guard let connection, var finder = locator, let lastAsked = finder.lastAsked,
      lastAsked.duration(to: now) >= configuration.sentinelInterval
    else { return false }
    defer { locator = finder }
    do throws(RedisError) {
      let share = now.duration(to: max(now, job.deadline)) / 4
      let master = try finder.locate(jobs, until: now + share)
      return master.address != connection.endpoint.address
    } catch  where error.kind == .cancelled {
      throw error
    } catch {
      // Without sentinels the server's own word, asked with every pipeline, is what there is.
      return false
    }
  }

  /// The error of the whole server that every reply is; nil: there is none.
  private func refusal(of replies: [RedisValue]) -> RedisError? {
    guard case .error(let text)? = replies.first, let name = replies.first?.errorName,
      ["NOAUTH", "LOADING", "MASTERDOWN"].contains(name),
      replies.allSatisfy({ $0.errorName == name }), let connection
    else { return nil }
    return RedisError(reply: text).at(connection.endpoint)
  }

  /// Remembers a failure, so that tries become rarer, and returns it.
  private mutating func recorded(_ error: RedisError) -> RedisError {
    // These say nothing about the server, and failing fast is no new failure.
    if error.kind == .cancelled || error.kind == .tooLarge { return error }
    if let nextTry, ContinuousClock.now < nextTry { return error }
    lastFailure = error
    nextTry = ContinuousClock.now + backoff.next()
    return error
  }
}
