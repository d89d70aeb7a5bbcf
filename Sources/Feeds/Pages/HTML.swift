/// A piece of a page. Texts that are put into it are escaped, so that no name, label or error can become markup.
///
///     HTML("<td>\(workload.name)</td>")   // a workload `<b>` becomes &lt;b&gt;
struct HTML: ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var text: String

  /// Nothing.
  static let nothing = HTML("")

  init(stringLiteral markup: String) { text = markup }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Puts literal markup, escaped texts and other pieces together.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ markup: String) { text += markup }

    mutating func appendInterpolation(_ text: String) { self.text += HTML.escaped(text) }

    mutating func appendInterpolation(_ number: Int) { text += String(number) }

    mutating func appendInterpolation(_ piece: HTML) { text += piece.text }

    mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { text += piece.text }
    }

    /// A text as a segment of a path.
    mutating func appendInterpolation(path text: String) { self.text += HTML.pathSegment(text) }
  }

  static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// `text` with the characters escaped that mean something in HTML, in content and in quoted attributes.
  static func escaped(_ text: String) -> String {
    if !text.utf8.contains(where: isSpecial) { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }

  /// `text` percent-encoded as a segment of a path. `.` and `..` are encoded whole, since browsers would walk by them.
  static func pathSegment(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let walks = text == "." || text == ".."
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: ".") where !walks: bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
