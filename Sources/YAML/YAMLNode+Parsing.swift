extension YAMLNode {
  /// Bounds on what a document may make of its text: without them a few lines of aliases ask for
  /// more memory than there is.
  public struct Limits: Hashable, Sendable {
    /// The largest text, in bytes.
    public var bytes = 16 << 20

    /// The deepest nesting, aliases expanded.
    public var depth = 64

    /// The most nodes, aliases and merge keys expanded.
    public var nodes = 1_000_000

    /// The default bounds.
    public init() {}
  }

  /// The one document in UTF-8 text; nil where there is none (an empty text, or only comments).
  ///
  /// A byte-order mark at the start is passed over. Never traps, whatever the bytes.
  ///
  /// - Throws: `YAMLError` for the first thing that is wrong.
  /// - Complexity: linear in the text and in the nodes that its aliases expand to.
  public static func parse(_ text: [UInt8], limits: Limits = Limits()) throws(YAMLError)
    -> YAMLNode?
  {
    guard text.count <= limits.bytes else {
      throw YAMLError(
        .limit, at: YAMLPosition(line: 1, column: 1),
        "the text has \(text.count) bytes; expected at most \(limits.bytes)")
    }
    try TextCheck.check(text)
    let events = EventStream(text)
    var composer = Composer(text: text, limits: limits)
    return try composer.document(from: events)
  }

  /// The one document in `text`; nil where there is none.
  ///
  /// - Throws: `YAMLError` for the first thing that is wrong.
  public static func parse(_ text: String, limits: Limits = Limits()) throws(YAMLError)
    -> YAMLNode?
  {
    try parse(Array(text.utf8), limits: limits)
  }
}
