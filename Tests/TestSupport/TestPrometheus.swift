import Foundation

/// A real Prometheus on a free loopback port.
public final class TestPrometheus: Sendable {
  private let child: ChildProcess
  private let folder: TemporaryDirectory

  /// The port it listens on.
  public let port: UInt16

  /// Its base URL, without a slash at the end.
  public var url: String { "http://127.0.0.1:\(port)\(prefix)" }

  private let prefix: String

  /// Starts Prometheus and waits until it is ready.
  ///
  /// - Parameters:
  ///   - configuration: the text of its configuration file; `$PORT` stands for its own port.
  ///   - openMetrics: samples in OpenMetrics text, with timestamps, that become blocks before the start.
  ///   - port: the port to listen on; nil: any free one.
  ///   - folder: a folder with data to go on with; nil: a new one.
  ///   - prefix: the path below which it serves, such as `/prometheus`.
  public init(
    configuration: String = "global: {}\n", openMetrics: String? = nil, port: UInt16? = nil,
    folder: TemporaryDirectory? = nil, prefix: String = ""
  ) async throws {
    let folder = try folder ?? TemporaryDirectory()
    let port = try port ?? freePort()
    self.folder = folder
    self.port = port
    self.prefix = prefix
    try folder.write(
      configuration.replacingOccurrences(of: "$PORT", with: String(port)), to: "prometheus.yml")
    if let openMetrics {
      let file = try folder.write(openMetrics, to: "samples.om")
      let made = try await run(
        "promtool", ["tsdb", "create-blocks-from", "openmetrics", file, folder.path + "/data"])
      guard made.status == 0 else { throw TestSupportError("promtool: \(made.errors)") }
    }
    let child = try ChildProcess(
      "prometheus",
      [
        "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
        "--storage.tsdb.retention.time=10y", "--web.listen-address=127.0.0.1:\(port)",
        "--log.level=warn", "--web.route-prefix=\(prefix)/",
      ])
    self.child = child
    try await eventually("Prometheus is ready: \(child.standardError)") {
      guard child.isRunning else { throw TestSupportError("prometheus: \(child.standardError)") }
      return (try? await get("http://127.0.0.1:\(port)\(prefix)/-/ready"))?.status == 200
    }
  }

  /// The folder with its configuration and data, to start another one on.
  public var directory: TemporaryDirectory { folder }

  /// Kills it.
  public func stop() { child.stop() }
}
