/// A configuration as it was given, file and environment joined: each part with its place.
struct Node {
  enum Content {
    case scalar(Scalar)
    case list([Node])
    case mapping([Entry])
  }

  struct Scalar {
    /// What it says, variables and files expanded.
    var text: String
    /// What was written: the only form that messages show.
    var written: String
    /// Whether it stands without quotes.
    var isPlain: Bool
    /// Whether it could not be expanded, which was reported: nothing more is said of it.
    var isBroken = false

    /// Whether it says nothing, as YAML's core schema has it.
    var isNull: Bool {
      guard isPlain else { return false }
      return switch text {
      case "", "~", "null", "Null", "NULL": true
      default: false
      }
    }
  }

  struct Entry {
    var name: String
    var place: Place
    var value: Node
  }

  var place: Place
  var content: Content
  /// Of an item that an override made: the item of nearly the same name that was there before.
  var nearestSibling: String?

  var isNull: Bool {
    if case .scalar(let scalar) = content { scalar.isNull } else { false }
  }

  /// The text of the item's `name`, where it has one.
  var givenName: String? {
    guard case .mapping(let entries) = content,
      let entry = entries.first(where: { $0.name == "name" }),
      case .scalar(let scalar) = entry.value.content, !scalar.isBroken, !scalar.isNull
    else { return nil }
    return scalar.text
  }

  /// "a list" and so on, for messages.
  var kind: String {
    switch content {
    case .scalar(let scalar): scalar.isNull ? "empty" : "a single value"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
