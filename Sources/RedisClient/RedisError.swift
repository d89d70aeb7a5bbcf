/// Why Redis gave no answer, or what an error reply means.
public struct RedisError: Error, Hashable, Sendable {
  /// The closed set of reasons.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The answer was not complete in time.
    case timeout
    /// The name was not found, or the connection was refused, reset or closed.
    case connection
    /// A certificate was not accepted by either side, a certificate or key file could not be used, or the
    /// handshake failed.
    case tls
    /// The user or password was refused, is missing, or may not do what was asked (NOAUTH,
    /// WRONGPASS, NOPERM, DENIED).
    case authentication
    /// The server still loads its data (LOADING), or as a replica has lost its master (MASTERDOWN).
    case loading
    /// The server is a replica (READONLY).
    case readOnly
    /// A key holds another type than the command is for (WRONGTYPE).
    case wrongType
    /// Any other error reply.
    case server
    /// What came is not RESP2.
    case `protocol`
    /// The answer has more bytes than allowed.
    case tooLarge
    /// No sentinel names a master that says it is one.
    case noMaster
    /// The task was cancelled or the client was closed.
    case cancelled
    /// The endpoint itself cannot be used; the message says what was expected.
    case usage
    /// This process has run out of threads, memory or file descriptors.
    case resources
  }

  /// The reason.
  public var kind: Kind

  /// What happened, with the server's address and the name of its error; never a user or password.
  public var message: String

  /// An error as given.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The meaning of an error reply.
  ///
  /// - Parameter reply: its text, as in `RedisValue.error`.
  public init(reply: String) {
    self.init(Self.kind(of: Self.name(of: reply)), Self.excerpt(reply))
  }

  private static func kind(of name: String) -> Kind {
    switch name {
    case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED": .authentication
    case "LOADING", "MASTERDOWN": .loading
    case "READONLY": .readOnly
    case "WRONGTYPE": .wrongType
    default: .server
    }
  }

  /// The first word of an error reply.
  static func name(of reply: String) -> String {
    String(reply.prefix { $0 != " " }.prefix(40))
  }

  /// An error reply for a message: one line of at most 200 characters.
  static func excerpt(_ reply: String) -> String {
    String(
      reply.prefix(200).map { $0.isNewline || $0.asciiValue.map { $0 < 0x20 } == true ? " " : $0 })
  }
}

extension RedisError: CustomStringConvertible {
  /// The reason and the message.
  public var description: String { "\(kind.rawValue): \(message)" }
}
