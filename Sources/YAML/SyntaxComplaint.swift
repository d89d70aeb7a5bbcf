/// What libyaml says of broken grammar, and the same for a person who mends it.
struct SyntaxComplaint {
  let problem: String
  let position: YAMLPosition
  /// Whether the text ends where the problem was found: then what was opened before is to blame.
  let isAtEnd: Bool
  let context: String
  let contextPosition: YAMLPosition

  func error(in text: [UInt8]) -> YAMLError {
    let (place, message) = explained(in: text)
    return YAMLError(.syntax, at: place, message)
  }

  private func explained(in text: [UInt8]) -> (YAMLPosition, String) {
    switch problem {
    case "mapping values are not allowed in this context":
      return (
        position,
        "a `:` stands where no key can be; expected one key a line, and quotes around a value with `: ` in it"
      )
    case "did not find expected key":
      return (
        position,
        "expected a key here, indented like those of the \(collection) that begins in line \(contextPosition.line)"
      )
    case "did not find expected '-' indicator":
      return (
        position,
        "this indentation fits nothing; expected `- ` as in line \(contextPosition.line), or the indentation of that item's keys"
      )
    case "did not find expected ',' or ']'":
      return (
        isAtEnd ? contextPosition : position,
        "expected `,` or the `]` for the `[` in line \(contextPosition.line)"
      )
    case "did not find expected ',' or '}'":
      return (
        isAtEnd ? contextPosition : position,
        "expected `,` or the `}` for the `{` in line \(contextPosition.line)"
      )
    case "could not find expected ':'":
      return (contextPosition, "expected `:` and a value after this key")
    case "found unexpected end of stream" where context.contains("quoted scalar"):
      return (
        contextPosition, "the quote that opens here is not closed; expected the same quote again"
      )
    case "found unexpected document indicator" where context.contains("quoted scalar"):
      return (
        contextPosition,
        "the quote that opens here is not closed before `---` or `...`; expected the same quote again"
      )
    case "found character that cannot start any token":
      return (position, badStart(in: text))
    case "found a tab character where an indentation space is expected",
      "found a tab character that violates indentation":
      return (position, Self.tab)
    case "found unknown escape character":
      return (
        position,
        "unknown escape in a double-quoted text; expected `\\\\` for a backslash, or single quotes"
      )
    case "block sequence entries are not allowed in this context":
      return (
        position,
        "a list item stands where no list can be; expected it on a line of its own, indented below its key"
      )
    case "block mapping keys are not allowed in this context",
      "mapping keys are not allowed in this context":
      return (position, "a key stands where no mapping can be; expected it on a line of its own")
    case "did not find expected <document start>":
      return (
        position,
        "text after the end of the document; expected one document, its top-level keys at one indentation"
      )
    case "found undefined tag handle":
      return (position, "a tag of unknown origin; expected a value without a tag")
    case "did not find expected node content":
      return (position, "expected a value here")
    default:
      let detail = context.isEmpty ? problem : "\(problem) \(context)"
      return (position, "\(detail.isEmpty ? "this is not YAML" : detail); expected YAML")
    }
  }

  private static let tab = "a tab indents this line; expected spaces"

  private var collection: String {
    context.contains("mapping") ? "mapping" : "list"
  }

  /// Says which character it is that begins nothing.
  private func badStart(in text: [UInt8]) -> String {
    guard let character = character(in: text) else {
      return "this character cannot begin a value; expected quotes around the value"
    }
    if character == "\t" { return Self.tab }
    return "`\(character)` cannot begin a value; expected quotes around the value"
  }

  private func character(in text: [UInt8]) -> Character? {
    let lines = String(decoding: text, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard position.line <= lines.count else { return nil }
    let scalars = lines[position.line - 1].unicodeScalars.dropFirst(position.column - 1)
    return scalars.first.map { Character($0) }
  }
}
