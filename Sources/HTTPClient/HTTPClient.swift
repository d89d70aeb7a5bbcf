internal import Transport

/// Sends HTTP requests over kept-alive connections; one thread of its own moves all of them.
///
/// HTTP/1.1, and HTTP/2 over TLS where the server offers it. Redirects are not followed: a 3xx is the
/// answer, so that an Authorization line never goes to another server. A request that a server does not
/// answer at all because it has just closed a kept-alive connection is sent once more on a new one.
public final class HTTPClient: Sendable {
  /// What holds for all requests of a client.
  public struct Configuration: Hashable, Sendable {
    /// How many requests to one server go on at a time, each on a connection of its own unless
    /// HTTP/2 shares one; others wait. At least one.
    public var maximumConnectionsPerHost: Int

    /// How many connections are kept, all servers together. At least one.
    public var maximumIdleConnections: Int

    /// The User-Agent line where the request has none.
    public var userAgent: String

    /// A configuration with every default.
    public init(
      maximumConnectionsPerHost: Int = 32, maximumIdleConnections: Int = 256,
      userAgent: String = "outrider"
    ) {
      self.maximumConnectionsPerHost = maximumConnectionsPerHost
      self.maximumIdleConnections = maximumIdleConnections
      self.userAgent = userAgent
    }
  }

  private let configuration: Configuration
  private let inbox: TransferInbox
  private let thread: WorkerThread?

  /// Starts a client. Where the system has no room for its thread, every request says so.
  public init(configuration: Configuration = Configuration()) {
    let inbox = TransferInbox()
    self.configuration = configuration
    self.inbox = inbox
    thread = WorkerThread { TransferLoop.run(inbox, configuration) }
    if thread == nil {
      inbox.close(
        HTTPClientError(.resources, "the system has no room for the HTTP client's thread"))
    }
  }

  deinit { shutdown() }

  /// Ends the client: closes its connections, answers what goes on as cancelled, and waits for the thread,
  /// which takes no longer than closing takes. Later calls do nothing; later requests fail.
  public func shutdown() {
    inbox.close(.shutDown)
    thread?.join()
  }

  /// Sends a request and waits for its whole answer, whatever its status. Ends at once when the task is
  /// cancelled.
  public func execute(_ request: HTTPClientRequest) async throws(HTTPClientError)
    -> HTTPClientResponse
  {
    let plan = try TransferPlan(request, userAgent: configuration.userAgent)
    let deadline = ContinuousClock.now + min(request.timeout, .longestWait)
    let identifier = inbox.nextIdentifier()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let submission = TransferSubmission(
          identifier: identifier, plan: plan, deadline: deadline, continuation: continuation)
        if let refusal = inbox.submit(submission) {
          continuation.resume(returning: .failure(refusal))
        }
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { inbox.cancel(identifier) }
      }
    } onCancel: {
      inbox.cancel(identifier)
    }
    return try result.get()
  }
}
