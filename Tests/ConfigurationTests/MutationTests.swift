import Configuration
import Foundation
import Testing

struct MutationTests {
  private static func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let load = Fixture.load(text)
    #expect((load.settings == nil) == load.problems.contains { $0.severity == .error })
    let lines = text.unicodeScalars.reduce(into: [0]) { lines, scalar in
      if "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
        lines.append(0)
      } else {
        lines[lines.count - 1] += 1
      }
    }
    for problem in load.problems {
      guard let line = problem.line, let column = problem.column else {
        Issue.record("expected a place in the file: \(problem)")
        continue
      }
      #expect(problem.file == "c.yaml")
      #expect((1...lines.count).contains(line), "\(problem)")
      #expect((1...(lines[line - 1] + 1)).contains(column), "\(problem)")
      #expect(problem.message.contains("expected"), "\(problem)")
    }
  }

  @Test func everyPrefixGivesProblemsInsideTheFile() throws {
    let bytes = Array(try Fixture.text("interfaces.yaml").utf8)
    for count in stride(from: 0, through: bytes.count, by: 3) { Self.check(Array(bytes[..<count])) }
  }

  @Test func everyMutationGivesProblemsInsideTheFile() throws {
    let bytes = Array(try Fixture.text("interfaces.yaml").utf8)
    let pieces = [
      "\n", "  ", "-", "0", "%", "${", "}", "[", "]", "{", "'", "\"", ":", ",", "*", "&a ", "<<: ",
      "~",
      "é", "\t", "99999999999999999999", ".nan", "!x ", "\u{2028}", "#",
    ].map { Array($0.utf8) }
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      // A linear congruential generator with Knuth's constants: the test is the same at each run.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<1500 {
      var mutated = bytes
      for _ in 0...random(3) {
        let place = random(mutated.count)
        switch random(3) {
        case 0: mutated.insert(contentsOf: pieces[random(pieces.count)], at: place)
        case 1: mutated.removeSubrange(place..<min(mutated.count, place + 1 + random(20)))
        default: mutated[place] = UInt8(0x20 + random(0x5F))
        }
      }
      Self.check(mutated)
    }
  }
}
