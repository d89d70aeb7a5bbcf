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
  /// What is asked of clients' certificates; names as in Go's crypto/tls.
  public enum ClientAuthentication: String, CaseIterable, Hashable, Sendable {
    /// None is asked for.
    case none = "NoClientCert"
    /// One is asked for, and not needed.
    case request = "RequestClientCert"
    /// One is needed, from whatever authority.
    case requireAny = "RequireAnyClientCert"
    /// One that is given must come from `clientCAFile`'s authorities.
    case verifyIfGiven = "VerifyClientCertIfGiven"
    /// One is needed, from `clientCAFile`'s authorities.
    case requireAndVerify = "RequireAndVerifyClientCert"
  }

  /// A version of TLS.
  public enum Version: String, CaseIterable, Comparable, Hashable, Sendable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"

    /// Older versions first.
    public static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }
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
  /// The newest version that is spoken. Key `max_version`.
  public var maxVersion = Version.tls13

  /// Settings with every default.
  public init(certFile: String, keyFile: String) {
    self.certFile = certFile
    self.keyFile = keyFile
  }
}
