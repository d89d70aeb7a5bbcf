import Configuration
import HTTPClient
import Transport
import TimeSeries

/// How one HTTP server is spoken to: settings that become a request. Secret files are read anew for each request, so that a
/// rotated token counts at once.
struct HTTPAccess: Sendable {
  /// The most that an answer may hold, in bytes.
  static let maximumBodyBytes = 8 << 20

  let settings: HTTPAccessSettings
  let timeout: Duration

  /// A request with authentication, configured headers and TLS options.
  func request(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]? = nil
  ) throws(SourceError) -> HTTPClientRequest {
    var all = headers
    switch settings.authentication {
    case .none: break
    case .basic(let username, let password):
      let pair = "\(username):\(try text(of: password, for: "the basic_auth password"))"
      all.append(("Authorization", "Basic " + Base64.encode(Array(pair.utf8))))
    case .credentials(let type, let secret):
      all.append(("Authorization", "\(type) " + (try text(of: secret, for: "the credentials"))))
    }
    for (name, secret) in settings.headers.sorted(by: { $0.key < $1.key }) {
      all.append((name, try text(of: secret, for: "header \(name)")))
    }
    var request = HTTPClientRequest(method: method, url: url)
    request.headers = all
    request.body = body
    request.timeout = timeout
    request.maximumBodyBytes = Self.maximumBodyBytes
    request.tls = settings.tls.options
    request.proxyURL = settings.proxyURL
    return request
  }

  private func text(of secret: Secret, for use: String) throws(SourceError) -> String {
    do {
      let text = try secret.resolve()
      // A line feed would end the header and begin another one.
      guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
        throw SourceError(.secret, "\(use) holds a control character; expected one line of text")
      }
      return text
    } catch let error as SourceError {
      throw error
    } catch {
      throw SourceError(.secret, "cannot read \(use): \(error)")
    }
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
      case .usage: .query
      case .resources: .unavailable
      }
    self.init(reason, error.message)
  }
}
