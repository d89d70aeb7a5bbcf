import Foundation

/// A real Redis on a free loopback port, without persistence.
public final class TestRedis: Sendable {
  private let child: ChildProcess
  private let folder: TemporaryDirectory

  /// The port it listens on.
  public let port: UInt16

  /// Starts Redis and waits until it accepts connections.
  ///
  /// - Parameters:
  ///   - port: the port to listen on; nil: any free one.
  ///   - arguments: further arguments of redis-server; `$DIR` stands for its folder.
  public init(port: UInt16? = nil, arguments: [String] = []) async throws {
    let folder = try TemporaryDirectory()
    let port = try port ?? freePort()
    self.folder = folder
    self.port = port
    let child = try ChildProcess(
      "redis-server",
      [
        "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--dir", folder.path,
      ] + arguments.map { $0.replacingOccurrences(of: "$DIR", with: folder.path) })
    self.child = child
    try await eventually("Redis accepts connections") {
      guard child.isRunning else { throw TestSupportError("redis: \(child.standardOutput)") }
      return accepts(port: port)
    }
  }

  /// Its working folder.
  public var path: String { folder.path }

  /// Runs one command through redis-cli and returns what it prints.
  @discardableResult
  public func command(_ words: String...) async throws -> String {
    let result = try await run("redis-cli", ["-h", "127.0.0.1", "-p", String(port)] + words)
    guard result.status == 0 else { throw TestSupportError("redis-cli: \(result.errors)") }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Kills it.
  public func stop() { child.stop() }
}
