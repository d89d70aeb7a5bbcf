internal import CCharconv

extension DecimalText {
  /// Appends the text of `value`: as many digits as it takes to read back as the same double, and
  /// `NaN`, `+Inf` and `-Inf` as Prometheus writes them.
  ///
  /// Whole numbers below 2^53, and larger ones where that is shorter, are written in full, without
  /// an exponent; `-0` keeps its sign.
  @inlinable
  public static func append(_ value: Double, to output: inout [UInt8]) {
    output.append(addingCapacity: maximumLength) { span in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        if let start = buffer.baseAddress {
          initializedCount += write(value, to: start + initializedCount)
        }
      }
    }
  }

  /// Appends the digits of `value`.
  @inlinable
  public static func append(_ value: Int64, to output: inout [UInt8]) {
    output.append(addingCapacity: maximumLength) { span in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        if let start = buffer.baseAddress {
          initializedCount += write(value, to: start + initializedCount)
        }
      }
    }
  }

  /// Appends the digits of `value`.
  @inlinable
  public static func append(_ value: UInt64, to output: inout [UInt8]) {
    output.append(addingCapacity: maximumLength) { span in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        if let start = buffer.baseAddress {
          initializedCount += write(value, to: start + initializedCount)
        }
      }
    }
  }

  /// The text of `value`, as `append` writes it.
  public static func string(_ value: Double) -> String {
    String(unsafeUninitializedCapacity: maximumLength) { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return write(value, to: start)
    }
  }

  /// Writes the text of `value` at `output`, which has room for `maximumLength` bytes, and returns
  /// its length. Bytes after the text, within that room, may be overwritten.
  public static func write(_ value: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
    let magnitude = value.magnitude
    guard magnitude < 0x1p53 else { return writeLarge(value, to: output) }
    let whole = UInt64(magnitude)
    if Double(whole) == magnitude, whole != 0 || value.sign == .plus {
      var start = output
      if value < 0 {
        output.pointee = UInt8(ascii: "-")
        start += 1
      }
      return writeDigits(whole, to: start) - output
    }
    // Up to six decimals and fifteen digits: the quotient of two exact doubles is the double
    // nearest to the decimal, and no two decimals of fifteen digits share a double, so that these
    // digits read back as `value` and no fewer do.
    if magnitude < 1e9 {
      let millionths = UInt64(magnitude * 1e6 + 0.5)
      if Double(millionths) / 1e6 == magnitude, millionths != 0 {
        return writeMillionths(millionths, isNegative: value < 0, to: output)
      }
    }
    return writeShortest(value, to: output)
  }

  /// Writes the digits of `value` at `output`, which has room for `maximumLength` bytes, and
  /// returns their number.
  public static func write(_ value: UInt64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    writeDigits(value, to: output) - output
  }

  /// Writes the digits of `value`, after its sign, at `output`, which has room for `maximumLength`
  /// bytes, and returns their number.
  public static func write(_ value: Int64, to output: UnsafeMutablePointer<UInt8>) -> Int {
    guard value < 0 else { return write(UInt64(value), to: output) }
    output.pointee = UInt8(ascii: "-")
    return writeDigits(value.magnitude, to: output + 1) - output
  }

  /// Values of at least 2^53, infinities and NaN.
  private static func writeLarge(_ value: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if value.isNaN { return write("NaN", to: output) }
    if value.isInfinite { return write(value < 0 ? "-Inf" : "+Inf", to: output) }
    return writeShortest(value, to: output)
  }

  private static func write(_ text: StaticString, to output: UnsafeMutablePointer<UInt8>) -> Int {
    output.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    return text.utf8CodeUnitCount
  }

  private static func writeShortest(
    _ value: Double, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    output.withMemoryRebound(to: CChar.self, capacity: maximumLength) {
      outrider_charconv_write(value, $0)
    }
  }

  /// `millionths` / 10^6 in plain notation, without trailing zeros; there is at least one decimal.
  private static func writeMillionths(
    _ millionths: UInt64, isNegative: Bool, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let (whole, fraction) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    var next = output
    if isNegative {
      next.pointee = UInt8(ascii: "-")
      next += 1
    }
    next = writeDigits(whole, to: next)
    next.pointee = UInt8(ascii: ".")
    next += 1
    let digits = eightDigits(UInt32(truncatingIfNeeded: fraction)) >> 16
    store(digits | 0x3030_3030_3030_3030, to: next)
    return next + (8 - digits.leadingZeroBitCount / 8) - output
  }

  /// Writes the digits of `value` and returns where they end.
  @inline(__always)
  private static func writeDigits(
    _ value: UInt64, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    guard value >= 100_000_000 else {
      return writeLeading(UInt32(truncatingIfNeeded: value), to: output)
    }
    let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
    var next: UnsafeMutablePointer<UInt8>
    if high < 100_000_000 {
      next = writeLeading(UInt32(truncatingIfNeeded: high), to: output)
    } else {
      let (top, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
      next = writeLeading(UInt32(truncatingIfNeeded: top), to: output)
      store(eightDigits(UInt32(truncatingIfNeeded: middle)) | 0x3030_3030_3030_3030, to: next)
      next += 8
    }
    store(eightDigits(UInt32(truncatingIfNeeded: low)) | 0x3030_3030_3030_3030, to: next)
    return next + 8
  }

  /// Writes the digits of `value`, below 10^8, without leading zeros (one zero for 0).
  @inline(__always)
  private static func writeLeading(
    _ value: UInt32, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let digits = eightDigits(value)
    let zeros = min(digits.trailingZeroBitCount / 8, 7)
    store((digits | 0x3030_3030_3030_3030) >> UInt64(zeros * 8), to: output)
    return output + (8 - zeros)
  }

  /// The eight decimal digits of `value`, below 10^8, one a byte, the most significant in the
  /// lowest.
  ///
  /// Splits all halves at once: two numbers of four digits, four of two, eight of one. The
  /// multiplications by a reciprocal are exact in the ranges that they meet.
  @inline(__always)
  private static func eightDigits(_ value: UInt32) -> UInt64 {
    let fours = UInt64(value / 10_000) | UInt64(value % 10_000) << 32
    let hundreds = ((fours &* 10_486) >> 20) & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- 100 &* hundreds) << 16
    let tens = ((twos &* 103) >> 10) & 0x000F_000F_000F_000F
    return tens | (twos &- 10 &* tens) << 8
  }

  @inline(__always)
  private static func store(_ bytes: UInt64, to output: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(output).storeBytes(of: bytes.littleEndian, as: UInt64.self)
  }
}
