internal import Glibc

/// Where a Redis server or a sentinel listens.
public enum RedisAddress: Hashable, Sendable {
  /// A host name or numeric address, IPv6 without brackets, and a port.
  case tcp(host: String, port: UInt16)

  /// A Unix socket.
  case unix(path: String)

  /// Reads `HOST` or `HOST:PORT`, a numeric IPv6 address in brackets where a port follows.
  public init(_ text: String, defaultPort: UInt16) throws(RedisError) {
    let expected = RedisError(
      .usage, "not an address: expected HOST:PORT, as in 127.0.0.1:\(defaultPort)")
    var host = Substring(text)
    var port: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw expected }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw expected }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard Self.isHost(host) else { throw expected }
    var number = defaultPort
    if let port {
      guard port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let value = UInt16(port), value > 0 else {
        throw expected
      }
      number = value
    }
    self = .tcp(host: String(host), port: number)
  }

  /// Whether a text can be a host: letters, digits, dots, hyphens, underscores and letters beyond ASCII,
  /// or a numeric IPv6 address.
  static func isHost(_ text: some StringProtocol) -> Bool {
    if text.contains(":") {
      var address = in6_addr()
      return inet_pton(AF_INET6, String(text), &address) == 1
    }
    return !text.isEmpty && text.utf8.count <= 255
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: ".-_".utf8.contains(byte)
        }
      }
  }

  /// The host as a URL has it.
  static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

extension RedisAddress: CustomStringConvertible {
  /// `HOST:PORT` or the socket's path.
  public var description: String {
    switch self {
    case .tcp(let host, let port): "\(Self.bracketed(host)):\(port)"
    case .unix(let path): path
    }
  }
}
