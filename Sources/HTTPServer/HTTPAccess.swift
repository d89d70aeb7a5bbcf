/// One finished request, for counters, histograms and access logs.
public struct HTTPAccess: Sendable {
  /// How a request ended.
  public enum Outcome: Sendable, Equatable {
    /// The whole response was handed to the network.
    case completed
    /// The client went away, or the connection broke.
    case aborted
    /// The client was too slow.
    case timedOut
    /// The server was stopped.
    case serverStopped
  }

  /// The request's method.
  public let method: String
  /// The request's path, still percent-encoded.
  public let path: String
  /// The response's label; nil where the handler gave none or the server answered by itself.
  public let handlerName: String?
  /// The response's status; nil where the request ended before it had one.
  public let status: Int?
  /// The size of the response's body in bytes, which HEAD is not sent; nil where there is no response.
  public let bodyBytes: Int?
  /// From the request line's arrival to the end of the response.
  public let duration: Duration
  /// How the request ended.
  public let outcome: Outcome
  /// The client's address; nil where the transport has none.
  public let remoteAddress: String?
}
