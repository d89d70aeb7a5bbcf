internal import Transport

extension RedisEndpoint {
  /// Reads a URL in one of the forms that Redis' clients share:
  ///
  ///     redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]
  ///     rediss://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]      over TLS
  ///     unix://[[USER]:PASSWORD@]/PATH[?db=DATABASE]
  ///
  /// User, password and path are percent-decoded. `?db=NUMBER` works with all three. No message
  /// quotes the URL, which may hold a password.
  public init(url: String) throws(RedisError) {
    guard let (scheme, rest) = Self.split(url, at: "://") else { throw Self.malformed }
    let (body, query) = Self.split(rest, at: "?") ?? (rest, "")
    guard !rest.contains("#"), !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      throw RedisError(
        .usage, "a Redis URL holds a space, a control character or a #: expected it as %20, %23")
    }
    var database: Int?
    for pair in query.split(separator: "&") {
      guard let (name, value) = Self.split(pair, at: "="), name == "db" else {
        throw RedisError(
          .usage, "a Redis URL has an unknown parameter: expected ?db=NUMBER or none")
      }
      database = try Self.number(value)
    }
    var userInfo: Substring?
    var location = body
    // A password may hold slashes, a host cannot hold an @: the last one counts.
    if let sign = body.lastIndex(of: "@") {
      userInfo = body[..<sign]
      location = body[body.index(after: sign)...]
    }
    switch scheme.lowercased() {
    case "redis", "rediss":
      let (authority, path) = Self.split(location, at: "/") ?? (location, "")
      if !path.isEmpty {
        guard database == nil else {
          throw RedisError(.usage, "a Redis URL names its database twice: expected /NUMBER or ?db=")
        }
        database = try Self.number(path)
      }
      self.init(
        address: try RedisAddress(try Self.decoded(authority), defaultPort: 6379),
        tls: scheme.lowercased() == "rediss" ? TLSOptions() : nil)
    case "unix":
      guard location.hasPrefix("/") else {
        throw RedisError(
          .usage, "a Redis URL names no absolute path: expected unix:///PATH")
      }
      self.init(address: .unix(path: try Self.decoded(location)))
    default: throw Self.malformed
    }
    self.database = database ?? 0
    if let userInfo {
      let (user, password) = Self.split(userInfo, at: ":") ?? (userInfo, nil)
      if !user.isEmpty { username = try Self.decoded(user) }
      if let password { self.password = try Self.decoded(password) }
    }
  }

  private static let malformed = RedisError(
    .usage,
    "not a Redis URL: expected redis://HOST:PORT/DATABASE, rediss://HOST:PORT/DATABASE or unix:///PATH"
  )

  private static func split<Text: StringProtocol>(_ text: Text, at separator: String) -> (
    Substring, Substring
  )? where Text.SubSequence == Substring {
    guard let range = text.firstRange(of: separator) else { return nil }
    return (text[..<range.lowerBound], text[range.upperBound...])
  }

  private static func number(_ text: Substring) throws(RedisError) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text) else {
      throw RedisError(.usage, "a Redis URL's database is not a number: expected /0 or ?db=0")
    }
    return number
  }

  /// Undoes percent coding (RFC 3986, section 2.1).
  private static func decoded(_ text: Substring) throws(RedisError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexDigit),
        let low = rest.popFirst().flatMap(hexDigit)
      else { throw RedisError(.usage, "a Redis URL has a % without two hexadecimal digits") }
      bytes.append(high << 4 | low)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw RedisError(
        .usage, "a part of a Redis URL is not UTF-8 once its percent coding is undone")
    }
    return decoded
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
