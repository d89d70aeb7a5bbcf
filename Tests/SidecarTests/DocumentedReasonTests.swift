import Foundation
import SignalSources
import Testing

/// The values of the label `reason` in docs/metrics.md.
@Suite struct DocumentedReasonTests {
  @Test func documentsEveryReason() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
    let row = try #require(
      page.split(separator: "\n").first { $0.hasPrefix("| `outrider_source_errors_total`") })
    let list = try #require(row.components(separatedBy: "`reason` is one of ").last)
    let documented = list.matches(of: /`([a-z_]+)`/).map { String($0.1) }
    #expect(documented == SourceError.Reason.allCases.map(\.rawValue))
  }
}
