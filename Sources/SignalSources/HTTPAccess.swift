import Configuration
import HTTPClient
import Transport

/// How one HTTP server is spoken to: settings that become requests.
struct HTTPAccess: Sendable {
  /// Header lines with secrets in them, as the secrets' files were at one moment.
  struct Identity: Sendable {
    /// The lines, Authorization first.
    var headers: [(name: String, value: String)] = []

    /// What no message may show.
    fileprivate(set) var secrets: [String] = []

    /// `words` of a server in one line of at most 300 characters, or withheld where they quote a secret.
    func excerpt(_ words: String) -> String {
      if secrets.contains(where: { words.contains($0) }) { return "(details withheld)" }
      let line = String(
        words.prefix(300).map { $0.isNewline || ($0.asciiValue ?? 0x20) < 0x20 ? " " : $0 })
      return words.count > 300 ? line + "..." : line
    }
  }

  let settings: HTTPAccessSettings

  /// The time limit of one request.
  let timeout: Duration

  /// The most that an answer may hold, in bytes.
  let maximumBodyBytes: Int

  /// Who asks. Secret files are read now: once for all requests of a cycle, so that a rotated token counts in
  /// the next one.
  ///
  /// - Throws: `.secret` for a file that cannot be read, is empty or holds more than one line.
  func identity() throws(SourceError) -> Identity {
    var identity = Identity()
    switch settings.authentication {
    case .none: break
    case .basic(let username, let password):
      let password = try text(of: password, for: "the basic_auth password")
      let pair = Base64.encode(Array("\(username):\(password)".utf8))
      identity.headers.append(("Authorization", "Basic " + pair))
      identity.secrets += [password, pair]
    case .credentials(let type, let secret):
      let credentials = try text(of: secret, for: "the credentials")
      guard !credentials.isEmpty else {
        throw SourceError(.secret, "the credentials are empty; expected one line of text")
      }
      identity.headers.append(("Authorization", "\(type) \(credentials)"))
      identity.secrets.append(credentials)
    }
    for (name, secret) in settings.headers.sorted(by: { $0.key < $1.key }) {
      let value = try text(of: secret, for: "header \(name)")
      identity.headers.append((name, value))
      identity.secrets.append(value)
    }
    // What is shorter is a tenant's number, and stands in every other message by chance.
    identity.secrets.removeAll { $0.utf8.count < 4 }
    return identity
  }

  /// The answer to one request, whatever its status.
  func send(
    _ method: String, _ url: String, headers: [(name: String, value: String)],
    body: [UInt8]? = nil, as identity: Identity, over client: HTTPClient
  ) async throws(SourceError) -> HTTPClientResponse {
    let request = HTTPClientRequest(
      method: method, url: url, headers: headers + identity.headers, body: body, timeout: timeout,
      maximumBodyBytes: maximumBodyBytes, tls: settings.tls.options, proxyURL: settings.proxyURL)
    do throws(HTTPClientError) {
      return try await client.execute(request)
    } catch {
      throw SourceError(error)
    }
  }

  private func text(of secret: Secret, for use: String) throws(SourceError) -> String {
    let text: String
    do {
      text = try secret.resolve()
    } catch {
      throw SourceError(.secret, "cannot read \(use): \(error)")
    }
    // A line feed would end the header and begin another one.
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw SourceError(.secret, "\(use) holds a control character; expected one line of text")
    }
    return text
  }
}

extension TLSSettings {
  /// The same in the HTTP client's words.
  var options: TLSOptions {
    TLSOptions(
      caFile: caFile, certFile: certFile, keyFile: keyFile, serverName: serverName,
      insecureSkipVerify: insecureSkipVerify)
  }
}

extension SourceError {
  /// The same failure in a source's words.
  init(_ error: HTTPClientError) {
    let reason: Reason =
      switch error.kind {
      case .timeout: .timeout
      case .connection, .cancelled: .connection
      case .tls: .tls
      case .tooLarge: .tooLarge
      case .malformed: .malformed
      case .usage: .settings
      case .resources: .unavailable
      }
    self.init(reason, error.message)
  }

  /// What a status other than 200 means.
  init(status: Int) {
    let (reason, hint): (Reason, String) =
      switch status {
      case 401, 403: (.authentication, "check the credentials")
      case 404: (.status, "check the path of the url")
      case 429, 502, 503, 504: (.unavailable, "it is overloaded, or not up yet")
      case 300..<400: (.status, "redirects are not followed: set the url that they lead to")
      default: (.status, "")
      }
    self.init(
      reason, "the server answered \(status); expected 200" + (hint.isEmpty ? "" : ": \(hint)"))
  }
}
