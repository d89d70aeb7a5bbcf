/// A request target, checked: origin form (`/path?query`), absolute form (`http://host/path?query`)
/// or `*`.
struct HTTPTarget: Sendable {
  /// The path, still percent-encoded, `/` at least (or `*`).
  let path: String
  /// What follows the first `?`, still encoded; nil without one.
  let query: String?

  /// Checks a target as it came off the wire.
  ///
  /// Nil where it holds a control character or a space, an escape that is not `%` and two
  /// hexadecimal digits, or bytes that are not UTF-8 once decoded; also where it has none of the
  /// three forms.
  init?(_ bytes: UnsafeRawBufferPointer) {
    var needsDecoding = false
    for byte in bytes {
      guard byte > 0x20, byte != 0x7f else { return nil }
      if byte >= 0x80 || byte == UInt8(ascii: "%") { needsDecoding = true }
    }
    let text: String
    if needsDecoding {
      guard let valid = String(validating: bytes, as: UTF8.self) else { return nil }
      text = valid
    } else {
      text = String(decoding: bytes, as: UTF8.self)
    }
    self.init(text, needsDecoding: needsDecoding)
  }

  private init?(_ text: String, needsDecoding: Bool) {
    var rest = text[...]
    for scheme in ["http://", "https://"]
    where rest.utf8.first != UInt8(ascii: "/") && rest.lowercased().hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      rest = rest[(rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex)...]
    }
    let isWhole = rest.startIndex == text.startIndex
    let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?"))
    if let mark {
      path = isWhole || mark != rest.startIndex ? String(rest[..<mark]) : "/"
      query = String(rest[rest.utf8.index(after: mark)...])
    } else {
      path = isWhole ? text : rest.isEmpty ? "/" : String(rest)
      query = nil
    }
    guard path.utf8.first == UInt8(ascii: "/") || path == "*" else { return nil }
    guard needsDecoding else { return }
    for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard PercentEncoding.decode(segment) != nil else { return nil }
    }
    for item in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      for part in item.split(separator: UInt8(ascii: "="), maxSplits: 1) {
        guard PercentEncoding.decode(part) != nil else { return nil }
      }
    }
  }

  /// The path's segments, decoded; empty segments are kept except for the one before the first `/`.
  var pathSegments: [String] {
    guard path.utf8.first == UInt8(ascii: "/") else { return [] }
    let segments = path.utf8.dropFirst()
      .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if segments.count == 1, segments[0].isEmpty { return [] }
    // Decoding cannot fail: `init` has tried it.
    return segments.map { PercentEncoding.decode($0) ?? "" }
  }

  /// The query's items, decoded as forms are.
  var queryItems: [HTTPRequest.QueryItem] {
    (query ?? "").utf8.split(separator: UInt8(ascii: "&")).map { item in
      let parts = item.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return HTTPRequest.QueryItem(
        name: PercentEncoding.decode(parts[0], plusIsSpace: true) ?? "",
        value: parts.count == 2
          ? PercentEncoding.decode(parts[1], plusIsSpace: true) ?? "" : "")
    }
  }
}
