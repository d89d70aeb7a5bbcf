internal import Synchronization
internal import _StringProcessing

/// A regular expression that a whole text must match, as in PromQL, where every expression is
/// anchored.
struct AnchoredPattern: Sendable {
  /// The expression as written.
  let source: String

  private let way: Way

  private enum Way: Sendable {
    /// Any text.
    case anything
    /// Any text but the empty one.
    case something
    /// One of these texts: an expression without anything but alternatives.
    case oneOf(Set<[UInt8]>)
    /// Whatever else.
    case expression(Expression)
  }

  /// Regex is not Sendable: it is used under a lock.
  private final class Expression: Sendable {
    private let regex: Mutex<Regex<AnyRegexOutput>>

    init(_ source: String) throws {
      regex = Mutex(
        try Regex(source).matchingSemantics(.unicodeScalar).dotMatchesNewlines()
          .anchorsMatchLineEndings(false))
    }

    func matches(_ text: String) -> Bool {
      regex.withLock { (try? $0.wholeMatch(in: text)) != nil }
    }
  }

  /// A pattern; nil where `source` is no regular expression. As in Prometheus 3, a dot stands for a
  /// line feed too.
  init?(_ source: String) {
    self.source = source
    switch source {
    case ".*": way = .anything
    case ".+": way = .something
    default:
      if source.utf8.contains(where: { Self.special.contains($0) }) {
        guard let expression = try? Expression(source) else { return nil }
        way = .expression(expression)
      } else {
        let texts = source.utf8.split(
          separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        way = .oneOf(Set(texts.map { Array($0) }))
      }
    }
  }

  /// Whether the whole of `text` matches.
  func matches(_ text: String) -> Bool {
    switch way {
    case .anything: true
    case .something: !text.isEmpty
    case .oneOf(let texts): texts.contains(Array(text.utf8))
    case .expression(let expression): expression.matches(text)
    }
  }

  /// What has a meaning of its own in an expression, but for `|`.
  private static let special = Set("\\.+*?()[]{}^$#".utf8)
}
