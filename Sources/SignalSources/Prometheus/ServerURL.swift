/// A base URL, to which paths are appended: `http://host/prometheus/`.
struct ServerURL: Sendable {
  private let base: Substring
  /// The URL's own query with its question mark, which comes behind each path.
  private let query: Substring

  init(_ text: String) {
    let text = text.prefix { $0 != "#" }
    let end = text.firstIndex(of: "?") ?? text.endIndex
    var base = text[..<end]
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    query = text[end...]
  }

  func appending(_ path: String) -> String { base + path + query }
}
