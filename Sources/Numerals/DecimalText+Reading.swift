internal import CCharconv

extension DecimalText {
  /// The number that the whole of `bytes` is; nil where it is none.
  ///
  /// - Parameters:
  ///   - grammar: what counts as a number.
  ///   - allowsNames: whether `NaN`, `Inf` and `Infinity`, the latter two with a sign or without,
  ///     count too, in
  ///     upper and lower case, as in Prometheus.
  /// - Returns: the nearest double; an infinity or a zero for what is out of a double's range.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, grammar: DecimalScan.Grammar = .prometheus,
    allowsNames: Bool = false
  ) -> Double? {
    guard let start = bytes.baseAddress else { return nil }
    let end = start + bytes.count
    if let (value, length) = parsePrefix(start, end, grammar: grammar), length == bytes.count {
      return value
    }
    return allowsNames ? named(start, end) : nil
  }

  /// The number that the whole of `bytes` is; nil where it is none.
  public static func parse(
    _ bytes: [UInt8], grammar: DecimalScan.Grammar = .prometheus, allowsNames: Bool = false
  ) -> Double? {
    bytes.withUnsafeBufferPointer { parse($0, grammar: grammar, allowsNames: allowsNames) }
  }

  /// The number that the whole of `text` is; nil where it is none.
  public static func parse(
    _ text: some StringProtocol, grammar: DecimalScan.Grammar = .prometheus,
    allowsNames: Bool = false
  ) -> Double? {
    var text = String(text)
    return text.withUTF8 { parse($0, grammar: grammar, allowsNames: allowsNames) }
  }

  /// The longest number at `start`, before `end`, and how many bytes it takes; nil where none
  /// starts there.
  @inlinable @inline(__always)
  public static func parsePrefix(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    grammar: DecimalScan.Grammar = .prometheus
  ) -> (value: Double, length: Int)? {
    guard let scan = DecimalScan(start, end, grammar: grammar) else { return nil }
    return (value(of: scan, at: start), scan.length)
  }

  /// The longest number at the start of `bytes`, and how many bytes it takes; nil where none starts
  /// there.
  public static func parsePrefix(
    _ bytes: UnsafeBufferPointer<UInt8>, grammar: DecimalScan.Grammar = .prometheus
  ) -> (value: Double, length: Int)? {
    guard let start = bytes.baseAddress else { return nil }
    return parsePrefix(start, start + bytes.count, grammar: grammar)
  }

  /// The double nearest to the number that `scan` found at `start`.
  ///
  /// Up to 2^53 and 10^22 both factors are exact doubles, so that one multiplication or division
  /// rounds once (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
  public static func value(of scan: DecimalScan, at start: UnsafePointer<UInt8>) -> Double {
    guard scan.isExact, scan.mantissa <= 1 << 53, scan.exponent.magnitude <= 22 else {
      return slowValue(of: scan, at: start)
    }
    var value = Double(scan.mantissa)
    if scan.exponent < 0 {
      value /= powersOfTen[-scan.exponent]
    } else if scan.exponent > 0 {
      value *= powersOfTen[scan.exponent]
    }
    return scan.isNegative ? -value : value
  }

  private static func slowValue(
    of scan: DecimalScan, at start: UnsafePointer<UInt8>
  ) -> Double {
    var first = start
    var length = scan.length
    if first.pointee == UInt8(ascii: "-") || first.pointee == UInt8(ascii: "+") {
      first += 1
      length -= 1
    }
    var value = 0.0
    first.withMemoryRebound(to: CChar.self, capacity: length) {
      _ = outrider_charconv_read($0, length, &value)
    }
    return scan.isNegative ? -value : value
  }

  /// The value that the whole of the bytes names: `NaN`, `Inf` or `Infinity`, as Go's
  /// `strconv.ParseFloat` has it.
  public static func named(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Double? {
    if matches(start, end, "nan") { return .nan }
    var start = start
    var isNegative = false
    if start < end, start.pointee == UInt8(ascii: "-") || start.pointee == UInt8(ascii: "+") {
      isNegative = start.pointee == UInt8(ascii: "-")
      start += 1
    }
    guard matches(start, end, "inf") || matches(start, end, "infinity") else { return nil }
    return isNegative ? -.infinity : .infinity
  }

  /// Whether the bytes are `name`, which has lower-case letters only, in upper or lower case.
  private static func matches(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ name: StaticString
  ) -> Bool {
    guard end - start == name.utf8CodeUnitCount else { return false }
    for index in 0..<name.utf8CodeUnitCount
    where start[index] | 0x20 != name.utf8Start[index] {
      return false
    }
    return true
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
