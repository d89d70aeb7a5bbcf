import Foundation
import TestSupport
import Testing

/// The files that other programs read: examples for Prometheus, Alertmanager, Kubernetes, containers and systemd, and what the Debian
/// package is made of.
@Suite struct ExamplesTests {
  private static let check = OutriderProcess.root + "/scripts/check-examples"

  /// scripts/check-examples asks the programs that the files are for, and compares with their schemas where one is not installed.
  @Test(arguments: [
    "configurations", "prometheus", "alertmanager", "kubernetes", "compose", "docker", "systemd",
    "package",
  ])
  func areTaken(_ topic: String) async throws {
    let result = try await run(
      Self.check, [topic, "--program", OutriderProcess.program], within: .seconds(600))
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// A change to a file that makes it wrong.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let topic: String
    let file: String
    let from: String
    let to: String
    /// What the complaint has to name.
    let named: String

    var testDescription: String { "\(file): \(from)" }
  }

  private static let mistakes = [
    Mistake(
      topic: "configurations", file: "examples/kubernetes/base/outrider.yaml",
      from: "per_replica", to: "per_replicas", named: "per_replicas"),
    Mistake(
      topic: "prometheus", file: "examples/prometheus.yml",
      from: "scrape_interval", to: "scrape_intervall", named: "scrape_intervall"),
    Mistake(
      topic: "alertmanager", file: "examples/alertmanager/alertmanager.yml",
      from: "/api/v1/alerts", to: "/api/v2/alerts", named: "/api/v2/alerts"),
    Mistake(
      topic: "kubernetes", file: "examples/kubernetes/base/deployment.yaml",
      from: "periodSeconds", to: "periodSecs", named: "periodSecs"),
    Mistake(
      topic: "kubernetes", file: "examples/kubernetes/base/kustomization.yaml",
      from: "  - service.yaml\n", to: "", named: "service.yaml"),
    Mistake(
      topic: "kubernetes", file: "rules/outrider-alerts.yaml",
      from: "severity: warning", to: "severity: none", named: "generate-kubernetes-rules"),
    Mistake(
      topic: "compose", file: "examples/docker-compose/compose.yaml",
      from: "\"127.0.0.1:9090:9090\"", to: "\"9090:9090\"", named: "9090:9090"),
    Mistake(
      topic: "docker", file: "examples/docker/Dockerfile",
      from: "USER 65532:65532", to: "USER 0:0", named: "root"),
    Mistake(
      topic: "systemd", file: "examples/systemd/outrider.service",
      from: "ProtectSystem=strict", to: "ProtectSystem=no", named: "ProtectSystem"),
  ]

  /// A check that lets everything through would be none.
  @Test(arguments: mistakes)
  func mistakesAreNamed(_ mistake: Mistake) async throws {
    let folder = try TemporaryDirectory()
    for part in ["examples", "rules", "dashboards", "scripts", "docs"] {
      let copy = try await run("cp", ["-r", OutriderProcess.root + "/" + part, folder.path])
      try #require(copy.status == 0, "\(copy.errors)")
    }
    let text = try String(contentsOfFile: folder.path + "/" + mistake.file, encoding: .utf8)
    try #require(text.contains(mistake.from))
    try folder.write(
      text.replacingOccurrences(of: mistake.from, with: mistake.to), to: mistake.file)
    let result = try await run(
      Self.check,
      [mistake.topic, "--program", OutriderProcess.program, "--root", folder.path],
      within: .seconds(600))
    #expect(result.status == 1)
    #expect(result.errors.contains(mistake.named), "\(result.errors)")
  }
}
