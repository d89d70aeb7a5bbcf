import Dashboards
import Foundation
import Testing

/// dashboards/ against the program that writes it.
@Suite struct CheckedInFilesTests {
  @Test(arguments: Dashboard.all.map(\.fileName))
  func equalWhatIsGenerated(_ name: String) throws {
    let dashboard = try #require(Dashboard.all.first { $0.fileName == name })
    let file = try String(contentsOf: DashboardFile.folder.appending(path: name), encoding: .utf8)
    if file == dashboard.text { return }
    let line = zip(file.split(separator: "\n"), dashboard.text.split(separator: "\n"))
      .first { $0 != $1 }
    Issue.record(
      """
      \(name) is not what is generated: run scripts/generate-dashboards
      -\(line?.0 ?? "")
      +\(line?.1 ?? "")
      """)
  }

  @Test func areAllThatThereIs() throws {
    #expect(try DashboardFile.names == Dashboard.all.map(\.fileName).sorted())
    #expect(DashboardFile.all.count == Dashboard.all.count, "every file is JSON")
  }

  @Test func textsAreTheSameEachTime() {
    for dashboard in Dashboard.all { #expect(dashboard.text == dashboard.text) }
  }
}
