/// What Prometheus takes for names.
enum NameSyntax {
  /// Whether `name` is `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  static func isMetricName(_ name: String) -> Bool {
    isName(name) { isLetter($0) || $0 == UInt8(ascii: ":") }
  }

  /// Whether `name` is `[a-zA-Z_][a-zA-Z0-9_]*`.
  static func isLabelName(_ name: String) -> Bool {
    isName(name, isLetter)
  }

  /// Whether `byte` is a letter or an underscore.
  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
  }

  /// Whether `byte` is a digit.
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }

  private static func isName(_ name: String, _ isFirst: (UInt8) -> Bool) -> Bool {
    guard let first = name.utf8.first, isFirst(first) else { return false }
    return name.utf8.allSatisfy { isFirst($0) || isDigit($0) }
  }
}
