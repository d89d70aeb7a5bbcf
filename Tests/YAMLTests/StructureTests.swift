import Testing
import YAML

struct StructureTests {
  /// A tree on one line: keys with their places, values, `[...]` and `{...}`.
  static func outline(_ node: YAMLNode) -> String {
    let place = "@\(node.position.line):\(node.position.column)"
    switch node.content {
    case .scalar(let scalar): return scalar.text + place
    case .sequence(let items):
      return "[" + items.map(outline).joined(separator: " ") + "]" + place
    case .mapping(let entries):
      let parts = entries.map {
        "\($0.name)@\($0.position.line):\($0.position.column)=\(outline($0.value))"
      }
      return "{" + parts.joined(separator: " ") + "}" + place
    }
  }

  @Test(arguments: [
    (
      "# first\na: 1\nb:\n  - x\n  - { é: 'y', c: }\n",
      "{a@2:1=1@2:4 b@3:1=[x@4:5 {é@5:7=y@5:10 c@5:15=@5:18}@5:5]@4:3}@2:1"
    ),
    ("? a\n: 1\n", "{a@1:3=1@2:3}@1:1"),
    ("a: &x { b: 1 }\nc: *x\n", "{a@1:1={b@1:9=1@1:12}@1:4 c@2:1={b@1:9=1@1:12}@2:4}@1:1"),
    ("a: &x 1\nb: [*x, *x]\n", "{a@1:1=1@1:4 b@2:1=[1@2:5 1@2:9]@2:4}@1:1"),
    // A mapping's own keys go before merged ones.
    (
      "a: &x { b: 1, c: 2 }\nd: { <<: *x, b: 3 }\n",
      "{a@1:1={b@1:9=1@1:12 c@1:15=2@1:18}@1:4 d@2:1={b@2:14=3@2:17 c@1:15=2@1:18}@2:4}@1:1"
    ),
    // Of several merged mappings the first goes before the others.
    (
      "- &x { a: 1 }\n- &y { a: 2, b: 3 }\n- { <<: [*x, *y] }\n",
      "[{a@1:8=1@1:11}@1:3 {a@2:8=2@2:11 b@2:14=3@2:17}@2:3 {a@1:8=1@1:11 b@2:14=3@2:17}@3:3]@1:1"
    ),
    ("{ '<<': 1 }", "{<<@1:3=1@1:9}@1:1"),
    ("&x a: *x\n", "{a@1:1=a@1:7}@1:1"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "{a@1:1=1@1:4 b@2:1=2@2:4 c@3:1=2@3:4}@1:1"),
    ("--- a\n...\n", "a@1:5"),
    ("a: 1\r\nb: 2\r\n", "{a@1:1=1@1:4 b@2:1=2@2:4}@1:1"),
  ])
  func treesAndPlaces(yaml: String, expected: String) throws {
    let root = try #require(try YAMLNode.parse(yaml))
    #expect(Self.outline(root) == expected)
  }
}
