/// A user name and a password from an `Authorization: Basic` header (RFC 7617).
struct BasicCredentials: Sendable {
  let user: String
  let password: [UInt8]

  /// Nil where the header is of another scheme, or is not base64 of a name, a colon and a password.
  init?(header: String) {
    let bytes = header.utf8
    guard bytes.count > 6, bytes.count <= 4096,
      String(decoding: bytes.prefix(6), as: UTF8.self).lowercased() == "basic ",
      let decoded = Self.decodeBase64(bytes.dropFirst(6).drop { $0 == 0x20 }),
      let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
      let user = String(validating: decoded[..<colon], as: UTF8.self)
    else { return nil }
    self.user = user
    password = Array(decoded[(colon + 1)...])
  }

  /// Decodes base64 in its usual alphabet; padding may be missing, nothing may follow it.
  private static func decodeBase64(_ text: Substring.UTF8View) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var isPadded = false
    for byte in text {
      if byte == UInt8(ascii: "=") {
        isPadded = true
        continue
      }
      guard !isPadded, let value = digit(byte) else { return nil }
      bits = bits << 6 | value
      count += 1
      guard count % 4 != 1 else { continue }
      let spare = UInt32([0, 0, 4, 2][count % 4])
      bytes.append(UInt8(truncatingIfNeeded: bits >> spare))
    }
    return count % 4 == 1 ? nil : bytes
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
