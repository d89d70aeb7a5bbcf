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
    let page = try await get("/metrics").text
    for line in page.split(separator: "\n") where line.hasPrefix(series + " ") {
      return Double(line.dropFirst(series.count + 1))
    }
    return nil
  }

  /// Waits until a series of /metrics satisfies `condition`; nil stands for absent.
  public func waitForMetric(
    _ series: String, within timeout: Duration = .seconds(90),
    _ condition: @Sendable (Double?) -> Bool
  ) async throws {
    do {
      try await eventually("\(series) is as expected", within: timeout) {
        condition(try await metric(series))
      }
    } catch {
      let value = try await metric(series)
      throw TestSupportError(
        "\(error); it is \(value.map { "\($0)" } ?? "absent")\n\(log.suffix(2000))")
    }
  }

  /// Waits until the first full cycle has ended.
  public func waitUntilReady() async throws {
    try await eventually("outrider is ready") {
      try await get("/-/ready").status == 200
    }
  }

  /// Sends a signal.
  public func signal(_ number: Int32) { child.signal(number) }

  /// Waits for the end and returns the exit status.
  public func wait(within timeout: Duration = .seconds(90)) async throws -> Int32 {
    try await child.wait(within: timeout)
  }

  /// Kills it.
  public func stop() { child.stop() }
}
