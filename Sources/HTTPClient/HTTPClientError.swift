/// Why a request got no answer.
public struct HTTPClientError: Error, Hashable, Sendable {
  /// The closed set of reasons.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The answer was not complete within the request's time.
    case timeout
    /// The name was not found, or the connection was refused, reset or closed before the answer's
    /// end.
    case connection
    /// A certificate was not accepted by either side, a certificate or key file could not be used,
    /// or the handshake failed.
    case tls
    /// The body or the header has more bytes than allowed.
    case tooLarge
    /// What came is not HTTP, or its content coding is broken.
    case malformed
    /// The task was cancelled or the client was shut down.
    case cancelled
    /// The request itself cannot be sent; the message says what was expected.
    case usage
    /// This process has run out of threads, memory or file descriptors.
    case resources
  }

  /// The reason.
  public var kind: Kind

  /// What happened, with the server's host and what was expected; never a user, password or header.
  public var message: String

  /// An error as given.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension HTTPClientError: CustomStringConvertible {
  /// The reason and the message.
  public var description: String { "\(kind.rawValue): \(message)" }
}
