import Configuration
import RedisClient
import Transport

extension RedisSettings {
  /// Who is spoken to, with secrets read now.
  ///
  /// - Throws: `SourceError` for a secret that cannot be read and for an address that is none.
  func target() throws(SourceError) -> RedisClient.Target {
    do {
      let password = try password?.resolve()
      if let sentinel {
        return .sentinel(
          RedisSentinel(
            master: sentinel.master,
            addresses: try sentinel.addresses.map { try RedisAddress($0, defaultPort: 26379) },
            username: sentinel.username, password: try sentinel.password?.resolve(),
            tls: tls == TLSSettings() ? nil : tls.options, masterUsername: username,
            masterPassword: password, database: database ?? 0))
      }
      var endpoint = try RedisEndpoint(url: url ?? "")
      if endpoint.tls != nil { endpoint.tls = tls.options }
      if let username { endpoint.username = username }
      if let password { endpoint.password = password }
      if let database { endpoint.database = database }
      return .server(endpoint)
    } catch let error as RedisError {
      throw SourceError(error)
    } catch {
      throw SourceError(.secret, "cannot read the password: \(error)")
    }
  }
}

extension SourceError {
  /// The same failure in a source's words.
  init(_ error: RedisError) {
    let reason: Reason =
      switch error.kind {
      case .timeout: .timeout
      case .connection, .cancelled: .connection
      case .tls: .tls
      case .authentication: .authentication
      case .loading, .readOnly, .noMaster, .resources: .unavailable
      case .wrongType: .wrongType
      case .server: Self.passing.contains { error.message.contains($0) } ? .unavailable : .query
      case .usage: .settings
      case .protocol: .malformed
      case .tooLarge: .tooLarge
      }
    self.init(reason, error.message)
  }

  /// The names of errors that say that the server, not the command, is at fault, and for a while only.
  private static let passing = ["BUSY ", "CLUSTERDOWN ", "TRYAGAIN "]
}
