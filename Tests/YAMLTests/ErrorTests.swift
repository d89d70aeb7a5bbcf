import Testing
import YAML
import TestSupport

struct ErrorTests {
  private static func error(_ text: [UInt8], limits: YAMLNode.Limits = .init()) -> YAMLError? {
    do throws(YAMLError) {
      _ = try YAMLNode.parse(text, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    (
      "a: b: c",
      "1:5: a `:` stands where no key can be; expected one key a line, and quotes around a value with `: ` in it"
    ),
    (
      "a:\n  b: 1\n c: 2\n",
      "3:2: expected a key here, indented like those of the mapping that begins in line 1"
    ),
    (
      "- a\nb: 1\n",
      "2:1: this indentation fits nothing; expected `- ` as in line 1, or the indentation of that item's keys"
    ),
    ("[a, b", "1:1: expected `,` or the `]` for the `[` in line 1"),
    ("{a: b", "1:1: expected `,` or the `}` for the `{` in line 1"),
    (
      "a: { b: ${C} }",
      "1:9: `${` stands within `{...}` or `[...]`; expected quotes around the value"
    ),
    ("[x${C}]", "1:3: `${` stands within `{...}` or `[...]`; expected quotes around the value"),
    ("a: 'x", "1:4: the quote that opens here is not closed; expected the same quote again"),
    (
      "a: \"\\q\"",
      "1:5: unknown escape in a double-quoted text; expected `\\\\` for a backslash, or single quotes"
    ),
    ("a:\n\t- b", "2:1: a tab indents this line; expected spaces"),
    ("a: `b`", "1:4: `\u{60}` cannot begin a value; expected quotes around the value"),
    ("a: %b", "1:4: `%` cannot begin a value; expected quotes around the value"),
    (
      "a: - b",
      "1:4: a list item stands where no list can be; expected it on a line of its own, indented below its key"
    ),
    ("a: 1\na: 2", "2:1: key `a` is given twice, first in line 1; expected each key once"),
    ("{ a: 1, 'a': 2 }", "1:9: key `a` is given twice, first in line 1; expected each key once"),
    ("? [a]\n: b", "1:3: a list or mapping stands as a key; expected plain text"),
    ("a: *b", "1:4: alias `*b` refers to nothing; expected an anchor `&b` before it"),
    ("a: &b [*b]", "1:8: alias `*b` stands inside what it refers to; expected it outside"),
    ("<<: 5", "1:1: `<<` merges something else; expected a mapping, or a list of them"),
    ("--- a\n--- b", "2:1: a second document begins here; expected one document a file"),
    ("a: !x!y b", "1:4: a tag of unknown origin; expected a value without a tag"),
    ("a\u{1}", "1:2: control character 0x01; expected text"),
    ("a\u{7F}", "1:2: control character 0x7F; expected text"),
    ("é\na\u{FEFF}", "2:2: character U+FEFF is not allowed in YAML; expected text"),
  ])
  func errorsSayWhereAndWhatWasExpected(yaml: String, expected: String) {
    #expect(Self.error(Array(yaml.utf8))?.description == expected)
  }

  @Test(
    arguments: [
      ([0x61, 0x0A, 0x62, 0xFF], "2:2: byte 0xFF is not UTF-8; expected UTF-8 text"),
      ([0xC3], "1:1: byte 0xC3 is not UTF-8; expected UTF-8 text"),
      ([0xC0, 0x80], "1:1: byte 0xC0 is not UTF-8; expected UTF-8 text"),
      ([0xED, 0xA0, 0x80], "1:1: byte 0xED is not UTF-8; expected UTF-8 text"),
      ([0xF4, 0x90, 0x80, 0x80], "1:1: byte 0xF4 is not UTF-8; expected UTF-8 text"),
      ([0xFF, 0xFE, 0x61, 0x00], "1:1: the text is UTF-16; expected UTF-8"),
    ] as [([UInt8], String)])
  func bytesThatAreNotText(bytes: [UInt8], expected: String) {
    #expect(Self.error(bytes)?.description == expected)
    #expect(Self.error(bytes)?.code == .encoding)
  }

  @Test func aliasesDoNotExpandWithoutBound() {
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(Self.error(Array(laughs.utf8))?.code == .limit)
  }

  @Test func mergesDoNotExpandWithoutBound() {
    var laughs = "a0: &a0 { " + (0..<10).map { "k\($0): x" }.joined(separator: ", ") + " }\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) { <<: [\(aliases)], l\(level): *a\(level - 1) }\n"
    }
    #expect(Self.error(Array(laughs.utf8))?.code == .limit)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func nestingHasABound(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    #expect(Self.error(Array(text.utf8)) != nil)
  }

  @Test func aliasesCountTowardsTheDepth() throws {
    var limits = YAMLNode.Limits()
    limits.depth = 4
    #expect(Self.error(Array("[[[[a]]]]".utf8), limits: limits)?.code == .limit)
    #expect(Self.error(Array("[&a [b], [*a]]".utf8), limits: limits) == nil)
    #expect(Self.error(Array("[&a [b], [[*a]]]".utf8), limits: limits)?.code == .limit)
  }

  @Test func longTextsAreRefused() {
    var limits = YAMLNode.Limits()
    limits.bytes = 10
    #expect(Self.error(Array("01234567890".utf8), limits: limits)?.code == .limit)
  }

  /// Seeded mutations of a text with everything in it: never a trap, and every error inside the text.
  @Test func anyBytesGiveATreeOrAnErrorInsideTheText() {
    let text = Array(
      "a: &x { b: [1, 'two', \"th\\tree\"], <<: { c: ~ } }\nd: *x\ne: |\n  literal\n  text\nf: >-\n  folded\n? g\n: !!str h\n\ti: é\n"
        .utf8)
    let pieces = Array("\n\t -:[]{}&*!|>'\"%@`#,?~<\\\u{0}\u{85}é😀".utf8) + [0xFF, 0xC3, 0xE2]
    var random = SeededGenerator(seed: 20_260_101)
    for _ in 0..<20_000 {
      var bytes = text
      for _ in 0...Int(random.next() % 4) {
        let place = Int(random.next() % UInt64(bytes.count + 1))
        switch random.next() % 4 {
        case 0: bytes.insert(pieces[Int(random.next() % UInt64(pieces.count))], at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count:
          bytes[place] = pieces[Int(random.next() % UInt64(pieces.count))]
        default: bytes = Array(bytes.prefix(place))
        }
        if bytes.isEmpty { break }
      }
      guard let error = Self.error(bytes) else { continue }
      // Every line break of YAML ends with one of these bytes (U+0085, U+2028 and U+2029 in UTF-8).
      let lines = 1 + bytes.filter { [0x0A, 0x0D, 0x85, 0xA8, 0xA9].contains($0) }.count
      #expect((1...lines).contains(error.position.line), "\(bytes)")
      #expect((1...bytes.count + 1).contains(error.position.column), "\(bytes)")
      #expect(error.message.contains("expected"), "\(error)")
    }
  }
}
