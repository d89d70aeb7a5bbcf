/// The escapes of both formats.
enum Escaping {
  /// Whether `text` is the same with its escapes.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy {
      $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\n")
    }
  }

  /// Appends `text` with backslashes, line feeds and, if `quotes`, quotation marks escaped.
  static func append(_ text: String, quotes: Bool, to output: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\n"): output.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\"") where quotes: output.append(contentsOf: "\\\"".utf8)
      default: output.append(byte)
      }
    }
  }
}
