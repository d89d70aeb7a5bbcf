import Configuration
import Foundation
import Testing

/// One configuration of `Fixtures/problems.txt`, with the problems that are to be found in it.
struct ProblemCase: Sendable, CustomTestStringConvertible {
  let name: String
  let environment: [String: String]
  let text: String
  let expected: [String]

  var testDescription: String { name }

  /// The problems that are found now. Paths of this machine do not belong into the file.
  var found: [String] {
    Fixture.load(text, environment: environment).problems.map {
      $0.description.replacing(Fixture.folder, with: "FOLDER")
    }
  }

  static let all: [ProblemCase] = {
    guard let file = try? Fixture.text("problems.txt") else { return [] }
    return file.components(separatedBy: "\n=== ").dropFirst().map { block in
      let lines = block.components(separatedBy: "\n")
      // The last such line: YAML may hold one too.
      let end = lines.lastIndex(of: "---") ?? lines.endIndex - 1
      let variables = lines[1..<end].prefix { $0.hasPrefix("env ") }
      let environment = variables.map { $0.dropFirst(4).split(separator: "=", maxSplits: 1) }
      return ProblemCase(
        name: lines[0],
        environment: Dictionary(
          uniqueKeysWithValues: environment.map { (String($0[0]), String($0.last ?? "")) }),
        text: lines[(1 + variables.count)..<end].map { $0 + "\n" }.joined(),
        expected: lines[(end + 1)...].filter { !$0.isEmpty })
    }
  }()
}

struct ProblemTests {
  @Test(arguments: ProblemCase.all)
  func everyProblemIsFoundAtItsPlace(problemCase: ProblemCase) {
    #expect(problemCase.found == problemCase.expected)
    let names = Set(
      problemCase.found.map { $0.contains(": error: ") || $0.contains(": warning: ") })
    #expect(names == [true], "each problem has a place and a severity")
    for problem in problemCase.found {
      #expect(!problem.contains("hunter2"))
    }
  }

  @Test func theTableIsThere() throws {
    #expect(ProblemCase.all.count > 120)
    if ProcessInfo.processInfo.environment["OUTRIDER_RECORD_GOLDEN"] == "1" { try record() }
  }

  private func record() throws {
    let text = try Fixture.text("problems.txt")
    var output = text.components(separatedBy: "\n=== ")[0]
    for problemCase in ProblemCase.all {
      let variables = problemCase.environment.sorted { $0.key < $1.key }
      output += "\n=== \(problemCase.name)\n"
      output += variables.map { "env \($0.key)=\($0.value)\n" }.joined()
      output += problemCase.text + "---\n" + problemCase.found.map { $0 + "\n" }.joined()
    }
    try output.write(toFile: Fixture.path("problems.txt"), atomically: true, encoding: .utf8)
  }
}
