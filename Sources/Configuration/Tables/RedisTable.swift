internal import TimeSeries

/// `redis` while it is read.
struct RedisDraft: Sendable {
  var settings = RedisSettings()
  var password = SecretDraft()
}

/// `sentinel` while it is read.
struct SentinelDraft: Sendable {
  var settings = SentinelSettings(master: "", addresses: [])
  var password = SecretDraft()
}

/// The keys of `redis`.
enum RedisTable {
  static let redis = Block<RedisDraft, RedisSettings>(
    title: "sources[].redis", noun: "`redis`",
    introduction: """
      All keys of a server are read in one pipeline each cycle. Either `url` or `sentinel` says where the \
      server is.
      """,
    example: """
      sources:
        - name: jobs
          redis:
            url: rediss://redis.example.com:6380/2
            username: outrider
            password: ${REDIS_PASSWORD:-secret}
            tls_config: { ca_file: ca.pem }
      workloads:
        - name: worker
          signals:
            - { list: "jobs:pending", per_replica: 20 }
            - { stream: orders, group: billing, count: lag, per_replica: 100 }
            - { sorted_set: delayed, due: true, per_replica: 50 }
      """,
    initial: { RedisDraft() },
    keys: [
      .optional(
        "url", \.settings.url, .redisURL, absent: "none; needed without `sentinel`",
        nullIsAbsent: false,
        "`redis://`, `rediss://` (TLS) or `unix://` URL, with user, password and database where it has them."
      ),
      .value(
        "timeout", \.settings.timeout,
        .duration(from: .milliseconds(1), through: .seconds(86_400)),
        default: "`5s`, or `interval` where that is shorter",
        "The time limit of one sweep over all keys; not above `interval`."),
      .optional(
        "username", \.settings.username, .text("a user's name"), absent: "the URL's",
        "The user (Redis 6 ACL)."),
      .optional(
        "password", \.password.text, .secret("a password"), absent: "the URL's", "The password."),
      .optional(
        "password_file", \.password.file, .secretFile("a password"), absent: "none",
        "Instead of `password`: path of a file with it, read anew at each connection."),
      .optional(
        "database", \.settings.database, .count(0...1_000_000), absent: "the URL's, or 0",
        "The database number."),
      .block("tls_config", \.settings.tls, TLSTable.tls, "TLS towards the server."),
      .optionalBlock(
        "sentinel", \.settings.sentinel, sentinel, absent: "none; needed without `url`",
        "Sentinels that know where the master is."),
    ],
    elsewhere: [
      "addr": "`url`", "address": "`url`", "host": "`url`", "db": "`database`",
      "master": "it under `sentinel`",
    ],
    finish: { draft, given, loading in
      HTTPSourceTable.checkTimeout(draft.settings.timeout, given, loading)
      switch (given.has("url"), given.has("sentinel")) {
      case (true, true):
        loading.report(
          given.keyPlace("sentinel"), "`sentinel` beside `url`; expected one of the two")
      case (false, false):
        loading.report(given.place, "no server in `redis`; expected `url` or `sentinel`")
      default: break
      }
      var settings = draft.settings
      if !given.has("timeout") { settings.timeout = min(settings.timeout, loading.interval) }
      settings.password = draft.password.finished("password", "password_file", given, loading)
      return settings
    })

  static let sentinel = Block<SentinelDraft, SentinelSettings>(
    title: "sources[].redis.sentinel", noun: "`sentinel`",
    introduction: "The master of a named service is asked for, and followed through a failover.",
    example: """
      sources:
        - name: jobs
          redis:
            sentinel: { master: mymaster, addresses: ["10.0.0.1:26379", "10.0.0.2:26379"] }
      workloads:
        - name: worker
          signals:
            - { list: "jobs:pending", per_replica: 20 }
      """,
    initial: { SentinelDraft() },
    keys: [
      .required("master", \.settings.master, .text("the service's name"), "The service's name."),
      .scalars(
        "addresses", \.settings.addresses, .address(anyPort: false), isRequired: true,
        needsItems: true, "The sentinels, tried in order."),
      .optional(
        "username", \.settings.username, .text("a user's name"), absent: "none",
        "The user at the sentinels."),
      .optional(
        "password", \.password.text, .secret("a password"), absent: "none",
        "The password at the sentinels."),
      .optional(
        "password_file", \.password.file, .secretFile("a password"), absent: "none",
        "Instead of `password`: path of a file with it."),
    ],
    finish: { draft, given, loading in
      var settings = draft.settings
      settings.password = draft.password.finished("password", "password_file", given, loading)
      return settings
    })
}

extension ScalarType where Value == String {
  /// Where a Redis server is.
  static var redisURL: ScalarType {
    let schemes = ["redis", "rediss", "unix"]
    return ScalarType(
      name: "URL", expected: "a URL such as `redis://127.0.0.1:6379/0`", isSecret: true,
      read: { (text, _) throws(Mismatch) in
        try URLText.check(text, schemes: schemes)
        guard !text.hasPrefix("unix:"), let mark = text[...].scalarRange(of: "://"),
          let slash = text[mark.upperBound...].lastIndex(of: "/")
        else { return text }
        let database = text[text.index(after: slash)...].prefix { $0 != "?" && $0 != "#" }
        guard database.isEmpty || DecimalText.integer(String(database)) ?? -1 >= 0 else {
          throw Mismatch("its path is not the number of a database")
        }
        return text
      }, write: { $0 })
  }
}
