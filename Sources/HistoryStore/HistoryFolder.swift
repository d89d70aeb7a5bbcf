internal import FileAccess

/// The files of a history: `history-0000000007.log` and `history-0000000006.block`.
///
/// A block holds everything of the logs up to its own number that no earlier block holds.
struct HistoryFolder {
  let path: String

  /// The numbers of logs and blocks, ascending.
  private(set) var logs: [UInt64] = []
  private(set) var blocks: [UInt64] = []

  /// The first number that no file ever had.
  private(set) var nextNumber: UInt64 = 1

  private static let prefix = "history-"

  /// Lists the folder at `path`; removes drafts that were not finished.
  init(listing path: String) throws(FileError) {
    self.path = path
    for name in try LocalFolder.names(in: path) {
      guard name.hasPrefix(Self.prefix) else { continue }
      let parts = name.dropFirst(Self.prefix.count)
        .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = UInt64(parts[0]), number < .max
      else { continue }
      nextNumber = max(nextNumber, number + 1)
      switch parts[1] {
      case "log": logs.append(number)
      case "block": blocks.append(number)
      default: if parts[1].hasSuffix(".tmp") { try LocalFile.remove("\(path)/\(name)") }
      }
    }
    logs.sort()
    blocks.sort()
  }

  func logPath(_ number: UInt64) -> String { "\(path)/\(Self.name(number)).log" }

  func blockPath(_ number: UInt64) -> String { "\(path)/\(Self.name(number)).block" }

  /// Renames a file so that nobody reads or removes it; returns its new path.
  func setAside(_ file: String) throws(FileError) -> String {
    let target = "\(file).unreadable"
    try LocalFile.move(file, to: target)
    return target
  }

  private static func name(_ number: UInt64) -> String {
    let digits = String(number)
    return prefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }
}
