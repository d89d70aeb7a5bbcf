import Foundation
import Glibc

/// The built program, running as a sidecar on a free loopback port.
public final class OutriderProcess: Sendable {
  private let child: ChildProcess

  /// The port it listens on.
  public let port: UInt16

  /// Its base URL, without a slash at the end.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// What it has logged.
  public var log: String { child.standardError }

  /// Whether it runs.
  public var isRunning: Bool { child.isRunning }

  /// Its process id.
  public var identifier: Int32 { child.identifier }

  /// The path of the program that the tests were built with.
  public static var program: String {
    let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return products.appendingPathComponent("outrider").path
  }

  /// The root of the checkout.
  public static var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  /// Starts `outrider run` and waits until it listens.
  public init(
    configuration path: String?, arguments: [String] = [], environment: [String: String] = [:]
  ) async throws {
    let port = try freePort()
    self.port = port
    let child = try ChildProcess(
      Self.program,
      ["run"] + (path.map { ["--config", $0] } ?? []) + [
        "--web.listen-address", "127.0.0.1:\(port)",
      ] + arguments, environment: environment)
    self.child = child
    try await eventually("outrider listens") {
      guard child.isRunning else { throw TestSupportError("outrider: \(child.standardError)") }
      return accepts(port: port)
    }
  }

  /// The answer to GET of a path.
  public func get(_ path: String, headers: [String: String] = [:]) async throws -> TestAnswer {
    try await TestSupport.get(url + path, headers: headers)
  }

  /// The value of one series of /metrics, written as there: `outrider_source_up{source="a",kind="redis"}`; nil where it is absent.
  public func metric(_ series: String) async throws -> Double? {
    Self.value(of: series, in: try await get("/metrics").text)
  }

  private static func value(of series: String, in page: String) -> Double? {
    for line in page.split(separator: "\n") where line.hasPrefix(series + " ") {
      return Double(line.dropFirst(series.count + 1))
    }
    return nil
  }

  /// The answer to GET of a path; nil where none came from a running sidecar: it cuts off who is slow to ask, as all are on a busy machine.
  private func patiently(_ path: String) async throws -> TestAnswer? {
    do {
      return try await get(path)
    } catch {
      guard isRunning else { throw error }
      return nil
    }
  }

  /// Waits until a series of /metrics satisfies `condition`; nil stands for absent.
  public func waitForMetric(
    _ series: String, within timeout: Duration = ampleTime,
    _ condition: @Sendable (Double?) -> Bool
  ) async throws {
    do {
      try await eventually("\(series) is as expected", within: timeout) {
        guard let page = try await patiently("/metrics") else { return false }
        return condition(Self.value(of: series, in: page.text))
      }
    } catch {
      let value = (try? await metric(series)) ?? nil
      throw TestSupportError(
        "\(error); it is \(value.map { "\($0)" } ?? "absent")\n\(log.suffix(2000))")
    }
  }

  /// Waits until the first full cycle has ended.
  public func waitUntilReady() async throws {
    try await eventually("outrider is ready") {
      try await patiently("/-/ready")?.status == 200
    }
  }

  /// Waits until it has taken in the past that its sources know, and learnt from it: patterns need some days.
  public func waitForItsPast() async throws {
    try await eventually("outrider has learnt from the past") {
      try await patiently("/metrics")?.text.contains("\noutrider_pattern_strength_ratio{") == true
    }
  }

  /// Sends a signal.
  public func signal(_ number: Int32) { child.signal(number) }

  /// Waits for the end and returns the exit status.
  public func wait(within timeout: Duration = ampleTime) async throws -> Int32 {
    try await child.wait(within: timeout)
  }

  /// Kills it.
  public func stop() { child.stop() }
}
