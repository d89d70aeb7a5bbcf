import Foundation
import TestSupport
import Testing

/// `outrider decide`, as a host program drives it.
@Suite struct DecideCommandTests {
  /// Runs the command on lines, which are all there from the start.
  private func decide(
    _ lines: [String], _ arguments: [String] = []
  ) async throws -> (status: Int32, answers: [[String: Any]], errors: String) {
    let folder = try TemporaryDirectory()
    let input = try folder.write(lines.joined(separator: "\n") + "\n", to: "lines")
    let command =
      ([OutriderProcess.program, "decide"] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let result = try await run("/bin/sh", ["-c", "\(command) < '\(input)'"])
    let answers = try result.output.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
    return (result.status, answers, result.errors)
  }

  private static let hello =
    #"{"hello":{"tick_s":60,"control_s":60,"startup_s":300,"capacity":10,"min":1,"max":60}}"#

  @Test func aDailyPeakIsMetBeforeItComes() async throws {
    var lines = [Self.hello]
    // At noon the load jumps from 50 to 250 within two minutes, each day.
    func load(_ minute: Int) -> Int { (720..<840).contains(minute % 1440) ? 250 : 50 }
    for minute in 0..<11 * 1440 {
      lines.append(#"{"warmup":true,"t":\#(minute * 60),"load":\#(load(minute))}"#)
    }
    for minute in 11 * 1440..<11 * 1440 + 900 {
      lines.append(#"{"t":\#(minute * 60),"load":\#(load(minute)),"ready":25,"pending":0}"#)
    }
    let result = try await decide(lines, ["--target-overload", "0.1%"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.answers.count == 900)
    func desired(_ minute: Int) -> Int { result.answers[minute]["desired"] as? Int ?? -1 }
    #expect((5...18).contains(desired(300)), "at night: \(desired(300))")
    #expect(desired(719) >= 25, "before noon: \(desired(719))")
    #expect(desired(880) <= 18, "after: \(desired(880))")
  }

  @Test func aConfigurationSaysWhatHelloDoesNot() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      interval: 15s
      sources: [{ prometheus: { url: http://127.0.0.1:9090 } }]
      workloads:
        - name: web
          startup: 2m
          replicas: { min: 3, max: 7 }
          signals: [{ query: load, per_replica: 10 }]
        - { name: other, signals: [{ query: load, per_replica: 10 }] }
      """, to: "outrider.yaml")
    let lines = [
      #"{"t":15,"load":1,"ready":3,"pending":0}"#, "nonsense",
      #"{"t":30,"load":1000,"ready":3,"pending":0}"#,
    ]
    let result = try await decide(lines, ["--config", file, "--workload", "web"])
    #expect(result.status == 1, "one line was none")
    #expect(result.answers.map { $0["desired"] as? Int } == [4, nil, 7])
    #expect((result.answers[1]["error"] as? String)?.hasPrefix("line 2: ") == true)
    let several = try await decide(lines, ["--config", file])
    #expect(several.errors.contains("expected one of: web, other"))
  }

  @Test func withoutACapacityThereIsNoAnswer() async throws {
    let result = try await decide([#"{"t":15,"load":1,"ready":3,"pending":0}"#])
    #expect(result.status == 1)
    #expect((result.answers.first?["error"] as? String)?.contains("capacity") == true)
  }
}
