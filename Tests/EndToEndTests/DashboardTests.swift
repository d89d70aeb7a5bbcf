import Dashboards
import Foundation
import JSON
import TestSupport
import Testing

/// Every query of every dashboard, against a real Prometheus that scrapes the built program.
@Suite struct DashboardTests {
  @Test func everyPanelShowsSomething() async throws {
    let scene = try await DashboardScene()
    defer { scene.stop() }
    for outrider in scene.outriders {
      for path in ["/", "/api/v1/workloads", "/nowhere"] { _ = try await outrider.get(path) }
    }
    let documented = try documentedFamilies()
    var missing = documented
    do {
      try await eventually("every metric is there") {
        missing = documented.subtracting(try await scene.families())
        return missing.isEmpty
      }
    } catch {
      throw TestSupportError(
        "\(error); missing: \(missing.sorted()) \(scene.outriders.map { $0.log.suffix(2000) })")
    }

    // Rates need some scrapes, and what had been forecast the time for which it was.
    var answered: Set<String> = []
    var open: [String] = []
    let end = ContinuousClock.now + ampleTime
    repeat {
      open = []
      for dashboard in Dashboard.all {
        open += try await unanswered(of: dashboard, in: scene, answered: &answered)
      }
      if open.isEmpty { break }
      try await Task.sleep(for: .milliseconds(500))
    } while ContinuousClock.now < end
    #expect(open.isEmpty, "nothing to show: \(open)")
    #expect(answered.count > 150)
  }

  /// What has nothing to show on a dashboard: queries, and variables without a choice. What had something once is not asked again.
  private func unanswered(
    of dashboard: Dashboard, in scene: DashboardScene, answered: inout Set<String>
  ) async throws -> [String] {
    var (choices, unanswered) = try await choices(of: dashboard, in: scene)
    for panel in dashboard.sections.flatMap(\.panels) {
      for (index, query) in panel.queries.enumerated() {
        let place = "\(dashboard.uid): \(panel.title), query \(index + 1)"
        if answered.contains(place) { continue }
        var isAnswered = false
        for choice in choices where !isAnswered {
          isAnswered = try await hasAnswer(query, choice, in: scene, at: place)
        }
        if isAnswered { answered.insert(place) } else { unanswered.append(place) }
      }
    }
    return unanswered
  }

  private func documentedFamilies() throws -> Set<String> {
    let page = try String(
      contentsOfFile: OutriderProcess.root + "/docs/metrics.md", encoding: .utf8)
    return Set(page.matches(of: /(?m)^\| `([a-z_]+)`/).map { String($0.1) })
  }

  // MARK: Choices

  /// What can be chosen at the top of a dashboard: all, where several can be chosen, and each where only one can; and the variables that
  /// have nothing to choose from.
  private func choices(
    of dashboard: Dashboard, in scene: DashboardScene
  ) async throws -> (choices: [[String: String]], empty: [String]) {
    var choices: [[String: String]] = [[:]]
    var empty: [String] = []
    for variable in dashboard.variables {
      guard case .labelValues(let label, let selector) = variable.choices else { continue }
      var next: [[String: String]] = []
      for choice in choices {
        let matcher = substitute(choice, in: selector)
        let values = try await scene.ask("label/\(label)/values", ["match[]": matcher])
        var names = values.arrayValue?.compactMap(\.stringValue) ?? []
        if variable.isNumber { names = names.map { String($0.prefix(while: \.isWholeNumber)) } }
        // A workload whose signals were never known has neither signals nor forecasts to choose from.
        if names.isEmpty, choice["workload"] != "jobs" {
          empty.append("\(dashboard.uid): $\(variable.name) of \(choice)")
        }
        for name in variable.takesSeveral ? [".+"] : names {
          next.append(choice.merging([variable.name: name]) { $1 })
        }
      }
      choices = next
    }
    return (choices, empty)
  }

  /// The text with every variable replaced, Grafana's own included.
  private func substitute(_ choice: [String: String], in text: String) -> String {
    let own = ["__rate_interval": "30s", "__range": "20s"]
    let values = own.merging(choice) { $1 }
    return text.replacing(/\$\{?([a-z_]+)\}?/) { match in
      values[String(match.1)] ?? String(match.0)
    }
  }

  // MARK: Answers

  /// Whether a query has a number to show with a choice. Throws where Prometheus does not take it.
  private func hasAnswer(
    _ query: PanelQuery, _ choice: [String: String], in scene: DashboardScene, at place: String
  ) async throws -> Bool {
    let expression = substitute(choice, in: query.expression)
    let now = Int(Date().timeIntervalSince1970)
    let data =
      query.isInstant
      ? try await scene.ask("query", ["query": expression])
      : try await scene.ask(
        "query_range",
        ["query": expression, "start": "\(now - 60)", "end": "\(now)", "step": "1"])
    var isAnswered = false
    for series in data["result"]?.arrayValue ?? [] {
      for label in query.legend.matches(of: /\{\{([a-z_]+)\}\}/).map({ String($0.1) }) {
        #expect(series["metric"]?[label] != nil, "\(place): a series has no \(label)")
      }
      let samples = series["values"]?.arrayValue ?? series["value"].map { [$0] } ?? []
      let values = samples.compactMap { $0.arrayValue?.last?.stringValue.flatMap(Double.init) }
      if values.contains(where: \.isFinite) { isAnswered = true }
    }
    return isAnswered
  }
}
