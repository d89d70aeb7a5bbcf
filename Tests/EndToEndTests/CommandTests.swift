import Foundation
import TestSupport
import Testing

/// The command line: exit codes, messages, streams.
@Suite struct CommandTests {
  private func outrider(_ arguments: String...) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    try await run(OutriderProcess.program, arguments)
  }

  @Test func versionAndHelp() async throws {
    let version = try await outrider("version")
    #expect(version.status == 0)
    #expect(version.output.hasPrefix("outrider "))
    #expect(version.output.contains("libmicrohttpd"))
    let help = try await outrider("--help")
    #expect(help.status == 0)
    for command in ["run", "backtest", "check", "decide", "forecast", "mix", "explain", "version"] {
      #expect(help.output.contains("\n  \(command)"), "\(command)")
      #expect(try await outrider(command, "--help").status == 0)
    }
  }

  @Test func wrongUsageIsTwo() async throws {
    for arguments in [["run", "--nonsense"], ["frobnicate"], ["check"]] {
      let result = try await run(OutriderProcess.program, arguments)
      #expect(result.status == 2, "\(arguments): \(result.errors)")
    }
  }

  @Test func checkNamesEveryProblem() async throws {
    let folder = try TemporaryDirectory()
    let bad = try folder.write(
      """
      intervall: 15s
      sources:
        - { name: main, prometheus: { url: "http://127.0.0.1:9090" } }
      workloads:
        - name: web
          replicas: { min: 5, max: 2 }
          signals: [{ name: load, query: load, per_replica: -1 }]
        - name: web
          signals: [{ name: load, query: load, per_replica: .nan }]
      """, to: "bad.yaml")
    let result = try await outrider("check", bad)
    #expect(result.status == 1)
    #expect(result.output.contains("bad.yaml:1:1: error:"))
    #expect(result.output.contains("`interval`"))
    for line in [6, 7, 8, 9] { #expect(result.output.contains("bad.yaml:\(line):"), "\(line)") }
    for example in ["quickstart", "calendar"] {
      let good = try await outrider(
        "check", OutriderProcess.root + "/examples/\(example).yaml")
      #expect(good.status == 0, "\(good.output)")
    }
  }

  @Test func malformedYAMLIsAMessage() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("sources: [\n  - {", to: "bad.yaml")
    let result = try await outrider("run", "--config", file)
    #expect(result.status == 1)
    #expect(result.errors.contains("bad.yaml:"))
  }

  @Test func aPortInUseIsAMessage() async throws {
    let server = try FaultyServer { _ in .hang }
    defer { server.stop() }
    let result = try await outrider(
      "run", "--config", OutriderProcess.root + "/examples/quickstart.yaml",
      "--web.listen-address", "127.0.0.1:\(server.port)")
    #expect(result.status == 1)
    #expect(result.errors.contains("127.0.0.1:\(server.port)"))
  }

  @Test func anUnreadableSecretIsAMessage() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      sources:
        - name: main
          prometheus: { url: "http://127.0.0.1:9090", bearer_token_file: missing-token }
      workloads:
        - name: web
          signals: [{ name: load, query: load, per_replica: 1 }]
      """, to: "secret.yaml")
    let result = try await outrider("check", file)
    #expect(result.status == 1)
    #expect(result.output.contains("secret.yaml:3:"))
    #expect(result.output.contains("missing-token"))
  }

  @Test func explainAsksARunningSidecar() async throws {
    let sidecar = try await OutriderProcess(
      configuration: OutriderProcess.root + "/examples/quickstart.yaml")
    defer { sidecar.stop() }
    try await sidecar.waitUntilReady()
    let result = try await outrider("explain", "website", "--url", sidecar.url)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("website (shadow):"))
    #expect(result.output.contains("Signal requests"))
    let missing = try await outrider("explain", "nonsense", "--url", sidecar.url)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("website"))
  }
}
