import Foundation
import TestSupport
import Testing

/// A configuration that changes while the sidecar runs.
@Suite struct ReloadTests {
  private static func configuration(maximum: Int) -> String {
    """
    interval: 15s
    sources:
      - { name: trace, replay: { file: trace.csv, speed: 60, loop: true } }
    workloads:
      - name: web
        startup: 30s
        replicas: { min: 1, max: \(maximum), simulate: true }
        signals: [{ name: load, column: load, per_replica: 1 }]
    """
  }

  private static func folder(maximum: Int) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    var trace = "timestamp,load\n"
    for index in 0..<2_000 { trace += "\(index * 60),40\n" }
    try folder.write(trace, to: "trace.csv")
    try folder.write(configuration(maximum: maximum), to: "outrider.yaml")
    return folder
  }

  /// Everything since the trace began, and the moment of its first known load.
  private static let history = "/api/v1/workloads/web/history?from=0&to=90000&step=15s"

  private static func firstKnown(_ outrider: OutriderProcess) async throws -> Int {
    var json = ""
    try await eventually("the history is told") {
      let answer = try await outrider.get(history)
      json = answer.text
      return answer.status == 200
    }
    let values = try #require(json.components(separatedBy: #""values":["#).dropFirst().first)
    let index = values.components(separatedBy: ",").firstIndex { $0 != "null" }
    return try #require(index)
  }

  private static let recommended = #"outrider_recommended_replicas{workload="web"}"#
  private static let successful = "outrider_config_last_reload_successful"

  @Test func byRequestSignalAndFile() async throws {
    let folder = try Self.folder(maximum: 10)
    let outrider = try await OutriderProcess(configuration: folder.path + "/outrider.yaml")
    defer { outrider.stop() }
    try await outrider.waitForMetric(Self.recommended) { $0 == 10 }
    let start = try await Self.firstKnown(outrider)

    // A file that changes is seen without being told.
    try folder.write(Self.configuration(maximum: 20), to: "outrider.yaml")
    try await outrider.waitForMetric(Self.recommended) { $0 == 20 }

    // A bad file changes nothing, and says so.
    try folder.write("interval: -3s\nworkloads: 7\n", to: "outrider.yaml")
    try await outrider.waitForMetric(Self.successful) { $0 == 0 }
    let answer = try await request("POST", outrider.url + "/-/reload")
    #expect(answer.status == 500)
    #expect(answer.text.contains("outrider.yaml:1:11: error:"))
    #expect(try await outrider.metric(Self.recommended) == 20)

    // A good one counts again, by request and by signal, and no history is lost.
    try folder.write(Self.configuration(maximum: 15), to: "outrider.yaml")
    #expect(try await request("POST", outrider.url + "/-/reload").status == 200)
    try await outrider.waitForMetric(Self.recommended) { $0 == 15 }
    #expect(try await outrider.metric(Self.successful) == 1)
    outrider.signal(SIGHUP)
    try await eventually("SIGHUP reloads") { outrider.log.contains("because=SIGHUP") }
    #expect(
      try await Self.firstKnown(outrider) <= start, "a past that came late may reach further back")
    #expect(outrider.isRunning)
  }

  /// A Kubernetes ConfigMap: the file is a link through `..data`, which is replaced by another link.
  @Test func throughSwappedSymlinks() async throws {
    let folder = try Self.folder(maximum: 10)
    let files = FileManager.default
    for (name, maximum) in [("..first", 10), ("..second", 25)] {
      try files.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      try folder.write(Self.configuration(maximum: maximum), to: name + "/outrider.yaml")
      try files.copyItem(
        atPath: folder.path + "/trace.csv", toPath: folder.path + "/" + name + "/trace.csv")
    }
    try files.removeItem(atPath: folder.path + "/outrider.yaml")
    try files.createSymbolicLink(
      atPath: folder.path + "/..data", withDestinationPath: "..first")
    try files.createSymbolicLink(
      atPath: folder.path + "/outrider.yaml", withDestinationPath: "..data/outrider.yaml")
    let outrider = try await OutriderProcess(configuration: folder.path + "/outrider.yaml")
    defer { outrider.stop() }
    try await outrider.waitForMetric(Self.recommended) { $0 == 10 }
    try files.createSymbolicLink(
      atPath: folder.path + "/..data_tmp", withDestinationPath: "..second")
    #expect(rename(folder.path + "/..data_tmp", folder.path + "/..data") == 0)
    try await outrider.waitForMetric(Self.recommended) { $0 == 25 }
  }
}
