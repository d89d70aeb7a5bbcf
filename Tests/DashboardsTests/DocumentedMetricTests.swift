import Foundation
import JSON
import Testing

/// The queries of the dashboards against docs/metrics.md, which another test holds against the program.
@Suite struct DocumentedMetricTests {
  /// The labels of each family, by its name, and those names that a histogram has in queries.
  private static func documented() throws -> (families: Set<String>, labels: [String: Set<String>])
  {
    let page = try String(
      contentsOf: DashboardFile.root.appending(path: "docs/metrics.md"), encoding: .utf8)
    var families: Set<String> = []
    var labels: [String: Set<String>] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      let name = cells[1].trimmingCharacters(in: ["`"])
      let own = Set(
        cells[3].split(separator: ",").map {
          $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["`"])
        })
      families.insert(name)
      if cells[2] == "histogram" {
        labels[name + "_bucket"] = own.union(["le"])
        labels[name + "_sum"] = own
        labels[name + "_count"] = own
      } else {
        labels[name] = own
      }
    }
    return (families, labels)
  }

  /// The metrics of a query, each with the labels by which it is selected.
  private static func selectors(of query: String) -> [(metric: String, labels: [String])] {
    query.matches(of: /((?:outrider|process)_[a-z_]+)(?:\{([^{}]*)\})?/).map { match in
      let labels = (match.2 ?? "").matches(of: /([a-z_]+)(?:=~|!~|!=|=)"/).map { String($0.1) }
      return (String(match.1), labels)
    }
  }

  @Test(arguments: DashboardFile.all)
  func everyMetricIsDocumented(_ file: DashboardFile) throws {
    let documented = try Self.documented()
    let queries =
      file.panels.flatMap(\.expressions)
      + file.variables.compactMap { $0["query"]?.stringValue }
    #expect(queries.count > 10)
    for query in queries {
      for (metric, labels) in Self.selectors(of: query) {
        let known = try #require(documented.labels[metric], "no such metric: \(metric)")
        let others = Set(labels).subtracting(known).subtracting(["job", "instance"])
        #expect(others.isEmpty, "\(metric) has no \(others)")
      }
    }
  }

  /// Labels that a legend names are those that the query leaves.
  @Test(arguments: DashboardFile.all)
  func legendsNameLabelsThatThereAre(_ file: DashboardFile) throws {
    for panel in file.panels {
      for target in panel.targets {
        let query = try #require(target["expr"]?.stringValue)
        let legend = target["legendFormat"]?.stringValue ?? ""
        let left = Set(
          query.matches(of: /by \(([a-z_, ]+)\)/)
            .flatMap { $0.1.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) })
        for label in legend.matches(of: /\{\{([a-z_]+)\}\}/) {
          #expect(left.contains(String(label.1)), "\(panel.title): \(legend)")
        }
      }
    }
  }

  @Test func everyDocumentedMetricIsShown() throws {
    let shown = Set(
      DashboardFile.all.flatMap { $0.panels.flatMap(\.expressions) }
        .flatMap { Self.selectors(of: $0).map(\.metric) })
    let missing = try Self.documented().families.filter { family in
      !["", "_bucket", "_sum", "_count"].contains { shown.contains(family + $0) }
    }
    #expect(missing.sorted() == [])
  }

  /// Variables are chosen somewhere on their dashboard, and used.
  @Test(arguments: DashboardFile.all)
  func variablesAreThereAndUsed(_ file: DashboardFile) {
    var used: Set<String> = ["datasource"]
    let texts =
      file.panels.flatMap {
        $0.expressions + [$0.title, $0.json["description"]?.stringValue ?? ""]
          + ($0.json["repeat"]?.stringValue.map { ["$" + $0] } ?? [])
      } + file.variables.compactMap { $0["query"]?.stringValue }
    for text in texts {
      for match in text.matches(of: /\$\{?([a-z_]+)/) where !match.1.hasPrefix("__") {
        used.insert(String(match.1))
      }
    }
    #expect(used == file.variableNames)
  }
}
