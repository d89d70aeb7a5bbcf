import Foundation

/// Prometheus' own tool; tests fail where it is not installed.
enum Promtool {
  /// What `promtool check metrics` says of a page.
  static func check(_ page: [UInt8]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["promtool", "check", "metrics"]
    // A file, since a tool that is missing would leave a pipe without a reader.
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
    try Data(page).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
