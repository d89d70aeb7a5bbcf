import Exposition
import Feeds
import Foundation
import HTTPServer
import Testing

/// docs/metrics.md against the program.
@Suite struct DocumentationTests {
  /// A family as the page or the program has it.
  struct Family: Hashable, CustomStringConvertible {
    var name: String
    var type: String
    var labels: Set<String>

    var description: String { "\(name) \(type) \(labels.sorted())" }
  }

  private static func documentation() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
  }

  /// The rows of the page's tables.
  private static func documented() throws -> [Family] {
    try documentation().split(separator: "\n").compactMap { line in
      guard line.hasPrefix("| `") else { return nil }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      return Family(
        name: cells[1].trimmingCharacters(in: ["`"]), type: cells[2],
        labels: Set(
          cells[3].split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["`"]) }))
    }
  }

  /// The families of a page on which everything is known.
  private static func rendered() throws -> [Family] {
    let feed = WebFeed(try Example.snapshot())
    feed.scaling.record(isLeader: true)
    feed.scaling.record(workload: "checkout", action: "scale_up", outcome: "success")
    feed.record(MetricsPageTests.access("/metrics", 200))
    let page = try feed.get("/metrics").body.bytes
    var families: [String: Family] = [:]
    for sample in try PageParser.samples(page, format: .text) {
      let type = try #require(sample.type)
      var name = sample.name
      if type == "histogram" {
        let suffix = try #require(["_bucket", "_sum", "_count"].first { name.hasSuffix($0) })
        name.removeLast(suffix.count)
      }
      var labels = Set(sample.labels.map(\.name))
      labels.remove("le")
      families[name, default: Family(name: name, type: type, labels: [])].labels.formUnion(labels)
    }
    return Array(families.values)
  }

  @Test func documentsEveryFamilyAsItIs() throws {
    let documented = try Self.documented()
    #expect(Set(documented.map(\.name)).count == documented.count)
    #expect(documented.count > 40)
    let rendered = Set(try Self.rendered())
    #expect(rendered.subtracting(documented).sorted { $0.name < $1.name } == [], "undocumented")
    #expect(
      Set(documented).subtracting(rendered).sorted { $0.name < $1.name } == [], "not rendered")
  }

  /// Examples are for pasting: each is PromQL that Prometheus can read, and names only families that there are.
  @Test func givesExamplesThatPrometheusReads() throws {
    var queries: [String] = []
    for block in try Self.documentation().components(separatedBy: "```promql\n").dropFirst() {
      let code = block.components(separatedBy: "```")[0]
      queries += code.components(separatedBy: "\n\n").map {
        $0.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: " ")
      }
    }
    #expect(queries.count > 10)
    let names = Set(try Self.documented().map(\.name))
    for query in queries {
      for match in query.matches(of: /(?:outrider|process)_[a-z_]+/) {
        var name = String(match.0)
        for suffix in ["_bucket", "_sum", "_count"] where !names.contains(name) {
          if name.hasSuffix(suffix) { name.removeLast(suffix.count) }
        }
        #expect(names.contains(name), "no such family: \(name)")
      }
    }
    let rules =
      "groups:\n- name: examples\n  rules:\n"
      + queries.enumerated().map { "  - record: example:query:\($0)\n    expr: '\($1)'\n" }
      .joined()
    let (status, output) = try Promtool.checkRules(rules)
    #expect(status == 0, "\(output)")
  }
}
