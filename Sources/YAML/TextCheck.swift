/// Finds what libyaml's reader would refuse without saying where it stands.
enum TextCheck {
  /// Throws where `text` is not UTF-8, or holds a character that YAML does not allow.
  static func check(_ text: [UInt8]) throws(YAMLError) {
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      throw YAMLError(
        .encoding, at: YAMLPosition(line: 1, column: 1), "the text is UTF-16; expected UTF-8")
    }
    let content = text.starts(with: byteOrderMark) ? text.dropFirst(3) : text[...]
    if let offset = firstForbidden(in: content) {
      throw YAMLError(
        .encoding, at: position(of: offset, in: text), complaint(about: offset, in: text))
    }
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The line and column of byte `offset`, as libyaml counts them.
  static func position(of offset: Int, in text: [UInt8]) -> YAMLPosition {
    var position = YAMLPosition(line: 1, column: 1)
    let start = text.starts(with: byteOrderMark) ? 3 : 0
    guard start < offset else { return position }
    // Repair keeps one replacement for each invalid sequence; all of them lie at or after `offset`.
    var previous: Unicode.Scalar = " "
    for scalar in String(decoding: text[start..<offset], as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r":
        break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        position = YAMLPosition(line: position.line + 1, column: 1)
      default:
        position.column += 1
      }
      previous = scalar
    }
    return position
  }

  private static func firstForbidden(in text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte < 0x80 {
        // Printable ASCII and the three characters of white space that YAML knows.
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0A || byte == 0x0D else {
          return index
        }
        index += 1
        continue
      }
      guard let (scalar, length) = decode(text, at: index), isAllowed(scalar) else { return index }
      index += length
    }
    return nil
  }

  private static func decode(_ text: ArraySlice<UInt8>, at index: Int) -> (UInt32, Int)? {
    let lead = text[index]
    let length: Int
    let smallest: UInt32
    switch lead {
    case 0xC2...0xDF: (length, smallest) = (2, 0x80)
    case 0xE0...0xEF: (length, smallest) = (3, 0x800)
    case 0xF0...0xF4: (length, smallest) = (4, 0x10000)
    default: return nil
    }
    guard index + length <= text.endIndex else { return nil }
    var scalar = UInt32(lead) & (0x7F >> UInt32(length))
    for byte in text[index + 1..<index + length] {
      guard byte & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    guard scalar >= smallest, Unicode.Scalar(scalar) != nil else { return nil }
    return (scalar, length)
  }

  private static func isAllowed(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func complaint(about offset: Int, in text: [UInt8]) -> String {
    let byte = text[offset]
    if byte < 0x80 {
      return "control character 0x\(hexadecimal(UInt32(byte))); expected text"
    }
    if let (scalar, _) = decode(text[...], at: offset) {
      return "character U+\(hexadecimal(scalar)) is not allowed in YAML; expected text"
    }
    return "byte 0x\(hexadecimal(UInt32(byte))) is not UTF-8; expected UTF-8 text"
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return digits.count < 2 ? "0" + digits : digits
  }
}
