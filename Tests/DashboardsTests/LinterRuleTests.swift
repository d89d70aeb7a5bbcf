import JSON
import Testing

/// The rules of Grafana's dashboard-linter, under their names there.
@Suite struct LinterRuleTests {
  /// The units that are used here, of those that Grafana has.
  private static let units: Set = [
    "none", "short", "string", "percentunit", "s", "bytes", "currencyUSD", "reqps", "cps",
    "dateTimeFromNow", "bool_yes_no",
  ]

  private static let dataSource: JSONValue = .object([
    "type": .string("prometheus"), "uid": .string("${datasource}"),
  ])

  @Test("template-datasource-rule", arguments: DashboardFile.all)
  func dataSourceIsChosen(_ file: DashboardFile) throws {
    let sources = file.variables.filter { $0["type"]?.stringValue == "datasource" }
    #expect(sources.count == 1)
    #expect(sources.first?["name"]?.stringValue == "datasource")
    #expect(sources.first?["label"]?.stringValue == "Data source")
    #expect(sources.first?["query"]?.stringValue == "prometheus")
  }

  @Test("template-job-rule, template-instance-rule", arguments: DashboardFile.all)
  func jobAndInstanceAreChosen(_ file: DashboardFile) throws {
    for (name, label) in [("job", "Job"), ("instance", "Instance")] {
      let variable = try #require(file.variable(name))
      #expect(variable["type"]?.stringValue == "query")
      #expect(variable["label"]?.stringValue == label)
      #expect(variable["multi"] == .bool(true))
      #expect(variable["includeAll"] == .bool(true))
      #expect(variable["allValue"]?.stringValue == ".+")
      #expect(variable["datasource"] == Self.dataSource)
    }
  }

  @Test(
    "template-label-promql-rule, template-on-time-change-reload-rule", arguments: DashboardFile.all)
  func variablesAreAsked(_ file: DashboardFile) throws {
    for variable in file.variables where variable["type"]?.stringValue == "query" {
      let query = try #require(variable["query"]?.stringValue)
      #expect(query.wholeMatch(of: /label_values\(.+, [a-z_]+\)/) != nil, "\(query)")
      #expect(variable["refresh"]?.intValue == 2, "\(query)")
    }
  }

  @Test("panel-datasource-rule", arguments: DashboardFile.all)
  func noDataSourceIsFixed(_ file: DashboardFile) {
    for panel in file.panels {
      #expect(panel.json["datasource"] == Self.dataSource, "\(panel.title)")
      for target in panel.targets {
        #expect(target["datasource"] == Self.dataSource, "\(panel.title)")
      }
    }
  }

  @Test("panel-title-description-rule", arguments: DashboardFile.all)
  func panelsSayWhatTheyShow(_ file: DashboardFile) {
    for panel in file.panels {
      #expect(!panel.title.isEmpty)
      #expect((panel.json["description"]?.stringValue ?? "").count > 15, "\(panel.title)")
    }
  }

  @Test("panel-units-rule, panel-no-targets-rule", arguments: DashboardFile.all)
  func panelsHaveUnitsAndQueries(_ file: DashboardFile) throws {
    for panel in file.panels {
      let field = try #require(panel.json["fieldConfig"], "\(panel.title)")
      let unit = try #require(field["defaults"]?["unit"]?.stringValue, "\(panel.title)")
      #expect(Self.units.contains(unit), "\(panel.title): \(unit)")
      for override in field["overrides"]?.arrayValue ?? [] {
        for property in override["properties"]?.arrayValue ?? []
        where property["id"]?.stringValue == "unit" {
          #expect(
            Self.units.contains(property["value"]?.stringValue ?? ""), "\(panel.title): \(property)"
          )
        }
      }
      #expect(!panel.targets.isEmpty, "\(panel.title)")
      #expect(panel.expressions.count == panel.targets.count, "\(panel.title)")
    }
  }

  @Test("target-job-rule, target-instance-rule", arguments: DashboardFile.all)
  func everySelectorHasJobAndInstance(_ file: DashboardFile) {
    for panel in file.panels {
      for expression in panel.expressions {
        let selectors = expression.matches(of: /[a-z_]+\{([^{}]*)\}/)
        #expect(!selectors.isEmpty, "\(panel.title): \(expression)")
        for selector in selectors {
          let matchers = selector.1.split(separator: ",")
          #expect(matchers.contains(#"job=~"$job""#), "\(panel.title): \(selector.0)")
          #expect(matchers.contains(#"instance=~"$instance""#), "\(panel.title): \(selector.0)")
        }
        let bare = expression.matches(of: /(?:outrider|process)_[a-z_]+(?![a-z_{])/)
        #expect(bare.isEmpty, "\(panel.title): \(expression)")
      }
    }
  }

  @Test("target-rate-interval-rule, target-counter-agg-rule", arguments: DashboardFile.all)
  func countersAreReadAsRates(_ file: DashboardFile) {
    for panel in file.panels {
      for expression in panel.expressions {
        for range in expression.matches(of: /([a-z_]+)\([a-z_]+\{[^{}]*\}\[([^\]]*)\]/) {
          let expected = range.1 == "rate" ? "$__rate_interval" : "$__range"
          #expect(range.2 == expected, "\(panel.title): \(expression)")
          #expect(["rate", "increase"].contains(range.1), "\(panel.title): \(expression)")
        }
        // Whatever counts is within one of those.
        let counters = expression.matches(of: /[a-z_]+_(?:total|bucket|sum|count)\{/)
        let rates = expression.matches(
          of: /(?:rate|increase)\([a-z_]+_(?:total|bucket|sum|count)\{/)
        #expect(counters.count == rates.count, "\(panel.title): \(expression)")
      }
    }
  }

  /// What is not known is absent: nothing is put in its place.
  @Test(arguments: DashboardFile.all)
  func nothingStandsForWhatIsNotKnown(_ file: DashboardFile) {
    for panel in file.panels {
      for expression in panel.expressions {
        #expect(!expression.contains("vector("), "\(panel.title)")
        #expect(!expression.contains("absent"), "\(panel.title)")
      }
      #expect(panel.json["fieldConfig"]?["defaults"]?["custom"]?["spanNulls"] != .bool(true))
    }
  }
}
