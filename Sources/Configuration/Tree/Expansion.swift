/// Expands `${NAME}`, `${NAME:-default}` and `${file:PATH}` in a value.
///
/// A dollar that no brace follows stays as it is, since queries and regular expressions are full of
/// them; `$${` stands for `${` itself.
enum Expansion {
  /// The expanded text, or what is wrong with it.
  static func expand(_ text: String, in loading: LoadingContext) throws(Mismatch) -> String {
    guard text[...].scalarRange(of: "${") != nil else { return text }
    var output = ""
    var rest = text[...]
    while let dollar = rest.scalarRange(of: "${") {
      if dollar.lowerBound > rest.startIndex,
        rest[rest.index(before: dollar.lowerBound)] == "$"
      {
        output += rest[..<rest.index(before: dollar.lowerBound)] + "${"
        rest = rest[dollar.upperBound...]
        continue
      }
      output += rest[..<dollar.lowerBound]
      guard let brace = rest[dollar.upperBound...].firstIndex(of: "}") else {
        throw Mismatch("`${` is not closed; expected `${NAME}`, or `$${` for the text `${` itself")
      }
      output += try value(of: rest[dollar.upperBound..<brace], in: loading)
      rest = rest[rest.index(after: brace)...]
    }
    output += rest
    try loading.noteExpansion(byteCount: output.utf8.count)
    return output
  }

  private static func value(of reference: Substring, in loading: LoadingContext)
    throws(Mismatch) -> String
  {
    if reference.hasPrefix("file:") {
      return try loading.secretText(inFile: String(reference.dropFirst("file:".count)))
    }
    var name = reference
    var fallback: Substring?
    if let mark = reference.scalarRange(of: ":-") {
      name = reference[..<mark.lowerBound]
      fallback = reference[mark.upperBound...]
    }
    guard isName(name) else {
      throw Mismatch(
        "`${\(reference)}` names no variable; expected `${NAME}`, `${NAME:-default}` or `${file:PATH}`"
      )
    }
    let value = loading.environment[String(name)] ?? ""
    if !value.isEmpty { return value }
    if let fallback { return String(fallback) }
    // Set but empty is a value, as in a shell.
    if loading.environment[String(name)] != nil { return "" }
    throw Mismatch(
      "variable `\(name)` is not set; expected it in the environment, or a default as in `${\(name):-default}`"
    )
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}

extension Substring {
  /// The first place of `text` in this one. Compared scalar by scalar: a combining mark
  /// behind it hides nothing.
  func scalarRange(of text: String) -> Range<Index>? {
    let wanted = text.unicodeScalars
    var start = startIndex
    while start < endIndex {
      if unicodeScalars[start...].starts(with: wanted) {
        return start..<unicodeScalars.index(start, offsetBy: wanted.count)
      }
      start = unicodeScalars.index(after: start)
    }
    return nil
  }
}
