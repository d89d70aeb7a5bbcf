extension Double {
  /// The number that the ASCII text `bytes` says in decimal: `12`, `-0.5`, `1.5e-3`; correctly
  /// rounded.
  ///
  /// - Returns: nil for anything else: an empty text, spaces, `nan`, `inf`, hexadecimal, or a
  ///   number beyond the greatest finite one.
  package init?(decimalText bytes: some Collection<UInt8>) {
    // Up to 2^53 and 10^22 both factors are exact, so that one division rounds correctly
    // (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals = 0
    var hasPoint = false
    var isSimple = true
    var isNegative = false
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x30...0x39:
        digits += 1
        if hasPoint { decimals += 1 }
        if mantissa < 1 << 53 {
          mantissa = mantissa * 10 + UInt64(byte - 0x30)
        } else {
          isSimple = false
        }
      case UInt8(ascii: "."):
        if hasPoint { return nil }
        hasPoint = true
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        if index == 0 { isNegative = byte == UInt8(ascii: "-") } else { isSimple = false }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        isSimple = false
      default:
        return nil
      }
    }
    guard digits > 0 else { return nil }
    if isSimple, mantissa <= 1 << 53, decimals < Self.powersOfTen.count {
      let magnitude = Double(mantissa) / Self.powersOfTen[decimals]
      self = isNegative ? -magnitude : magnitude
    } else {
      guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
        return nil
      }
      self = value
    }
  }

  /// 1, 10, ... 10^22: the powers of ten that a Double holds exactly.
  private static let powersOfTen: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append(powers.last.map { $0 * 10 } ?? 1)
  }
}
