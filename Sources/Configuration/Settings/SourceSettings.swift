/// One entry of `sources`.
public struct SourceSettings: Hashable, Sendable {
  /// What kind of source it is, with the settings of that kind. The key names the kind.
  public enum Kind: Hashable, Sendable {
    case prometheus(PrometheusSettings)
    case redis(RedisSettings)
    case exposition(ExpositionSettings)
    case replay(ReplaySettings)
  }

  /// The name that signals use; unique. Key `name`.
  public var name: String

  /// The kind and its settings.
  public var kind: Kind

  /// A source as given.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// How an HTTP server is spoken to, with the keys of Prometheus' `http_config`.
public struct HTTPAccessSettings: Hashable, Sendable {
  /// Who is asking.
  public enum Authentication: Hashable, Sendable {
    case none
    /// Key `basic_auth`: `username`, `password`.
    case basic(username: String, password: Secret)
    /// Key `authorization`: `type` (default `Bearer`), `credentials`.
    case credentials(type: String, Secret)
  }

  /// Keys `basic_auth`, `authorization`, `bearer_token_file`.
  public var authentication = Authentication.none

  /// Further request headers, such as `X-Scope-OrgID`, by name. Key `headers`.
  public var headers: [String: Secret] = [:]

  /// Key `tls_config`.
  public var tls = TLSSettings()

  /// The proxy to use; nil: none, whatever the environment says. Key `proxy_url`.
  public var proxyURL: String?

  /// Settings with every default.
  public init() {}
}

/// Key `tls_config`, with the keys of Prometheus.
public struct TLSSettings: Hashable, Sendable {
  /// Path of the PEM file with the authorities to trust; nil: the system's. Key `ca_file`.
  public var caFile: String?
  /// Path of the client certificate. Key `cert_file`.
  public var certFile: String?
  /// Path of the client certificate's key. Key `key_file`.
  public var keyFile: String?
  /// The name that the server's certificate must carry; nil: the URL's host. Key `server_name`.
  public var serverName: String?
  /// Whether any certificate is taken. Key `insecure_skip_verify`.
  public var insecureSkipVerify = false

  /// Settings with every default.
  public init() {}
}

/// A secret: its text, or the file that holds it, read anew at each use so that a rotated token
/// counts. Never printed.
public enum Secret: Hashable, Sendable {
  case text(String)
  case file(path: String)
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always the same: a secret is never printed.
  public var description: String { "<secret>" }
  /// Always the same: a secret is never printed.
  public var debugDescription: String { description }
  /// Empty: a secret is never dumped.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Key `prometheus`.
public struct PrometheusSettings: Hashable, Sendable {
  /// The server's base URL, to which `/api/v1/query` is appended. Key `url`.
  public var url: String
  /// The time limit of one request; not above the interval. Key `timeout`.
  public var timeout: Duration = .seconds(5)
  /// How far back history is filled at start; nil: as far as `history.retention`; zero: not at
  /// all. Key `backfill`.
  public var backfill: Duration?
  /// How the server is spoken to.
  public var access = HTTPAccessSettings()

  /// Settings with every default.
  public init(url: String) { self.url = url }

  /// What is wrong with `url` as a server's base URL; nil where nothing is. Never repeats it: it may hold a password.
  public static func problem(ofURL url: String) -> String? {
    do throws(Mismatch) {
      try URLText.check(url, schemes: ["http", "https"])
      return nil
    } catch {
      return "\(error.message); expected a URL such as http://127.0.0.1:9090"
    }
  }
}

/// Key `redis`.
public struct RedisSettings: Hashable, Sendable {
  /// `redis://`, `rediss://` or `unix://` URL, with user, password and database where it has them;
  /// nil with `sentinel`. Key `url`.
  public var url: String?
  /// The time limit of one sweep over all keys; not above the interval. Key `timeout`.
  public var timeout: Duration = .seconds(5)
  /// Overrides the URL's user. Key `username`.
  public var username: String?
  /// Overrides the URL's password. Key `password` or `password_file`.
  public var password: Secret?
  /// Overrides the URL's database number. Key `database`.
  public var database: Int?
  /// Key `tls_config`.
  public var tls = TLSSettings()
  /// Key `sentinel`.
  public var sentinel: SentinelSettings?

  /// Settings with every default.
  public init() {}
}

/// Key `sentinel`: the master of a named service is asked for, and followed through a failover.
public struct SentinelSettings: Hashable, Sendable {
  /// The service's name. Key `master`.
  public var master: String
  /// The sentinels, `host:port` each, tried in order. Key `addresses`.
  public var addresses: [String]
  /// The user at the sentinels. Key `username`.
  public var username: String?
  /// The password at the sentinels. Key `password` or `password_file`.
  public var password: Secret?

  /// Settings as given.
  public init(master: String, addresses: [String]) {
    self.master = master
    self.addresses = addresses
  }
}

/// Key `exposition`: an application's own /metrics.
public struct ExpositionSettings: Hashable, Sendable {
  /// The page's URL. Key `url`.
  public var url: String
  /// The time limit of one scrape; not above the interval. Key `timeout`.
  public var timeout: Duration = .seconds(5)
  /// How the server is spoken to.
  public var access = HTTPAccessSettings()

  /// Settings with every default.
  public init(url: String) { self.url = url }
}

/// Key `replay`: a recorded CSV trace, played at a chosen speed. A configuration with replay sources has
/// no other kind of source, and runs on the trace's time.
public struct ReplaySettings: Hashable, Sendable {
  /// Path of a CSV file with a header; the first column is time (Unix seconds or RFC 3339). Key `file`.
  public var file: String
  /// Seconds of the trace that pass in one second. The same for all replay sources. Key `speed`.
  public var speed: Double = 1
  /// How far into the trace playing begins; what lies before is history. Key `start`.
  public var start: Duration = .zero
  /// Whether it begins anew at its end; otherwise its signals are unknown from then on. Key `loop`.
  public var loop = false

  /// Settings with every default.
  public init(file: String) { self.file = file }
}
