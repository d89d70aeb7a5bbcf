import Foundation
import Numerals
import Testing
import TestSupport

@Suite struct DecimalReadingTests {
  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("+5", 5), ("007", 7), (".5", 0.5), ("5.", 5), ("-.5e1", -5),
    ("1e3", 1000), ("1E+3", 1000), ("1e-3", 0.001), ("9007199254740993", 9007199254740992),
    ("123456789012345678", 123456789012345680), ("1e22", 1e22), ("1e23", 1e23),
    ("18446744073709551615", 0x1p64), ("18446744073709551616", 0x1p64),
    ("1e308", 1e308), ("1e309", .infinity), ("-1e309", -.infinity), ("1e-400", 0),
    ("-1e-400", -0.0), ("1e99999999999999999999", .infinity), ("1e-99999999999999999999", 0),
    ("0e99999999999999999999", 0), ("4.9e-324", .leastNonzeroMagnitude), ("2e-324", 0),
    ("0.000000000000000000000000000001", 1e-30), ("2.5e-5", 2.5e-5),
    ("179769313486231580793728971405303416e273", .infinity),
  ])
  func readsNumbers(_ text: String, _ value: Double) throws {
    let found = try #require(DecimalText.parse(text))
    #expect(found.bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    "", " ", "+", "-", ".", "e5", "-.", ".e1", "1e", "1e+", "1 ", " 1", "1x", "1.2.3", "0x10",
    "1_000",
    "nan", "inf", "--1", "+-1", "é",
  ])
  func rejectsWhatIsNoNumber(_ text: String) {
    #expect(DecimalText.parse(text) == nil)
  }

  @Test(arguments: [
    ("NaN", true), ("nan", true), ("NAN", true), ("+Inf", true), ("-inf", true), ("Inf", true),
    ("infinity", true), ("-INFINITY", true), ("+nan", false), ("in", false), ("infi", false),
    ("nano", false), ("", false), ("+", false),
  ])
  func readsNamesAsPrometheusDoes(_ text: String, _ isNumber: Bool) {
    let value = DecimalText.parse(text, allowsNames: true)
    #expect((value != nil) == isNumber)
    if let value {
      #expect(value.isNaN == (text.lowercased() == "nan"))
      if !value.isNaN { #expect(value == (text.hasPrefix("-") ? -.infinity : .infinity)) }
    }
  }

  @Test(arguments: [
    ("-", false), ("+1", false), ("01", false), (".5", false), ("5.", false), ("1e", false),
    ("-0.5e-3", true), ("0", true), ("10", true), ("00", false), ("-01", false), ("0.0", true),
  ])
  func knowsTheGrammarOfJSON(_ text: String, _ isNumber: Bool) {
    #expect((DecimalText.parse(text, grammar: .json) != nil) == isNumber)
  }

  @Test(arguments: [
    ("12.5,3", 12.5, 4), ("7e,", 7, 1), ("7e+", 7, 1), ("1.2.3", 1.2, 3), ("3]", 3, 1),
    ("5.x", 5, 2),
  ])
  func readsPrefixes(_ text: String, _ value: Double, _ length: Int) throws {
    let bytes = Array(text.utf8)
    let found = try #require(bytes.withUnsafeBufferPointer { DecimalText.parsePrefix($0) })
    #expect(found.value == value)
    #expect(found.length == length)
  }

  /// Texts of every shape against strtod.
  @Test func agreesWithTheSystem() throws {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<40_000 {
      var text = ["", "-", "+"][Int.random(in: 0..<3, using: &random)]
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        text += String(Int.random(in: 0...9, using: &random))
      }
      if Bool.random(using: &random) {
        text += "."
        for _ in 0..<Int.random(in: 0...25, using: &random) {
          text += String(Int.random(in: 0...9, using: &random))
        }
      }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -340...320, using: &random))" }
      let found = try #require(DecimalText.parse(text), "\(text)")
      #expect(found.bitPattern == strtod(text, nil).bitPattern, "\(text)")
    }
  }

  /// Halves between two doubles, written out, where a last digit decides.
  @Test func roundsHalvesToEven() {
    for exponent in [53, 54, 60, 70] {
      let step = Double(sign: .plus, exponent: exponent - 52, significand: 1)
      let base = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(DecimalText.parse(String(format: "%.0f", base)) == base)
      #expect(DecimalText.parse(String(format: "%.0f", base + step)) == base + step)
    }
    #expect(DecimalText.parse("9007199254740993") == 9_007_199_254_740_992)
    #expect(DecimalText.parse("9007199254740993.00000000000000001") == 9_007_199_254_740_994)
    #expect(DecimalText.parse("9007199254740995") == 9_007_199_254_740_996)
  }

  @Test func neverTrapsOnBytes() {
    var random = SeededGenerator(seed: 3)
    let palette = Array("0123456789.eE+-nNaAiIfF ".utf8) + [0x1F, 0xFF]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        palette[Int.random(in: 0..<palette.count, using: &random)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let found = DecimalText.parse(bytes, allowsNames: true)
      // Swift's own reading is stricter about a point without digits, and knows signed NaN.
      if let expected = Double(text), !expected.isNaN {
        #expect(found?.bitPattern == expected.bitPattern, "\(text)")
      }
    }
  }
}
