public import Transport

/// A master that sentinels watch, and how both are spoken to.
public struct RedisSentinel: Sendable {
  /// The name that the sentinels know the master by.
  public var master: String

  /// The sentinels, asked in this order; the one that answered is asked first the next time.
  public var addresses: [RedisAddress]

  /// The user at the sentinels; nil: the default one.
  public var username: String?

  /// The password at the sentinels; nil: none is sent.
  public var password: String?

  /// How TLS connections to the sentinels and the master are made; nil: plain ones.
  public var tls: TLSOptions?

  /// The user at the master; nil: the default one.
  public var masterUsername: String?

  /// The password at the master; nil: none is sent.
  public var masterPassword: String?

  /// The database's number at the master.
  public var database: Int

  /// A master as given.
  public init(
    master: String, addresses: [RedisAddress], username: String? = nil, password: String? = nil,
    tls: TLSOptions? = nil, masterUsername: String? = nil, masterPassword: String? = nil,
    database: Int = 0
  ) {
    self.master = master
    self.addresses = addresses
    self.username = username
    self.password = password
    self.tls = tls
    self.masterUsername = masterUsername
    self.masterPassword = masterPassword
    self.database = database
  }
}

extension RedisSentinel: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The master's name and the sentinels: users and passwords are not for printing.
  public var description: String {
    "\(master) of \(addresses.map(\.description).joined(separator: ", "))"
  }

  /// The master's name and the sentinels.
  public var debugDescription: String { description }

  /// The master's name and the sentinels, so that a dump shows no password.
  public var customMirror: Mirror { Mirror(self, children: ["master": description]) }
}
