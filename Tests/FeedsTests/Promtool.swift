import Foundation

/// Prometheus' own tool; tests fail where it is not installed.
enum Promtool {
  /// What `promtool check metrics` says of a page.
  static func check(_ page: [UInt8]) throws -> (status: Int32, output: String) {
    try withFile(Data(page)) { try run(["check", "metrics"], input: $0) }
  }

  /// What `promtool check rules` says of a file of rules.
  static func checkRules(_ rules: String) throws -> (status: Int32, output: String) {
    try withFile(Data(rules.utf8)) { try run(["check", "rules", $0.path], input: nil) }
  }

  private static func withFile<Result>(
    _ data: Data, _ body: (URL) throws -> Result
  ) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file)
  }

  private static func run(
    _ arguments: [String], input: URL?
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["promtool"] + arguments
    let output = Pipe()
    // A file, since a tool that is missing would leave a pipe without a reader.
    process.standardInput =
      try input.map(FileHandle.init(forReadingFrom:)) ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
