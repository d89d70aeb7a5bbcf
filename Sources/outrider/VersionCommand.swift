import ArgumentParser
import Sidecar

/// `outrider version`
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print version, commit and library versions.")

  func run() throws {
    print("outrider \(Version.current)")
    if !Version.revision.isEmpty { print("  commit          \(Version.revision)") }
    for (name, version) in Libraries.versions {
      print("  \(name.padded(to: 15)) \(version)")
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
