import Foundation
import Testing

/// Every file in `Scenarios` is a test; to add a test is to add a file.
@Suite struct ScenarioTests {
  static let files: [String] = {
    guard let folder = Bundle.module.url(forResource: "Scenarios", withExtension: nil),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    return names.filter { $0.hasSuffix(".scenario") }.sorted()
  }()

  @Test func areFound() {
    #expect(Self.files.count > 10)
  }

  @Test(arguments: files)
  func plays(_ file: String) throws {
    let folder = try #require(Bundle.module.url(forResource: "Scenarios", withExtension: nil))
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    var runner = ScenarioRunner(try ScenarioParser.parse(text, name: file))
    try runner.run()
  }

  @Test(
    arguments: [
      ("frobnicate", "x:1: expected a statement, found 'frobnicate'"),
      ("eval at noon", "x:1: expected a duration such as 15s or 1h30m, found 'noon'"),
      ("expect replicas 3", "x:1: expected 'eval' before 'expect'"),
      ("load 1m queue five", "x:1: expected a number, found 'five'"),
      ("\nworkload min", "x:2: expected KEY=VALUE, found 'min'"),
    ])
  func complains(_ text: String, _ complaint: String) {
    let error = #expect(throws: ScenarioError.self) { try ScenarioParser.parse(text, name: "x") }
    #expect(error?.description == complaint)
  }
}
