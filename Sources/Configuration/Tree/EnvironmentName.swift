/// Names as environment variables can hold them.
enum EnvironmentName {
  /// The index that `part` of a path is, written as indices are; nil for anything else.
  static func index(_ part: String) -> Int? {
    guard let index = Int(part), index >= 0, String(index) == part else { return nil }
    return index
  }

  /// `name` with `_` for every character but ASCII letters and digits.
  static func of(_ name: String) -> String {
    String(
      name.map { character in
        character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
      })
  }
}
