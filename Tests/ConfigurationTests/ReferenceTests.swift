import Configuration
import InstanceMix
import Foundation
import Testing

struct ReferenceTests {
  private static let page = Fixture.repositoryPath("docs/configuration.md")

  @Test func thePageIsWhatTheTablesSay() throws {
    let expected = ConfigurationReference.markdown
    if ProcessInfo.processInfo.environment["OUTRIDER_RECORD_GOLDEN"] == "1" {
      try expected.write(toFile: Self.page, atomically: true, encoding: .utf8)
    }
    let lines = try String(contentsOfFile: Self.page, encoding: .utf8).components(separatedBy: "\n")
    let expectedLines = expected.components(separatedBy: "\n")
    for (index, (line, expectedLine)) in zip(lines, expectedLines).enumerated()
    where line != expectedLine {
      Issue.record(
        "docs/configuration.md:\(index + 1) is not what the tables say; OUTRIDER_RECORD_GOLDEN=1 records it anew\n- \(line)\n+ \(expectedLine)"
      )
      return
    }
    #expect(lines.count == expectedLines.count)
  }

  @Test func everyKeyStandsThereWithUnitAndDefault() throws {
    let page = try String(contentsOfFile: Self.page, encoding: .utf8)
    let sections = page.components(separatedBy: "\n### ")
    #expect(ConfigurationReference.keys.count > 90)
    for key in ConfigurationReference.keys {
      let section = sections.first { $0.hasPrefix(key.section + "\n") } ?? ""
      let row =
        section.components(separatedBy: "\n").first { $0.hasPrefix("| `\(key.name)` |") } ?? ""
      #expect(row.contains(key.type), "\(key.section) \(key.name)")
      #expect(row.contains(key.defaultText ?? "**required**"), "\(key.section) \(key.name)")
      #expect(row.components(separatedBy: " | ").last?.count ?? 0 > 5, "\(key.section) \(key.name)")
      #expect(key.defaultText != "" && key.defaultText != "``", "\(key.section) \(key.name)")
    }
  }

  @Test func linksLeadToSections() throws {
    let page = try String(contentsOfFile: Self.page, encoding: .utf8)
    let anchors = Set(
      page.components(separatedBy: "\n").filter { $0.hasPrefix("#") }.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-")
          .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      })
    for link in page.matches(of: /\]\(#([^)]*)\)/) {
      #expect(anchors.contains(String(link.1)), "\(link.1)")
    }
  }

  /// Every snippet loads, with sources and workloads added where it has none.
  @Test(arguments: ConfigurationReference.examples.map(\.section))
  func snippetsLoad(section: String) throws {
    let example = try #require(ConfigurationReference.examples.first { $0.section == section })
    var text = example.yaml + "\n"
    if !text.contains("sources:") {
      text += "sources:\n  - prometheus: { url: http://127.0.0.1:9090 }\n"
    }
    if !text.contains("workloads:") {
      let source = text.contains("name: main") ? "source: main, query: up" : "query: up"
      text += "workloads:\n  - { name: w, signals: [{ \(source), per_replica: 1 }] }\n"
    }
    #expect(Fixture.load(text).problems.map(\.description) == [])
  }

  @Test func theIntroductionsExamplesLoad() throws {
    let page = ConfigurationReference.markdown
    let yaml = try #require(page.firstMatch(of: /```yaml\n((?s).*?)```/)).1
    #expect(Fixture.load(String(yaml)).problems == [])
    let shell = try #require(page.firstMatch(of: /```sh\n((?s).*?)```/)).1
    let variables = shell.split(separator: "\n").map { line in
      let parts = line.split(separator: "=", maxSplits: 1)
      return (String(parts[0]), parts[1].trimmingCharacters(in: ["'"]))
    }
    let load = ConfigurationLoader().load(
      path: nil, environment: Dictionary(uniqueKeysWithValues: variables))
    #expect(load.problems.map(\.description) == [])
    #expect(variables.count == 6)
    #expect(load.settings?.workloads.first?.replicas.max == 80)
  }

  @Test func webSnippetsLoad() throws {
    for example in ConfigurationReference.webExamples {
      let path = Fixture.path("web-example-\(UUID().uuidString).yaml")
      try example.yaml.write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let load = WebConfigurationLoader().load(path: path, environment: [:])
      #expect(load.problems.map(\.description) == [])
    }
  }

  @Test func catalogueSnippetsLoad() throws {
    #expect(!ConfigurationReference.catalogueExamples.isEmpty)
    for example in ConfigurationReference.catalogueExamples {
      let path = Fixture.path("catalogue-example-\(UUID().uuidString).yaml")
      try example.yaml.write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      #expect(try CatalogueFile.load(path: path).offers.isEmpty == false)
    }
  }
}
