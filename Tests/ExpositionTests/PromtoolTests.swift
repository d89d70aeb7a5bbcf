import Exposition
import Foundation
import Testing

/// What Prometheus' own tool says of our pages. These tests fail where it is not installed.
@Suite struct PromtoolTests {
  @Test func promtoolHasNothingToSay() throws {
    var example = try ExamplePage()
    let (status, output) = try check(example.page.render(.text))
    #expect(status == 0)
    #expect(output == "")
  }

  /// That it would say something.
  @Test func promtoolComplainsOfABrokenPage() throws {
    let (status, output) = try check(Array("# TYPE a counter\na 1\n".utf8))
    #expect(status != 0)
    #expect(output.contains("_total"))
  }

  private func check(_ page: [UInt8]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["promtool", "check", "metrics"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(page))
    try input.fileHandleForWriting.close()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
