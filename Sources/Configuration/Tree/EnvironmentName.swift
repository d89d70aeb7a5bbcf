/// Names as environment variables can hold them.
enum EnvironmentName {
  /// `name` with `_` for every character but ASCII letters and digits.
  static func of(_ name: String) -> String {
    String(
      name.map { character in
        character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
      })
  }
}
