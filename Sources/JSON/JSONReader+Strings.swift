extension JSONReader {
  /// Reads the string that starts at the next byte.
  mutating func readStringHere(_ expected: String) throws(JSONError) -> String {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      throw unexpected(expected)
    }
    let start = offset + 1
    var end = start
    var hasEscapes = false
    var high: UInt8 = 0
    scan: while true {
      guard end < bytes.count else {
        offset = bytes.count
        throw unexpected("'\"' at the end of the string")
      }
      let byte = bytes[end]
      high |= byte
      switch byte {
      case UInt8(ascii: "\""): break scan
      case UInt8(ascii: "\\"):
        // Whatever it escapes does not end the string.
        hasEscapes = true
        end += 2  // past the byte that it escapes
      case 0..<0x20:
        offset = end
        throw unexpected("control characters to be escaped")
      default: end += 1
      }
    }
    let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
    if high >= 0x80 { try validate(content, at: start) }
    offset = end + 1
    guard hasEscapes else { return String(decoding: content, as: UTF8.self) }
    return String(decoding: try unescape(content, at: start), as: UTF8.self)
  }

  /// Checks that `content`, which starts at `start`, is UTF-8.
  private func validate(
    _ content: UnsafeBufferPointer<UInt8>, at start: Int
  ) throws(JSONError) {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: content.span)
    } catch {
      throw self.error("expected UTF-8", at: start + error.byteOffsets.lowerBound)
    }
  }

  /// The UTF-8 of `content`, which starts at `start`, with its escapes resolved.
  private func unescape(
    _ content: UnsafeBufferPointer<UInt8>, at start: Int
  ) throws(JSONError) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      guard content[index] == UInt8(ascii: "\\") else {
        output.append(content[index])
        index += 1
        continue
      }
      let escape = index
      index += 1
      guard index < content.count else { break }
      index += 1
      switch content[index - 1] {
      case UInt8(ascii: "\""): output.append(UInt8(ascii: "\""))
      case UInt8(ascii: "\\"): output.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "/"): output.append(UInt8(ascii: "/"))
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        guard let scalar = scalar(of: content, at: &index) else {
          throw error(
            "expected \\u and four hexadecimal digits, surrogates in pairs", at: start + escape)
        }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      default:
        throw error(
          "expected one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", at: start + escape)
      }
    }
    return output
  }

  /// The scalar whose escape has its digits at `index`, which goes past it; nil where it is none.
  private func scalar(
    of content: UnsafeBufferPointer<UInt8>, at index: inout Int
  ) -> Unicode.Scalar? {
    guard let first = hexadecimal(content, at: index) else { return nil }
    index += 4
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
    guard index + 1 < content.count, content[index] == UInt8(ascii: "\\"),
      content[index + 1] == UInt8(ascii: "u"),
      let second = hexadecimal(content, at: index + 2), UTF16.isTrailSurrogate(second)
    else { return nil }
    index += 6
    return UTF16.decode(UTF16.EncodedScalar([first, second]))
  }

  /// The four hexadecimal digits at `index`; nil where they are not there.
  private func hexadecimal(_ content: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= content.count else { return nil }
    var value: UInt16 = 0
    for byte in content[index..<index + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
