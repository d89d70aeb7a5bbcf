import Testing
import YAML

struct StructureTests {
  @Test func nodesAndKeysKnowWhereTheyBegin() throws {
    let root = try #require(try YAMLNode.parse("# first\na: 1\nb:\n  - x\n  - { é: 'y', c: }\n"))
    guard case .mapping(let entries) = root.content else {
      Issue.record("expected a mapping")
      return
    }
    #expect(root.position == YAMLPosition(line: 2, column: 1))
    #expect(entries.map(\.name) == ["a", "b"])
    #expect(entries[0].position == YAMLPosition(line: 2, column: 1))
    #expect(entries[0].value.position == YAMLPosition(line: 2, column: 4))
    guard case .sequence(let items) = entries[1].value.content,
      case .mapping(let inner) = items[1].content
    else {
      Issue.record("expected a list that ends with a mapping")
      return
    }
    #expect(items[0].position == YAMLPosition(line: 4, column: 5))
    #expect(inner[0].value.position == YAMLPosition(line: 5, column: 10))
    #expect(inner[1].position == YAMLPosition(line: 5, column: 15))
  }
}
