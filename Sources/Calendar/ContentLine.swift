/// One line of an iCalendar file, unfolded: `NAME;PARAMETER=VALUE:VALUE`.
struct ContentLine {
  /// The number of its first line in the file, from 1.
  let number: Int
  /// The property, in capitals.
  let name: String
  /// Its parameters, their names in capitals.
  let parameters: [String: String]
  /// Its value as it stands there.
  let value: String

  /// Reads an unfolded line; nil where it has no name or no colon.
  init?(_ bytes: [UInt8], number: Int) {
    var isQuoted = false
    var cuts: [Int] = []
    var colon: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ";") where !isQuoted: cuts.append(index)
      case UInt8(ascii: ":") where !isQuoted: colon = index
      default: break
      }
      if colon != nil { break }
    }
    guard let colon else { return nil }
    let ends = cuts + [colon]
    let name = String(decoding: bytes[..<ends[0]], as: UTF8.self).uppercased()
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
    var parameters: [String: String] = [:]
    for (start, end) in zip(ends, ends.dropFirst()) {
      let text = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
      guard let equals = text.firstIndex(of: "=") else { continue }
      let value = text[text.index(after: equals)...]
      parameters[text[..<equals].uppercased()] = value.filter { $0 != "\"" }
    }
    self.number = number
    self.name = name
    self.parameters = parameters
    value = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
  }

  /// The value as text, its escapes undone (RFC 5545, section 3.3.11).
  var text: String { Self.unescaped(value) }

  /// The values of a list of texts: escaped commas are no separators.
  var texts: [String] {
    var parts: [String] = []
    var current = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        current += "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "," {
        parts.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    return (parts + [current]).map(Self.unescaped)
  }

  private static func unescaped(_ value: String) -> String {
    var text = ""
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        text.unicodeScalars.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "-")
  }
}
