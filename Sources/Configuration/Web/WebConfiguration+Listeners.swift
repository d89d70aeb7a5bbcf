/// What keeps a web configuration from a server besides `web`.
public struct ListenerObstacle: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server's key that asks for it: `config_file` or `allowed_names`.
  public let key: String
  /// What is wrong, and what was expected.
  public let message: String

  /// Key and message.
  public var description: String { "\(key): \(message)" }
}

extension WebConfiguration {
  /// TLS of the gRPC server.
  ///
  /// - Throws: where there is none, or it asks for what gRPC's transport cannot do: that must not look as if it did.
  public func tlsForGRPC() throws(ListenerObstacle) -> TLSServerSettings {
    let tls = try anyTLS()
    if tls.clientAuthentication == .verifyIfGiven {
      throw ListenerObstacle(
        key: "config_file",
        message:
          "the file's `client_auth_type`, `VerifyClientCertIfGiven`, is not possible for gRPC; expected `RequireAndVerifyClientCert` or `NoClientCert`"
      )
    }
    if tls.minVersion != .tls12 {
      throw ListenerObstacle(
        key: "config_file",
        message:
          "the file's `min_version`, `\(tls.minVersion.rawValue)`, cannot be asked of gRPC, which speaks TLS 1.2 and 1.3; expected `TLS12`"
      )
    }
    return tls
  }

  /// TLS of the external metrics API, which the aggregation layer wants.
  ///
  /// - Throws: where there is none, or no certificate is asked for, whose name is to be looked at.
  public func tls(
    for settings: ExternalMetricsSettings
  ) throws(ListenerObstacle) -> TLSServerSettings {
    let tls = try anyTLS()
    if !settings.allowedNames.isEmpty, tls.clientAuthentication == .none {
      throw ListenerObstacle(
        key: "allowed_names",
        message:
          "the file of `config_file` asks for no certificate; expected `client_auth_type: RequireAndVerifyClientCert` in it"
      )
    }
    return tls
  }

  private func anyTLS() throws(ListenerObstacle) -> TLSServerSettings {
    guard let tls else {
      throw ListenerObstacle(
        key: "config_file",
        message: "the file sets up no TLS; expected one with a `tls_server_config`")
    }
    return tls
  }
}
