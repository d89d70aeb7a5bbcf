import Foundation
import Testing

/// A text that is kept beside the tests. With `OUTRIDER_RECORD_GOLDEN=1` in the environment it is
/// written anew; else a difference is shown line by line.
func expectGolden(
  _ found: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden").appending(path: name)
  if ProcessInfo.processInfo.environment["OUTRIDER_RECORD_GOLDEN"] == "1" {
    try Data(found.utf8).write(to: file)
    return
  }
  let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  if found == expected { return }
  let difference = found.split(separator: "\n", omittingEmptySubsequences: false).difference(
    from: expected.split(separator: "\n", omittingEmptySubsequences: false))
  let lines = difference.map { change in
    switch change {
    case .remove(let line, let text, _): "-\(line + 1): \(text)"
    case .insert(let line, let text, _): "+\(line + 1): \(text)"
    }
  }
  Issue.record(
    "\(name) differs:\n\(lines.joined(separator: "\n"))", sourceLocation: sourceLocation)
}
