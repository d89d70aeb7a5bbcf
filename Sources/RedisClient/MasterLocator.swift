/// Finds the master that sentinels watch (https://redis.io/docs/latest/develop/reference/sentinel-clients/).
struct MasterLocator {
  private let sentinel: RedisSentinel
  /// The sentinels, the one that answered last first.
  private var addresses: [RedisAddress]
  /// When they were last asked.
  private(set) var lastAsked: ContinuousClock.Instant?

  init(_ sentinel: RedisSentinel) {
    self.sentinel = sentinel
    addresses = sentinel.addresses
  }

  /// Asks one sentinel after another for the master's address; each gets its share of the time left.
  mutating func locate(_ jobs: JobQueue, until deadline: ContinuousClock.Instant)
    throws(RedisError) -> RedisEndpoint
  {
    lastAsked = .now
    var failures: [String] = []
    for (index, address) in addresses.enumerated() {
      let now = ContinuousClock.now
      let share = now.duration(to: max(now, deadline)) / (addresses.count - index + 1)
      do throws(RedisError) {
        let master = try ask(address, jobs, until: now + share)
        addresses.remove(at: index)
        addresses.insert(address, at: 0)
        return master
      } catch {
        if error.kind == .cancelled { throw error }
        failures.append(error.message)
      }
    }
    throw RedisError(
      .noMaster,
      "no sentinel names the master \(sentinel.master): \(failures.joined(separator: "; "))")
  }

  /// Throws unless the reply to ROLE is a master's: a sentinel may not know yet that it is none any more.
  static func checkRole(_ reply: RedisValue, of endpoint: RedisEndpoint) throws(RedisError) {
    switch reply {
    case .array(let parts):
      guard let role = parts.first?.text else { break }
      if role == "master" { return }
      throw RedisError(
        .noMaster, "\(endpoint): the role is \(RedisError.excerpt(role)), not master")
    case .error(let text):
      var error = RedisError(reply: text)
      error.message = "\(endpoint): ROLE: \(error.message)"
      throw error
    default: break
    }
    throw RedisError(.protocol, "\(endpoint): ROLE was not answered with an array")
  }

  private func ask(
    _ address: RedisAddress, _ jobs: JobQueue, until deadline: ContinuousClock.Instant
  ) throws(RedisError) -> RedisEndpoint {
    let endpoint = RedisEndpoint(
      address: address, tls: sentinel.tls, username: sentinel.username,
      password: sentinel.password)
    let connection = try RedisConnection(
      endpoint, clientName: nil, limit: 64 * 1024, jobs: jobs, until: deadline)
    let command = RedisCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinel.master)
    let reply = try connection.exchange(command.encoded, count: 1, until: deadline)[0]
    switch reply {
    case .array(let parts):
      guard parts.count == 2, let host = parts[0].text,
        let port = parts[1].text.flatMap({ UInt16($0) })
      else { break }
      return RedisEndpoint(
        address: .tcp(host: host, port: port), tls: sentinel.tls,
        username: sentinel.masterUsername, password: sentinel.masterPassword,
        database: sentinel.database)
    case .null:
      throw RedisError(.noMaster, "the sentinel knows no master of that name").at(endpoint)
    case .error(let text):
      throw RedisError(reply: text).at(endpoint)
    default: break
    }
    throw RedisError(.protocol, "not a sentinel's answer: expected a host and a port").at(endpoint)
  }
}
