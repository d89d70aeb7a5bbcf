import Foundation
import Glibc
import Synchronization

/// A program that a test runs beside itself; killed with the object.
public final class ChildProcess: Sendable {
  private let process: Mutex<Process>
  private let output: TemporaryDirectory

  /// Starts `program`, found on the PATH (system folders included) where it holds no slash.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    folder: String? = nil
  ) throws {
    output = try TemporaryDirectory()
    let child = Process()
    child.executableURL = URL(fileURLWithPath: try Self.find(program))
    child.arguments = arguments
    child.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { child.currentDirectoryURL = URL(fileURLWithPath: folder) }
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = try Self.file(output.path + "/stdout")
    child.standardError = try Self.file(output.path + "/stderr")
    try child.run()
    process = Mutex(child)
  }

  deinit { stop() }

  /// The process id.
  public var identifier: Int32 { process.withLock { $0.processIdentifier } }

  /// Whether it runs.
  public var isRunning: Bool { process.withLock { $0.isRunning } }

  /// What it has written to standard output.
  public var standardOutput: String { Self.text(output.path + "/stdout") }

  /// What it has written to standard error.
  public var standardError: String { Self.text(output.path + "/stderr") }

  /// Sends a signal.
  public func signal(_ number: Int32) { if isRunning { kill(identifier, number) } }

  /// Waits for the end and returns the exit status: 128 and more for a signal.
  public func wait(within timeout: Duration = ampleTime) async throws -> Int32 {
    try await eventually("process \(identifier) ends", within: timeout) { !isRunning }
    return process.withLock {
      $0.terminationReason == .exit ? $0.terminationStatus : 128 + $0.terminationStatus
    }
  }

  /// Kills it and waits until it is gone.
  public func stop() {
    guard isRunning else { return }
    kill(identifier, SIGKILL)
    for _ in 0..<30_000 where isRunning { usleep(10_000) }
  }

  /// The path of a program; throws an error that says what to install where it is missing.
  public static func find(_ program: String) throws -> String {
    if program.contains("/") { return program }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/bin"] {
      let candidate = folder + "/" + program
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw TestSupportError("\(program) is not installed; scripts/test installs what tests need")
  }

  private static func file(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw TestSupportError("cannot write \(path)")
    }
    return handle
  }

  private static func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}

/// Runs a program to its end and returns its status and what it printed.
public func run(
  _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
  folder: String? = nil, within timeout: Duration = ampleTime
) async throws -> (status: Int32, output: String, errors: String) {
  let child = try ChildProcess(program, arguments, environment: environment, folder: folder)
  let status = try await child.wait(within: timeout)
  return (status, child.standardOutput, child.standardError)
}
