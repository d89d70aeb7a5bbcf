/// `host:port` of an address or URL.
struct Authority {
  /// The host; IPv6 addresses without their brackets; empty for all of this machine's addresses.
  let host: String
  /// The port; nil where none is given.
  let port: Int?

  /// Reads `host`, `host:port`, `[ipv6]:port` or `:port`; nil for anything else.
  init?(_ text: String) {
    var rest = text[...]
    if rest.hasPrefix("[") {
      guard let bracket = rest.firstIndex(of: "]") else { return nil }
      let inside = rest[rest.index(after: rest.startIndex)..<bracket]
      guard inside.utf8.count >= 2, inside.contains(":"),
        inside.utf8.allSatisfy({ Self.isHexadecimal($0) || $0 == UInt8(ascii: ".") })
      else { return nil }
      host = String(inside)
      rest = rest[rest.index(after: bracket)...]
    } else {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      host = String(rest[..<end])
      guard host.utf8.allSatisfy(Self.isHostByte) else { return nil }
      rest = rest[end...]
    }
    if rest.isEmpty {
      port = nil
      return
    }
    let digits = rest.dropFirst().utf8
    guard rest.hasPrefix(":"), (1...5).contains(digits.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(String(rest.dropFirst())), number <= 65_535
    else { return nil }
    port = number
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: byte >= 0x80
    }
  }
}

/// Checks URLs as far as that goes without speaking to anyone.
enum URLText {
  /// Throws where `text` is no URL with one of `schemes` and a host (for `unix` a path).
  static func check(_ text: String, schemes: [String]) throws(Mismatch) {
    guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
      throw Mismatch("it has white space or control characters in it")
    }
    guard let mark = text[...].scalarRange(of: "://") else {
      throw Mismatch("it has no `://` after a scheme")
    }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard schemes.contains(scheme) else {
      throw Mismatch("its scheme is not \(NearestName.oneOf(schemes))")
    }
    let rest = text[mark.upperBound...]
    if scheme == "unix" {
      guard rest.hasPrefix("/") || rest.contains("@/") else { throw Mismatch("it has no path") }
      return
    }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") {
      authority = authority[authority.index(after: at)...]
    }
    guard let parsed = Authority(String(authority)), parsed.port != 0 else {
      throw Mismatch("its host or port is wrong")
    }
    guard !parsed.host.isEmpty else { throw Mismatch("it has no host") }
  }
}
