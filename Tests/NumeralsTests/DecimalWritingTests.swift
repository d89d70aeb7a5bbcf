import Numerals
import Testing
import TestSupport

@Suite struct DecimalWritingTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (605, "605"), (0.5, "0.5"), (-0.25, "-0.25"),
    (0.1, "0.1"), (0.000001, "0.000001"), (123456.789012, "123456.789012"), (99.9, "99.9"),
    (10, "10"), (100, "100"), (12345678, "12345678"), (123456789, "123456789"),
    (1e15, "1000000000000000"), (9007199254740991, "9007199254740991"),
    (-9007199254740991, "-9007199254740991"), (1e16, "1e+16"), (1e22, "1e+22"),
    (0.30000000000000004, "0.30000000000000004"), (1e-7, "1e-07"),
    (.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (.pi, "3.141592653589793"),
    (1_700_000_000.123, "1700000000.123"),
    (9_223_372_036_854_774_784, "9223372036854774784"), (0x1p63, "9.223372036854776e+18"),
    (0.00012345, "0.00012345"), (0.000012345, "1.2345e-05"), (1e-5, "0.00001"),
    (-1.25e100, "-1.25e+100"),
    (1234567.8901234567, "1234567.8901234567"),
    (2.2250738585072014e-308, "2.2250738585072014e-308"),
    (999_999_999.999999, "999999999.999999"),
    (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
  ])
  func writes(_ value: Double, _ text: String) {
    var bytes = Array("x".utf8)
    DecimalText.append(value, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "x" + text)
    #expect(DecimalText.string(value) == text)
  }

  @Test func writesIntegersOfEveryLength() {
    var magnitude: UInt64 = 1
    for _ in 0..<20 {
      for value in [magnitude - 1, magnitude, magnitude + 1] {
        var bytes: [UInt8] = []
        DecimalText.append(value, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == String(value))
        let signed = -Int64(truncatingIfNeeded: value >> 1)
        bytes = []
        DecimalText.append(signed, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == String(signed))
      }
      magnitude = magnitude &* 10
    }
    for value in [Int64.min, .max] {
      var bytes: [UInt8] = []
      DecimalText.append(value, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == String(value))
    }
  }

  /// Reads back, and has no more digits than Swift's own shortest description, but where a large
  /// whole number is written out in full.
  @Test func readsBackInTheFewestDigits() {
    var random = SeededGenerator(seed: 1)
    for round in 0..<40_000 {
      let value: Double =
        switch round % 5 {
        case 0: Double(bitPattern: random.next())
        case 1: Double.random(in: -1000...1000, using: &random)
        case 2: (Double.random(in: -1e6...1e6, using: &random) * 1000).rounded() / 1000
        case 3: Double.random(in: 0...1, using: &random) * 1e-6
        default: (Double.random(in: -1e9...1e9, using: &random) * 1e6).rounded() / 1e6
        }
      guard value.isFinite else { continue }
      let text = DecimalText.string(value)
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(value)")
      if value.magnitude >= 0x1p53, !text.contains("e") { continue }
      #expect(digits(text) == digits("\(value)"), "\(text) for \(value)")
    }
  }

  /// At every power of two the distance to the next double changes, and at every power of ten the number of digits.
  @Test func theEdgesReadBackInTheFewestDigits() {
    var edges: [Double] = []
    for exponent in UInt64(1)...2046 {
      for significand: UInt64 in [0, 1, 1 << 51, 1 << 52 - 1] {
        edges.append(Double(bitPattern: exponent << 52 | significand))
      }
    }
    for exponent in -323...308 {
      guard let power = Double("1e\(exponent)") else { continue }
      edges += [power.nextDown, power, power.nextUp]
    }
    for bits in UInt64(1)...2000 { edges.append(Double(bitPattern: bits)) }
    for value in edges where value != 0 {
      let text = DecimalText.string(value)
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(value)")
      if value >= 0x1p53, !text.contains("e") { continue }
      #expect(digits(text) == digits("\(value)"), "\(text) for \(value)")
      #expect(DecimalText.string(-value) == "-" + text)
    }
  }

  /// The digits without sign, point, exponent and the zeros at both ends.
  private func digits(_ text: String) -> String {
    let mantissa = text.prefix { $0 != "e" }.filter(\.isNumber)
    let head = mantissa.drop { $0 == "0" }
    return String(head.reversed().drop { $0 == "0" }.reversed())
  }
}
