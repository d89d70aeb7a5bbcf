extension DecimalText {
  /// Appends the text of `value`: as many digits as it takes to read back as the same double, and
  /// `NaN`, `+Inf` and `-Inf` as Prometheus writes them.
  ///
  /// Up to six decimals stay in plain notation: `0.00001`. Whole numbers below 2^53, and those below 2^63 where that is no longer, are written in full,
  /// without an exponent; `-0` keeps its sign.
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
    guard magnitude < 0x1p52 else { return writeLarge(value, to: output) }
    // Below 2^52, adding 2^52 rounds to a whole number, which the significand then holds.
    let rounded = magnitude + 0x1p52
    if rounded - 0x1p52 == magnitude {
      return writeWhole(rounded.significandBitPattern, value.sign, to: output)
    }
    // Up to six decimals and fifteen digits: the quotient of two exact doubles is the double
    // nearest to the decimal, and no two decimals of fifteen digits share a double, so that these
    // digits read back as `value` and no fewer do.
    if magnitude < 1e9 {
      let millionths = magnitude * 1e6 + 0x1p52
      if (millionths - 0x1p52) / 1e6 == magnitude {
        return writeMillionths(
          millionths.significandBitPattern, isNegative: value < 0, to: output)
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

  @inline(__always)
  private static func writeWhole(
    _ magnitude: UInt64, _ sign: FloatingPointSign, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var start = output
    if sign == .minus {
      output.pointee = UInt8(ascii: "-")
      start += 1
    }
    return writeDigits(magnitude, to: start) - output
  }

  /// Values of at least 2^52, infinities and NaN.
  private static func writeLarge(_ value: Double, to output: UnsafeMutablePointer<UInt8>) -> Int {
    if value.magnitude < 0x1p53 {
      return writeWhole(UInt64(value.magnitude), value.sign, to: output)
    }
    if value.isNaN { return write("NaN", to: output) }
    if value.isInfinite { return write(value < 0 ? "-Inf" : "+Inf", to: output) }
    return writeShortest(value, to: output)
  }

  private static func write(_ text: StaticString, to output: UnsafeMutablePointer<UInt8>) -> Int {
    output.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    return text.utf8CodeUnitCount
  }

  /// Writes the fewest digits that read back as `value`, which is finite and not zero, in plain notation where that is no longer than with an exponent and the value is below 2^63.
  private static func writeShortest(
    _ value: Double, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var start = output
    if value.sign == .minus {
      output.pointee = UInt8(ascii: "-")
      start += 1
    }
    let digits = SeventeenDigits(ShortestDecimal(value))
    let count = digits.count
    let whole = digits.whole
    let decimals = count &- whole
    if whole > 0, decimals > 0 {
      digits.write(pointAfter: whole, to: start)
      return start + count + 1 - output
    }
    let scientificLength = count + (count > 1 ? 1 : 0) + ((whole - 1).magnitude < 100 ? 4 : 5)
    let plainLength = decimals > 0 ? 2 + decimals : whole
    let end: UnsafeMutablePointer<UInt8>
    if plainLength > scientificLength || value.magnitude >= 0x1p63 {
      end = writeScientific(digits, to: start)
    } else if decimals > 0 {
      store(0x3030_3030_3030_2E30, to: start)
      digits.write(to: start + 2 - whole)
      end = start + plainLength
    } else {
      // From 2^53 on, where the digits that are not needed are those of the double itself.
      end = writeDigits(UInt64(value.magnitude), to: start)
    }
    return end - output
  }

  /// Writes the digits with a point after the first, and an exponent of at least two digits.
  private static func writeScientific(
    _ digits: SeventeenDigits, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    digits.write(pointAfter: 1, to: output)
    var next = output + (digits.count > 1 ? digits.count + 1 : 1)
    let exponent = digits.whole - 1
    next[0] = UInt8(ascii: "e")
    next[1] = UInt8(ascii: exponent < 0 ? "-" : "+")
    next += 2
    if exponent.magnitude < 10 {
      next.pointee = UInt8(ascii: "0")
      next += 1
    }
    return writeDigits(UInt64(exponent.magnitude), to: next)
  }

  /// Seventeen decimal digits as text, zeros last, and where the point belongs.
  private struct SeventeenDigits {
    /// The digits, two times eight and one, the first in the lowest byte.
    private let first: UInt64
    private let second: UInt64
    private let last: UInt8

    /// How many there are before the zeros at the end.
    let count: Int

    /// How many stand before the point; 0 or fewer: as many zeros stand after it.
    let whole: Int

    @inline(__always)
    init(_ decimal: ShortestDecimal) {
      // Of doubles that are not subnormal sixteen or seventeen are known, which no branch foretells.
      let isShort = decimal.digits < 10_000_000_000_000_000 ? 1 : 0
      var digits = decimal.digits &* UInt64(truncatingIfNeeded: 1 &+ 9 &* isShort)
      var exponent = decimal.exponent &- isShort
      while digits < 10_000_000_000_000_000 {
        digits &*= 10
        exponent &-= 1
      }
      let (head, ninth) = digits.quotientAndRemainder(dividingBy: 1_000_000_000)
      let (middle, lowest) = ninth.quotientAndRemainder(dividingBy: 10)
      let high = eightDigits(UInt32(truncatingIfNeeded: head))
      let low = eightDigits(UInt32(truncatingIfNeeded: middle))
      first = high | 0x3030_3030_3030_3030
      second = low | 0x3030_3030_3030_3030
      last = UInt8(truncatingIfNeeded: lowest) | 0x30
      if low != 0 {
        let known = 16 &- low.leadingZeroBitCount / 8
        count = known &+ (lowest != 0 ? 1 : 0) &* (17 &- known)
      } else {
        count = lowest != 0 ? 17 : 8 - high.leadingZeroBitCount / 8
      }
      whole = 17 &+ exponent
    }

    /// Writes all seventeen.
    @inline(__always)
    func write(to output: UnsafeMutablePointer<UInt8>) {
      store(first, to: output)
      store(second, to: output + 8)
      output[16] = last
    }

    /// Writes all seventeen, a point among them; 0 < `whole` < 17.
    @inline(__always)
    func write(pointAfter whole: Int, to output: UnsafeMutablePointer<UInt8>) {
      write(to: output + 1)
      guard whole < 8 else {
        output.update(from: output + 1, count: whole)
        output[whole] = UInt8(ascii: ".")
        return
      }
      let shift = UInt64(truncatingIfNeeded: whole) &* 8
      let before: UInt64 = (1 &<< shift) &- 1
      let after = ~before &<< 8
      store(
        first & before | UInt64(UInt8(ascii: ".")) &<< shift | first &<< 8 & after, to: output)
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
