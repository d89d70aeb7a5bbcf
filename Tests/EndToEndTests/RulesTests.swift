import Foundation
import TestSupport
import Testing

/// The rules that come with Outrider, and the runbooks that its alerts lead to.
@Suite struct RulesTests {
  @Test(arguments: [
    ["check", "rules", "rules/outrider-recording.yaml"],
    ["check", "rules", "rules/outrider-alerts.yaml"],
    ["test", "rules", "rules/outrider-recording-test.yaml"],
    ["test", "rules", "rules/outrider-alerts-test.yaml"],
    ["test", "rules", "rules/outrider-alerts-alone-test.yaml"],
  ])
  func hold(_ arguments: [String]) async throws {
    let result = try await run(
      "promtool", arguments, folder: OutriderProcess.root, within: .seconds(300))
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func everyAlertIsExplainedAndTested() throws {
    let cases =
      try Self.text("rules/outrider-alerts-test.yaml")
      + Self.text("rules/outrider-alerts-alone-test.yaml")
    let alerts = try Self.rules(named: "alert", in: "rules/outrider-alerts.yaml")
    #expect(!alerts.isEmpty)
    for (name, rule) in alerts {
      for key in ["severity", "summary", "description"] {
        #expect(rule.contains("\n          \(key): "), "\(name) has no \(key)")
      }
      let runbook = "docs/runbooks/\(name).md"
      #expect(rule.contains("\n          runbook_url: \(runbook)\n"), "\(name) has no runbook_url")
      #expect(
        FileManager.default.fileExists(atPath: "\(OutriderProcess.root)/\(runbook)"),
        "\(runbook) is missing")
      #expect(
        cases.contains("alertname: \(name)\n        exp_alerts:"), "no case in which \(name) fires")
      #expect(
        cases.contains("alertname: \(name), exp_alerts: [] }"),
        "no case in which \(name) does not fire")
    }
  }

  @Test func everyRecordedSeriesIsTested() throws {
    let cases = try Self.text("rules/outrider-recording-test.yaml")
    let records = try Self.rules(named: "record", in: "rules/outrider-recording.yaml")
    #expect(!records.isEmpty)
    for (name, _) in records {
      #expect(cases.contains(name), "\(name) is not tested")
    }
  }

  @Test func everyRunbookIsListedAndHasAnAlert() throws {
    let list = try Self.text("docs/runbooks/README.md")
    let alerts = try Self.rules(named: "alert", in: "rules/outrider-alerts.yaml").map { $0.name }
    let files = try Self.runbooks().filter { $0 != "README.md" }
    #expect(files.count == alerts.count)
    for file in files {
      let name = String(file.dropLast(3))
      #expect(alerts.contains(name), "\(file) has no alert")
      #expect(list.contains("| [\(name)](\(file)) | "), "\(file) is not in README.md")
    }
  }

  /// What rules and runbooks read is what /metrics shows or what is recorded.
  @Test func everySeriesExists() throws {
    let page = try Self.text("docs/metrics.md")
    let records = try Self.rules(named: "record", in: "rules/outrider-recording.yaml").map {
      $0.name
    }
    // What users record, and the labels by which alerts ask for something.
    let known = records + ["outrider:budget_dollars_per_hour", "outrider_pin", "outrider_pause"]
    let files =
      try ["rules/outrider-alerts.yaml", "rules/outrider-recording.yaml"]
      + Self.runbooks().map { "docs/runbooks/\($0)" }
    for file in files {
      for name in Self.series(in: try Self.text(file)) where !known.contains(name) {
        var family = name
        for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
          family = String(name.dropLast(suffix.count))
        }
        #expect(page.contains("`\(family)`"), "\(file): nothing is called \(name)")
      }
    }
  }

  /// The rules of one kind in a file, each with the text up to the next.
  private static func rules(
    named kind: String, in file: String
  ) throws -> [(name: String, text: String)] {
    let blocks = try text(file).components(separatedBy: "\n      - \(kind): ").dropFirst()
    return blocks.map { (String($0.prefix { $0 != "\n" }), $0) }
  }

  /// The names of Outrider's own series in a text.
  private static func series(in text: String) -> [String] {
    let words = text.split { character in
      !(character.isASCII
        && (character.isLetter || character.isNumber || character == "_" || character == ":"))
    }
    let names = words.filter {
      $0.hasPrefix("outrider_") || $0.hasPrefix("outrider:") || $0.hasPrefix("scaling:")
    }
    return Set(names.map { String($0) }).sorted()
  }

  private static func runbooks() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(OutriderProcess.root)/docs/runbooks")
      .filter { $0.hasSuffix(".md") }.sorted()
  }

  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(OutriderProcess.root)/\(file)", encoding: .utf8)
  }
}
