/// The two encodings of a page of metrics.
public enum ExpositionFormat: CaseIterable, Hashable, Sendable {
  /// Prometheus' text format, version 0.0.4.
  case text

  /// OpenMetrics, version 1.0.0.
  case openMetrics

  /// The value of the `Content-Type` header.
  public var contentType: String {
    switch self {
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The format of a page with the header `Content-Type: contentType`: OpenMetrics where that names
  /// it, and text for everything else.
  public init(contentType: String) {
    let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
    self =
      Self.trimmed(Substring(type)).lowercased() == "application/openmetrics-text"
      ? .openMetrics : .text
  }

  /// What ends a page.
  var trailer: StaticString { self == .openMetrics ? "# EOF\n" : "" }

  /// The format that a client with the header `Accept: accept` likes best; text where it names
  /// neither, and for no header at all (an empty one).
  ///
  /// Ranges count by their `q` and then in their order. OpenMetrics is chosen only by those who
  /// name it, in version 1.0.0 or without a version; every version of `text/plain` and every
  /// wildcard stands for text.
  public static func negotiate(accept: String) -> ExpositionFormat {
    var best: (format: ExpositionFormat, quality: Double)?
    for range in accept.utf8.split(separator: UInt8(ascii: ",")) {
      guard let (format, quality) = preference(range), quality > 0 else { continue }
      if quality > best?.quality ?? 0 { best = (format, quality) }
    }
    return best?.format ?? .text
  }

  /// The format that a media range stands for, and how much it is liked; nil where it stands for
  /// neither.
  private static func preference(
    _ range: Substring.UTF8View
  ) -> (format: ExpositionFormat, quality: Double)? {
    let parts = range.split(separator: UInt8(ascii: ";")).map { trimmed(Substring($0)) }
    guard let type = parts.first?.lowercased() else { return nil }
    var version: Substring?
    var quality = 1.0
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let value = trimmed(part[part.index(after: equals)...])
      switch trimmed(part[..<equals]).lowercased() {
      case "version": version = value
      case "q": quality = Double(value).map { min(max($0, 0), 1) } ?? 0
      default: break
      }
    }
    switch type {
    case "application/openmetrics-text":
      let known = version.map { unquoted($0) == "1.0.0" } ?? true
      return known ? (.openMetrics, quality) : nil
    case "text/plain", "text/*", "*/*": return (.text, quality)
    default: return nil
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }

  private static func unquoted(_ text: Substring) -> Substring {
    text.count >= 2 && text.first == "\"" && text.last == "\"" ? text.dropFirst().dropLast() : text
  }
}
