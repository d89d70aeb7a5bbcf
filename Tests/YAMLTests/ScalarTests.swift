import Testing
import YAML

struct ScalarTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let yaml: String
    let text: String
    let style: YAMLScalar.Style
    var testDescription: String { yaml }
  }

  @Test(arguments: [
    Case(yaml: "no", text: "no", style: .plain),
    Case(yaml: "0x10", text: "0x10", style: .plain),
    Case(yaml: "~", text: "~", style: .plain),
    Case(yaml: "'it''s'", text: "it's", style: .singleQuoted),
    Case(yaml: #""a\tb\u00e9\x41""#, text: "a\tbéA", style: .doubleQuoted),
    Case(yaml: "|\n  a\n   b\n", text: "a\n b\n", style: .literal),
    Case(yaml: "|-\n  a\n  b\n", text: "a\nb", style: .literal),
    Case(yaml: ">-\n  a\n  b\n\n  c\n", text: "a b\nc", style: .folded),
    Case(yaml: "a\n  b", text: "a b", style: .plain),
    Case(yaml: "a#b # comment", text: "a#b", style: .plain),
    Case(yaml: "a\tb", text: "a\tb", style: .plain),
    Case(yaml: "日本語 😀", text: "日本語 😀", style: .plain),
    Case(yaml: #""a\0b""#, text: "a\0b", style: .doubleQuoted),
  ])
  func textAndStyle(scalarCase: Case) throws {
    let node = try #require(try YAMLNode.parse(scalarCase.yaml))
    #expect(node.content == .scalar(YAMLScalar(text: scalarCase.text, style: scalarCase.style)))
  }

  @Test func tagsAreKept() throws {
    #expect(try YAMLNode.parse("!!str 5")?.tag == "tag:yaml.org,2002:str")
    #expect(try YAMLNode.parse("!period 5")?.tag == "!period")
    #expect(try YAMLNode.parse("[]")?.tag == nil)
  }

  @Test(arguments: ["", "# only a comment\n", "\n\n", "\u{FEFF}"])
  func noDocument(text: String) throws {
    #expect(try YAMLNode.parse(text) == nil)
  }

  @Test func aByteOrderMarkMovesNothing() throws {
    let node = try #require(try YAMLNode.parse("\u{FEFF}a: 1"))
    #expect(node.position == YAMLPosition(line: 1, column: 1))
  }
}
