import TestSupport
import Testing

/// The alert rules that come with Outrider.
@Suite struct RulesTests {
  @Test(arguments: [
    ["check", "rules", "rules/outrider-alerts.yaml"],
    ["test", "rules", "rules/outrider-alerts-test.yaml"],
  ])
  func hold(_ arguments: [String]) async throws {
    let result = try await run("promtool", arguments, folder: OutriderProcess.root)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }
}
