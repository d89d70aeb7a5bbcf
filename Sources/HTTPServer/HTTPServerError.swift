/// Why a server could not be made or started.
public struct HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Sendable, Equatable {
    /// A setting is out of its range, or a password hash is not of the expected form.
    case invalidConfiguration
    /// The host is neither an address literal nor `localhost`.
    case invalidHost
    /// Another socket listens on the address.
    case addressInUse
    /// The process may not listen on the address (ports below 1024 need a privilege).
    case permissionDenied
    /// The host's address does not belong to this machine.
    case addressUnavailable
    /// The installed libmicrohttpd was built without TLS.
    case tlsUnsupported
    /// The certificate, the key or the client authority cannot be used.
    case invalidTLSIdentity
    /// The operating system or libmicrohttpd refused for another reason.
    case startFailed
  }

  /// What kind of failure it is.
  public let code: Code
  /// What failed and what was expected, with the address where there is one; never a secret.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
