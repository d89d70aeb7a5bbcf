/// User and password while they are read.
struct BasicDraft: Sendable {
  var username = ""
  var password = SecretDraft()
}

/// `authorization` while it is read.
struct AuthorizationDraft: Sendable {
  var type = "Bearer"
  var credentials = SecretDraft()
}

/// A secret that is given as text or as a file.
struct SecretDraft: Sendable {
  var text: Secret?
  var file: Secret?

  /// The one that is given; two are a problem.
  func finished(_ textKey: String, _ fileKey: String, _ given: Given, _ loading: LoadingContext)
    -> Secret?
  {
    if given.has(textKey), given.has(fileKey) {
      loading.report(
        given.keyPlace(fileKey), "`\(fileKey)` beside `\(textKey)`; expected one of the two")
    }
    return text ?? file
  }
}

/// The keys of ways to say who is asking.
enum AuthenticationTable {
  static let basic = Block<BasicDraft, HTTPAccessSettings.Authentication>(
    title: "basic_auth", noun: "`basic_auth`",
    introduction: "User and password, under `prometheus` and `exposition`.",
    initial: { BasicDraft() },
    keys: [
      .required("username", \.username, .text("a user's name"), "The user."),
      .optional(
        "password", \.password.text, .secret("a password"), absent: "none", "The password."),
      .optional(
        "password_file", \.password.file, .secretFile("a password"), absent: "none",
        "Instead of `password`: path of a file with it, read anew at each use."),
    ],
    finish: { draft, given, loading in
      let password = draft.password.finished("password", "password_file", given, loading)
      if password == nil, given.isWhole {
        loading.report(
          given.place, "no password in `basic_auth`; expected `password` or `password_file`")
      }
      return password.map { .basic(username: draft.username, password: $0) }
    })

  static let authorization = Block<AuthorizationDraft, HTTPAccessSettings.Authentication>(
    title: "authorization", noun: "`authorization`",
    introduction: "An `Authorization` header, under `prometheus` and `exposition`.",
    initial: { AuthorizationDraft() },
    keys: [
      .value("type", \.type, .headerName, "The scheme that precedes the credentials."),
      .optional(
        "credentials", \.credentials.text, .secret("credentials"), absent: "none",
        "The credentials, such as a token."),
      .optional(
        "credentials_file", \.credentials.file, .secretFile("credentials"), absent: "none",
        "Instead of `credentials`: path of a file with them, read anew at each use."),
    ],
    finish: { draft, given, loading in
      let secret = draft.credentials.finished("credentials", "credentials_file", given, loading)
      if secret == nil, given.isWhole {
        loading.report(
          given.place, "nothing to authorize with; expected `credentials` or `credentials_file`")
      }
      return secret.map { .credentials(type: draft.type, $0) }
    })
}

/// The keys of `tls_config`.
enum TLSTable {
  static let tls = Block<TLSSettings, TLSSettings>(
    title: "tls_config", noun: "`tls_config`",
    introduction: """
      TLS towards a server, under `prometheus`, `exposition` and `redis` (with `rediss://`), with the keys of \
      Prometheus.
      """,
    initial: { TLSSettings() },
    keys: [
      .optional(
        "ca_file", \.caFile, .existingFile("a PEM file of authorities"),
        absent: "the system's authorities", "Path of the PEM file with the authorities to trust."),
      .optional(
        "cert_file", \.certFile, .existingFile("a PEM certificate"), absent: "none",
        "Path of the client certificate; needs `key_file`."),
      .optional(
        "key_file", \.keyFile, .existingFile("a PEM key"), absent: "none",
        "Path of the client certificate's key; needs `cert_file`."),
      .optional(
        "server_name", \.serverName, .text("a host name"), absent: "the URL's host",
        "The name that the server's certificate must carry."),
      .value(
        "insecure_skip_verify", \.insecureSkipVerify, .flag,
        "Whether any certificate is taken. For trials only."),
    ],
    finish: { settings, given, loading in
      for (key, partner) in [("cert_file", "key_file"), ("key_file", "cert_file")]
      where given.has(key) && !given.has(partner) {
        loading.report(given.keyPlace(key), "`\(key)` without `\(partner)`; expected both")
      }
      return settings
    })
}
