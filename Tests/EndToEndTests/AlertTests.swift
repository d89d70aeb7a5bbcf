import Foundation
import TestSupport
import Testing

/// The rules in a real Prometheus that scrapes a running Outrider: every rule is evaluated without an error, and alerts fire when what they tell of
/// happens. Their delays are promtool's to test (RulesTests).
@Suite struct AlertTests {
  private struct Alerts: Decodable {
    struct Alert: Decodable {
      var labels: [String: String]
      var state: String
    }

    struct Data: Decodable {
      var alerts: [Alert]
    }

    var data: Data
  }

  private struct Rules: Decodable {
    struct Rule: Decodable {
      var name: String
      var health: String
      var lastError: String?
    }

    struct Group: Decodable {
      var rules: [Rule]
    }

    struct Data: Decodable {
      var groups: [Group]
    }

    var data: Data
  }

  @Test func alertsFireWithoutTheirDelays() async throws {
    let folder = try TemporaryDirectory()
    let nobody = try freePort()
    let configuration = """
      interval: 1s
      sources: [{ name: main, prometheus: { url: "http://127.0.0.1:\(nobody)", timeout: 500ms } }]
      workloads:
        - name: checkout
          hold: 1s
          fallback: 5
          replicas: { min: 1, max: 10 }
          signals: [{ query: up, per_replica: 1 }]
      """
    let file = try folder.write(configuration, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    for name in ["outrider-recording", "outrider-alerts"] {
      let rules = try String(
        contentsOfFile: "\(OutriderProcess.root)/rules/\(name).yaml", encoding: .utf8)
      let lines = rules.split(separator: "\n", omittingEmptySubsequences: false).filter {
        !$0.hasPrefix("        for: ")
      }
      try folder.write(lines.joined(separator: "\n"), to: "\(name).yaml")
    }
    let prometheus = try await TestPrometheus(
      configuration: """
        global: { scrape_interval: 1s, evaluation_interval: 1s }
        rule_files: ["\(folder.path)/outrider-recording.yaml", "\(folder.path)/outrider-alerts.yaml"]
        scrape_configs:
          - job_name: outrider
            static_configs: [{ targets: ["127.0.0.1:\(outrider.port)"] }]
        """)
    defer { prometheus.stop() }

    func firing() async throws -> [[String: String]] {
      let answer = try await get(prometheus.url + "/api/v1/alerts")
      return try JSONDecoder().decode(Alerts.self, from: Data(answer.text.utf8)).data.alerts.filter
      {
        $0.state == "firing"
      }.map(\.labels)
    }
    func wait(for alert: String, _ labels: [String: String]) async throws {
      try await eventually("\(alert) fires") {
        try await firing().contains { found in
          found["alertname"] == alert && labels.allSatisfy { found[$0] == $1 }
        }
      }
    }
    try await wait(for: "OutriderSourceDown", ["source": "main", "kind": "prometheus"])
    try await wait(for: "OutriderFallbackActive", ["workload": "checkout"])
    try folder.write(configuration + "unknown_key: 1\n", to: "outrider.yaml")
    try await wait(for: "OutriderConfigReloadFailed", ["severity": "warning"])
    // A scrape that comes late is one that failed, for as long as a second.
    try await eventually("nothing else fires") {
      Set(try await firing().compactMap { $0["alertname"] })
        .isDisjoint(with: ["OutriderDown", "OutriderRecommendationAtMaximum", "OutriderPinned"])
    }
    outrider.stop()
    try await wait(for: "OutriderDown", [:])

    let answer = try await get(prometheus.url + "/api/v1/rules")
    let rules = try JSONDecoder().decode(Rules.self, from: Data(answer.text.utf8)).data.groups
      .flatMap(\.rules)
    #expect(rules.count >= 46)
    for rule in rules { #expect(rule.health == "ok", "\(rule.name): \(rule.lastError ?? "")") }
  }
}
