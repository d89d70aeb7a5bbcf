import Foundation
import TestSupport
import Testing

/// What the documentation tells people to type, and what it says that they will see.
@Suite struct DocumentationCommandTests {
  private static let check = OutriderProcess.root + "/scripts/check-docs"

  /// scripts/check-docs runs the commands beside a real Prometheus and a real Redis, follows the links, and reads YAML and PromQL.
  @Test func commandsRunAsShown() async throws {
    let result = try await run(
      Self.check, ["--program", OutriderProcess.program], within: .seconds(600))
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// A change to a page that makes it wrong.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let page: String
    let from: String
    let to: String
    /// What the complaint has to name.
    let named: String

    var testDescription: String { "\(page): \(to)" }
  }

  private static let mistakes = [
    Mistake(
      page: "docs/hpa.md", from: "](keda.md)", to: "](kedda.md)", named: "(kedda.md) leads nowhere"),
    Mistake(
      page: "docs/patterns.md", from: "# ", to: "[x](keda.md#no-such-heading)\n# ",
      named: "no such heading"),
    Mistake(
      page: "docs/schedules.md", from: "# ",
      to: "```yaml\nworkloads:\n  - name: checkout\n    minimum: 2\n```\n# ", named: "minimum"),
    Mistake(
      page: "docs/policies.md", from: "# ", to: "```promql\nsum(rate(up[2m])\n```\n# ",
      named: "does not parse"),
    Mistake(
      page: "docs/policies.md", from: "# ", to: "```console\n$ outrider check none.yaml\n```\n# ",
      named: "ended with 1, expected 0"),
    Mistake(
      page: "docs/policies.md", from: "# ",
      to: "```console\n$ outrider version\noutsider 0.1.0\n...\n```\n# ",
      named: "does not print what is shown"),
    Mistake(
      page: "docs/policies.md", from: "# ", to: "```console\n$ frobnicate\n```\n# ",
      named: "frobnicate is in neither"),
  ]

  /// A check that lets everything through would be none.
  @Test(arguments: mistakes)
  func mistakesAreNamed(_ mistake: Mistake) async throws {
    let folder = try TemporaryDirectory()
    for part in ["docs", "examples", "rules", "dashboards", "README.md"] {
      let copy = try await run("cp", ["-r", OutriderProcess.root + "/" + part, folder.path])
      try #require(copy.status == 0, "\(copy.errors)")
    }
    var text = try String(contentsOfFile: folder.path + "/" + mistake.page, encoding: .utf8)
    let place = try #require(text.range(of: mistake.from))
    text.replaceSubrange(place, with: mistake.to)
    try folder.write(text, to: mistake.page)
    let result = try await run(
      Self.check, [mistake.page, "--program", OutriderProcess.program, "--root", folder.path],
      within: .seconds(300))
    #expect(result.status == 1)
    #expect(result.errors.contains(mistake.named), "\(result.errors)")
  }
}
