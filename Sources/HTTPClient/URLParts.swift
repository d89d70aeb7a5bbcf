internal import CCurl

/// A URL as libcurl itself reads it, so that what is checked is what is used.
struct URLParts: Sendable {
  /// `http`, `https`, ... in small letters.
  let scheme: String

  /// The host; a numeric IPv6 address stands in brackets.
  let host: String

  /// The port that the URL names; nil: the scheme's own.
  let port: String?

  /// The user and password, as written and decoded: what no message may show.
  let secrets: [String]

  /// `host` or `host:port`, for messages and the Host header.
  var authority: String { port.map { "\(host):\($0)" } ?? host }

  /// The port that is connected to; zero for schemes other than HTTP's.
  var effectivePort: String { port ?? (scheme == "https" ? "443" : scheme == "http" ? "80" : "0") }

  /// The URL with its host replaced.
  private let text: String

  /// Reads a URL; throws a message without the URL, which may hold a password.
  init(_ text: String, named name: String, schemes: [String]) throws(HTTPClientError) {
    let expected =
      "expected \(schemes.joined(separator: " or ")) and a host, as in \(schemes[0])://HOST:PORT/"
    guard !text.utf8.contains(0), let handle = curl_url() else {
      throw HTTPClientError(.usage, "\(name) is not a URL: \(expected)")
    }
    defer { curl_url_cleanup(handle) }
    let code = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
    guard code == CURLUE_OK, let scheme = Self.part(handle, CURLUPART_SCHEME),
      let host = Self.part(handle, CURLUPART_HOST), !host.isEmpty
    else {
      let reason = code == CURLUE_OK ? "" : " (\(String(cString: curl_url_strerror(code))))"
      throw HTTPClientError(.usage, "\(name) is not a URL\(reason): \(expected)")
    }
    guard schemes.contains(scheme) else {
      throw HTTPClientError(.usage, "\(name) has the scheme \(scheme.prefix(20)): \(expected)")
    }
    self.scheme = scheme
    self.host = host
    self.port = Self.part(handle, CURLUPART_PORT)
    self.text = text
    var secrets: [String] = []
    for part in [CURLUPART_USER, CURLUPART_PASSWORD] {
      for flags in [0, CURLU_URLDECODE] {
        if let secret = Self.part(handle, part, flags: flags), !secret.isEmpty {
          secrets.append(secret)
        }
      }
    }
    self.secrets = secrets
  }

  /// The URL with another host; nil where `host` is not one.
  func withHost(_ host: String) -> String? {
    guard !host.isEmpty, !host.utf8.contains(0), let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
      curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK
    else { return nil }
    return Self.part(handle, CURLUPART_URL)
  }

  /// `message` without what is secret here: libcurl quotes some of what it is given.
  func redacting(_ message: String) -> String {
    secrets.contains { message.contains($0) } ? "details withheld" : message
  }

  private static func part(_ handle: OpaquePointer, _ part: CURLUPart, flags: Int32 = 0) -> String?
  {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else {
      return nil
    }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
