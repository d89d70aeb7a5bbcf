/// What a server shows and asks in a TLS handshake.
///
/// The texts are read once, when the server is made: to renew a certificate, make another server.
public struct TLSIdentity: Sendable {
  /// Whether clients must prove who they are.
  public enum ClientAuthentication: Sendable, Equatable {
    /// Clients are not asked.
    case none
    /// A certificate is asked for; one that the authority did not sign ends the handshake.
    case verifyIfGiven
    /// A certificate that the authority signed is required.
    case require
  }

  /// The oldest protocol version accepted.
  public enum Version: Sendable, Equatable {
    /// TLS 1.2.
    case tls12
    /// TLS 1.3.
    case tls13
  }

  /// The certificate and its intermediates, in PEM, the server's own first.
  public var certificatePEM: String
  /// The certificate's private key, in PEM, not encrypted.
  public var privateKeyPEM: String
  /// The authorities that sign clients' certificates, in PEM; needed where clients are verified.
  public var clientAuthorityPEM: String?
  /// Whether clients must prove who they are.
  public var clientAuthentication: ClientAuthentication
  /// The oldest protocol version accepted.
  public var minimumVersion: Version

  /// Gathers an identity; it is checked when a server starts.
  public init(
    certificatePEM: String, privateKeyPEM: String, clientAuthorityPEM: String? = nil,
    clientAuthentication: ClientAuthentication = .none, minimumVersion: Version = .tls12
  ) {
    self.certificatePEM = certificatePEM
    self.privateKeyPEM = privateKeyPEM
    self.clientAuthorityPEM = clientAuthorityPEM
    self.clientAuthentication = clientAuthentication
    self.minimumVersion = minimumVersion
  }

  /// The versions in GnuTLS' priority syntax.
  var priorities: String {
    switch minimumVersion {
    case .tls12: "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
    case .tls13: "NORMAL:-VERS-ALL:+VERS-TLS1.3"
    }
  }
}

extension TLSIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// How clients and versions are treated, without certificate and key.
  public var description: String {
    "TLSIdentity(clients: \(clientAuthentication), minimum version: \(minimumVersion))"
  }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// Shows nothing: keys must not reach a log through `dump` or an interpolated configuration.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
