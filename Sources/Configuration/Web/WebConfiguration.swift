/// How the HTTP server is protected: a web configuration file with the keys of Prometheus'
/// exporter-toolkit.
///
/// Source: https://github.com/prometheus/exporter-toolkit, docs/web-configuration.md.
public struct WebConfiguration: Hashable, Sendable {
  /// Key `tls_server_config`; nil: plain HTTP.
  public var tls: TLSServerSettings?

  /// Headers of every answer, by name. Key `headers` under `http_server_config`.
  public var headers: [String: String] = [:]

  /// The bcrypt hash of each user's password, by the user's name; empty: everyone may ask. Key
  /// `basic_auth_users`.
  public var basicAuthUsers: [String: Secret] = [:]

  /// Plain HTTP for everyone.
  public init() {}
}

/// Key `tls_server_config`.
public struct TLSServerSettings: Hashable, Sendable {
  /// What is asked of clients' certificates; names as in Go's crypto/tls. A certificate that is asked for and not
  /// verified proves nothing, so there are no such cases.
  public enum ClientAuthentication: String, CaseIterable, Hashable, Sendable {
    /// None is asked for.
    case none = "NoClientCert"
    /// One that is given must come from `clientCAFile`'s authorities.
    case verifyIfGiven = "VerifyClientCertIfGiven"
    /// One is needed, from `clientCAFile`'s authorities.
    case requireAndVerify = "RequireAndVerifyClientCert"
  }

  /// A version of TLS that is spoken; older ones are not (RFC 8996).
  public enum Version: String, CaseIterable, Hashable, Sendable {
    case tls12 = "TLS12"
    case tls13 = "TLS13"
  }

  /// Path of the server's certificate chain, PEM. Key `cert_file`.
  public var certFile: String
  /// Path of the certificate's key, PEM. Key `key_file`.
  public var keyFile: String
  /// Key `client_auth_type`.
  public var clientAuthentication = ClientAuthentication.none
  /// Path of the PEM file with the authorities of clients' certificates. Key `client_ca_file`.
  public var clientCAFile: String?
  /// The oldest version that is spoken. Key `min_version`.
  public var minVersion = Version.tls12

  /// Settings with every default.
  public init(certFile: String, keyFile: String) {
    self.certFile = certFile
    self.keyFile = keyFile
  }
}
