/// Why text is not one YAML document.
public struct YAMLError: Error, Hashable, Sendable {
  /// The closed set of reasons.
  public enum Code: Hashable, Sendable {
    /// The bytes are not UTF-8 text, or hold characters that YAML forbids.
    case encoding
    /// The text breaks YAML's grammar.
    case syntax
    /// A mapping has two keys of one name.
    case duplicateKey
    /// A key is not plain text, an alias refers to nothing, or what is merged is no mapping.
    case structure
    /// The text, its nesting or what its aliases expand to is larger than allowed.
    case limit
    /// Memory ran out.
    case memory
  }

  /// The reason.
  public var code: Code

  /// Where it was found.
  public var position: YAMLPosition

  /// What is wrong there, and what was expected.
  public var message: String

  /// An error as given.
  public init(_ code: Code, at position: YAMLPosition, _ message: String) {
    self.code = code
    self.position = position
    self.message = message
  }
}

extension YAMLError: CustomStringConvertible {
  /// `line:column: message`.
  public var description: String { "\(position.line):\(position.column): \(message)" }
}
