/// A place in YAML text.
public struct YAMLPosition: Hashable, Sendable {
  /// The line, from 1.
  public var line: Int

  /// The column in Unicode scalars, from 1; a tab counts as one.
  public var column: Int

  /// A place as given.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension YAMLPosition: Comparable {
  /// Document order.
  public static func < (left: YAMLPosition, right: YAMLPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A node of a YAML document, and where it begins.
///
/// Aliases are replaced by what they stand for and merge keys (`<<`) are merged, so the tree is
/// plain. What a scalar's text means (a number, a truth value, nothing) is for its reader to say.
public struct YAMLNode: Hashable, Sendable {
  /// What a node is.
  public enum Content: Hashable, Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In document order, merged entries last; no two of one name.
    case mapping([YAMLEntry])
  }

  /// What the node is.
  public var content: Content

  /// Where it begins. An alias' node begins at the alias, the nodes in it where they were written.
  public var position: YAMLPosition

  /// The tag that was written on it, resolved (`!!str` is `tag:yaml.org,2002:str`); nil without.
  public var tag: String?

  /// A node as given.
  public init(content: Content, position: YAMLPosition, tag: String? = nil) {
    self.content = content
    self.position = position
    self.tag = tag
  }
}

/// Text, and how it was written.
public struct YAMLScalar: Hashable, Sendable {
  /// How a scalar was written.
  public enum Style: Hashable, Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal
    case folded
  }

  /// The text, unescaped and unfolded.
  public var text: String

  /// How it was written.
  public var style: Style

  /// A scalar as given.
  public init(text: String, style: Style) {
    self.text = text
    self.style = style
  }
}

/// One key of a mapping, and its value.
public struct YAMLEntry: Hashable, Sendable {
  /// The key's text.
  public var name: String

  /// Where the key begins.
  public var position: YAMLPosition

  /// The value.
  public var value: YAMLNode

  /// An entry as given.
  public init(name: String, position: YAMLPosition, value: YAMLNode) {
    self.name = name
    self.position = position
    self.value = value
  }
}
