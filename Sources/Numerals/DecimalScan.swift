/// The parts of a decimal number at the start of some bytes.
///
/// Readers that know their grammar use it directly; others use `DecimalText.parse`.
@frozen public struct DecimalScan {
  /// The first digits, leading zeros left out, as a whole number; all of them where `isExact`.
  public var mantissa: UInt64

  /// The power of ten that `mantissa` is multiplied with; from 10^6 on an exponent counts as 2^40.
  public var exponent: Int

  /// How many bytes the number takes.
  public var length: Int

  /// Whether a minus sign came first.
  public var isNegative: Bool

  /// Whether there was neither point nor exponent.
  public var isWhole: Bool

  /// Whether `mantissa` holds every digit.
  public var isExact: Bool

  /// Parts as given.
  @inlinable @inline(__always)
  init(
    mantissa: UInt64, exponent: Int, length: Int, isNegative: Bool, isWhole: Bool, isExact: Bool
  ) {
    self.mantissa = mantissa
    self.exponent = exponent
    self.length = length
    self.isNegative = isNegative
    self.isWhole = isWhole
    self.isExact = isExact
  }

  /// What counts as a number.
  public enum Grammar: Sendable {
    /// RFC 8259, section 6: no plus sign, no leading zeros, digits on both sides of a point.
    case json
    /// What Go's `strconv.ParseFloat`, and with it Prometheus, reads as a decimal number: also a
    /// plus sign, leading zeros, and a point with digits on one side.
    case prometheus
  }

  /// Reads the longest number at `start`, before `end`; nil where none starts there. An exponent
  /// without digits is not part of the number.
  @inlinable @inline(__always)
  public init?(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, grammar: Grammar
  ) {
    var next = start
    var isNegative = false
    if next < end {
      if next.pointee == UInt8(ascii: "-") {
        isNegative = true
        next += 1
      } else if grammar == .prometheus, next.pointee == UInt8(ascii: "+") {
        next += 1
      }
    }
    let digitsStart = next
    var mantissa: UInt64 = 0
    DecimalScan.digits(&next, end, &mantissa)
    let wholeCount = next - digitsStart
    if grammar == .json {
      if wholeCount == 0 { return nil }
      if wholeCount > 1, digitsStart.pointee == UInt8(ascii: "0") {
        next = digitsStart + 1
        self.init(
          mantissa: 0, exponent: 0, length: next - start, isNegative: isNegative, isWhole: true,
          isExact: true)
        return
      }
    }
    var digitCount = wholeCount
    var exponent = 0
    var isWhole = true
    if next < end, next.pointee == UInt8(ascii: ".") {
      let fraction = next + 1
      var last = fraction
      DecimalScan.digits(&last, end, &mantissa)
      let fractionCount = last - fraction
      if fractionCount > 0 || (grammar == .prometheus && wholeCount > 0) {
        next = last
        digitCount += fractionCount
        exponent = -fractionCount
        isWhole = false
      }
    }
    if digitCount == 0 { return nil }
    var isExact = true
    if digitCount > 19 {
      isExact = DecimalScan.hasAtMostNineteen(digitsStart, next)
    }
    if next < end, next.pointee | 0x20 == UInt8(ascii: "e") {
      if let (value, after) = DecimalScan.exponent(next + 1, end) {
        exponent += value
        next = after
        isWhole = false
      }
    }
    self.init(
      mantissa: mantissa, exponent: exponent, length: next - start, isNegative: isNegative,
      isWhole: isWhole, isExact: isExact)
  }

  /// Reads digits into `mantissa`, which wraps where there are more than fit.
  @inlinable @inline(__always)
  static func digits(
    _ next: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ mantissa: inout UInt64
  ) {
    while end - next >= 8 {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
      guard
        (word & 0xF0F0_F0F0_F0F0_F0F0)
          | (((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)
          == 0x3333_3333_3333_3333
      else { break }
      mantissa = mantissa &* 100_000_000 &+ eight(word)
      next += 8
    }
    while next < end {
      let digit = next.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { return }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      next += 1
    }
  }

  /// The number of eight digits, one a byte, the first in the lowest.
  @inlinable @inline(__always)
  static func eight(_ word: UInt64) -> UInt64 {
    let ones = word & 0x0F0F_0F0F_0F0F_0F0F
    let pairs = (ones &* 10) &+ (ones >> 8)
    let high = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let low = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (high &+ low) >> 32
  }

  /// The exponent at `start`, after its `e`, and where it ends; nil where it has no digits.
  @usableFromInline
  static func exponent(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> (value: Int, next: UnsafePointer<UInt8>)? {
    var next = start
    var isNegative = false
    if next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+") {
      isNegative = next.pointee == UInt8(ascii: "-")
      next += 1
    }
    let first = next
    var value = 0
    while next < end {
      let digit = next.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if value < 1_000_000 { value = value * 10 + Int(digit) }
      next += 1
    }
    // Past every double: further than digits before or after the point can make up for.
    if value >= 1_000_000 { value = 1 << 40 }
    return next == first ? nil : (isNegative ? -value : value, next)
  }

  /// Whether at most nineteen digits are left, between `start` and `end`, after the leading zeros.
  @usableFromInline
  static func hasAtMostNineteen(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    var count = 0
    var next = start
    while next < end {
      if next.pointee != UInt8(ascii: "."), count > 0 || next.pointee != UInt8(ascii: "0") {
        count += 1
      }
      next += 1
    }
    return count <= 19
  }
}
