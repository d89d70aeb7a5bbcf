/// Decimal numbers as people write them: no hexadecimal, octal or separators, no infinities.
enum DecimalText {
  /// The whole number in `text`: digits, without a leading zero, perhaps after a minus; nil for anything else.
  static func integer(_ text: String) -> Int? {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, digits.allSatisfy(isDigit),
      // A leading zero means octal to some readers of YAML and nothing to others.
      digits.count == 1 || first != UInt8(ascii: "0")
    else { return nil }
    return Int(text)
  }

  /// The finite number in `text`: decimal digits with a point and an exponent where it has them.
  static func number(_ text: String) -> Double? {
    guard
      text.utf8.allSatisfy({ byte in
        isDigit(byte) || [".", "-", "+", "e", "E"].contains(Unicode.Scalar(byte))
      }), text.utf8.contains(where: isDigit), let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  /// `number` without a needless `.0`.
  static func short(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// What stands before a unit, which a space may set apart.
  static func withoutTrailingSpaces(_ text: Substring) -> String {
    var text = text
    while text.hasSuffix(" ") { text.removeLast() }
    return String(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
