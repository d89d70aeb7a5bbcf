import Dashboards
import JSON
import Testing

/// What Grafana itself asks of a dashboard.
@Suite struct LayoutTests {
  @Test(arguments: DashboardFile.all)
  func panelsHaveNumbersAndPlacesOfTheirOwn(_ file: DashboardFile) throws {
    #expect(try #require(file.json["schemaVersion"]?.intValue) >= 36)
    let numbers = file.places.compactMap { $0["id"]?.intValue }
    #expect(numbers.count == file.places.count)
    #expect(Set(numbers).count == numbers.count)
    #expect(file.panels.count >= 10)

    var taken: [[Int: String]] = Array(repeating: [:], count: 24)
    for place in file.places {
      let title = place["title"]?.stringValue ?? ""
      let grid = try #require(place["gridPos"], "\(title)")
      let x = try #require(grid["x"]?.intValue)
      let y = try #require(grid["y"]?.intValue)
      let width = try #require(grid["w"]?.intValue)
      let height = try #require(grid["h"]?.intValue)
      #expect(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 24, "\(title)")
      for column in x..<min(24, x + width) {
        for row in y..<y + height {
          let other = taken[column].updateValue(title, forKey: row)
          #expect(other == nil, "\(title) lies on \(other ?? "")")
        }
      }
    }
  }

  @Test(arguments: DashboardFile.all)
  func queriesHaveNamesOfTheirOwn(_ file: DashboardFile) {
    for panel in file.panels {
      let names = panel.targets.compactMap { $0["refId"]?.stringValue }
      #expect(names.count == panel.targets.count && Set(names).count == names.count)
    }
  }

  @Test func identifiersAreUnique() {
    #expect(Set(DashboardFile.all.map(\.uid)).count == DashboardFile.all.count)
    for file in DashboardFile.all { #expect(file.name == file.uid + ".json") }
  }

  /// Every dashboard leads to the others, and every link of a cell or a series to a dashboard that has the variable that it sets.
  @Test(arguments: DashboardFile.all)
  func linksLeadSomewhere(_ file: DashboardFile) throws {
    let links = try #require(file.json["links"]?.arrayValue)
    #expect(!links.isEmpty)
    for link in links {
      let tags = link["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(link["includeVars"] == .bool(true) && link["keepTime"] == .bool(true))
      #expect(DashboardFile.all.allSatisfy { !Set($0.tags).isDisjoint(with: tags) })
    }
    for url in urls(in: .array(file.places)) {
      let match = try #require(url.firstMatch(of: /^\/d\/([a-z-]+)\?(.*)$/), "\(url)")
      let target = try #require(
        DashboardFile.all.first { $0.uid == String(match.1) }, "no dashboard \(match.1)")
      #expect(url.contains("${__url_time_range}"))
      for variable in url.matches(of: /var-([a-z_]+)=/) {
        #expect(target.variableNames.contains(String(variable.1)), "\(url)")
      }
      for variable in url.matches(of: /\$\{([a-z_]+):queryparam\}/) where variable.1 != "__url" {
        #expect(target.variableNames.contains(String(variable.1)), "\(url)")
        #expect(file.variableNames.contains(String(variable.1)), "\(url)")
      }
    }
  }

  @Test func tablesLeadToWorkloads() {
    let overview = DashboardFile.all.first { $0.uid == "outrider-overview" }
    let tables = overview?.panels.filter { $0.type == "table" } ?? []
    #expect(!tables.isEmpty)
    for table in tables {
      #expect(urls(in: table.json).contains { $0.hasPrefix("/d/outrider-workload?") })
    }
  }

  /// The values of every member `url` that is not empty.
  private func urls(in value: JSONValue) -> [String] {
    switch value {
    case .array(let elements): elements.flatMap(urls)
    case .object(let object):
      object.members.flatMap { key, value in
        if key == "url", let text = value.stringValue { return text.isEmpty ? [] : [text] }
        return urls(in: value)
      }
    default: []
    }
  }
}
