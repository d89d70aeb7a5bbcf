/// How a TLS connection is made, with the meaning of Prometheus' `tls_config`.
public struct TLSOptions: Hashable, Sendable {
  /// Path of the PEM file with the only authorities to trust; nil: the system's.
  public var caFile: String?

  /// Path of the PEM file with the client's certificate and what leads from it to its authority.
  public var certFile: String?

  /// Path of the PEM file with the client certificate's key; nil: in `certFile`.
  public var keyFile: String?

  /// The name that the server's certificate must carry, and that is sent to the server (SNI); nil:
  /// the host that is connected to.
  public var serverName: String?

  /// Whether any certificate is taken, whoever signed it and whatever name it carries.
  public var insecureSkipVerify: Bool

  /// Options as given.
  public init(
    caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil,
    serverName: String? = nil, insecureSkipVerify: Bool = false
  ) {
    self.caFile = caFile
    self.certFile = certFile
    self.keyFile = keyFile
    self.serverName = serverName
    self.insecureSkipVerify = insecureSkipVerify
  }
}
