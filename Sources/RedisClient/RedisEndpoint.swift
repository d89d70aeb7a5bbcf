public import Transport

/// A Redis server, who is asking, and which database is asked for.
public struct RedisEndpoint: Sendable {
  /// Where it listens.
  public var address: RedisAddress

  /// How a TLS connection is made; nil: a plain one.
  public var tls: TLSOptions?

  /// The ACL user; nil: the default one.
  public var username: String?

  /// The password; nil: none is sent.
  public var password: String?

  /// The database's number.
  public var database: Int

  /// An endpoint as given.
  public init(
    address: RedisAddress, tls: TLSOptions? = nil, username: String? = nil,
    password: String? = nil, database: Int = 0
  ) {
    self.address = address
    self.tls = tls
    self.username = username
    self.password = password
    self.database = database
  }

  /// Throws what is wrong with it, if anything is.
  func check() throws(RedisError) {
    switch address {
    case .tcp(let host, let port):
      guard RedisAddress.isHost(host), port > 0 else {
        throw RedisError(.usage, "not a host and port: expected HOST:PORT")
      }
    case .unix(let path):
      // sockaddr_un has 108 bytes, the last of them a NUL.
      guard !path.isEmpty, path.utf8.count <= 107, !path.utf8.contains(0) else {
        throw RedisError(.usage, "the path of a Unix socket has 1 to 107 bytes")
      }
    }
    guard database >= 0 else {
      throw RedisError(.usage, "\(address): the database's number must not be negative")
    }
    guard username == nil || password != nil else {
      throw RedisError(.usage, "\(address): a user without a password: expected both")
    }
    if let tls {
      for path in [tls.caFile, tls.certFile, tls.keyFile] {
        if let path, path.isEmpty || path.utf8.contains(0) {
          throw RedisError(.usage, "\(address): expected the path of a PEM file")
        }
      }
      if let name = tls.serverName, !RedisAddress.isHost(name) {
        throw RedisError(.usage, "\(address): the TLS server name is not a host name")
      }
    }
  }
}

extension RedisEndpoint: CustomStringConvertible, CustomDebugStringConvertible {
  /// The address alone: users and passwords are not for printing.
  public var description: String { address.description }

  /// The address alone.
  public var debugDescription: String { description }
}

extension RedisEndpoint: CustomReflectable {
  /// The address alone, so that a dump shows no password.
  public var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
