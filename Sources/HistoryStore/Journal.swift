public import FileAccess

/// The last so many entries of some kind, decisions for example, in one file that survives what a
/// history survives.
///
/// An entry is any bytes; what they mean is its owner's business. One owner; calls block on the
/// disk. A file belongs to one process: keep it in the folder of an open `HistoryStore`, whose lock
/// covers it.
public final class Journal {
  /// What was found when a journal was opened.
  public struct Opening: Hashable, Sendable {
    /// The last entries, oldest first.
    public var entries: [[UInt8]] = []

    /// What could not be used; series and samples are not counted.
    public var report = RecoveryReport()
  }

  /// The longest file that is read back.
  private static let longestFile = 1 << 30

  /// How many entries are kept.
  public let capacity: Int

  private let path: String
  private var file: RecordFile?

  /// Entries in the file.
  private var count: Int

  private init(path: String, capacity: Int, file: consuming RecordFile, count: Int) {
    self.path = path
    self.capacity = capacity
    self.file = consume file
    self.count = count
  }

  /// Opens the journal at `path`, made where there is none, which keeps the last `capacity`
  /// entries.
  ///
  /// - Throws: where the file cannot be written; never because of what is in it.
  public static func open(
    _ path: String, capacity: Int
  ) throws(FileError) -> (journal: Journal, opening: Opening) {
    let capacity = max(1, capacity)
    var opening = Opening()
    var bytes: [UInt8] = []
    var reason: String?
    do throws(FileError) {
      bytes = try LocalFile.read(path, limit: longestFile)
    } catch {
      if error.code != .notFound { reason = error.description }
    }
    let header = RecordFraming.readHeader(bytes, .journal)
    let scan = header == .cut ? RecordFraming.Scan() : RecordFraming.scan(bytes)
    switch header {
    case .known, .cut: break
    case .foreign(let kind, let format):
      reason = "it is of kind \(kind) and format \(format), expected \(RecordFraming.format)"
    case .damaged:
      if scan.payloads.isEmpty { reason = "it is no file of this program, or damaged all over" }
    }
    if let reason {
      let target = "\(path).unreadable"
      try LocalFile.move(path, to: target)
      opening.report.setAside = [RecoveryReport.SetAside(path: target, reason: reason)]
      let file = try RecordFile(creating: path, .journal)
      return (Journal(path: path, capacity: capacity, file: file, count: 0), opening)
    }

    opening.entries = scan.payloads.suffix(capacity).map { Array(bytes[$0]) }
    if scan.damages > 0 || header == .damaged {
      opening.report.damages = [
        RecoveryReport.Damage(path: path, bytes: scan.damagedBytes, records: 0)
      ]
    }
    opening.report.tornBytes = max(0, bytes.count - scan.end)
    let file: RecordFile
    switch header {
    case .known: file = try RecordFile(continuing: path, end: scan.end)
    case .cut: file = try RecordFile(creating: path, .journal)
    case .damaged, .foreign: file = try rewritten(path, opening.entries)
    }
    let journal = Journal(
      path: path, capacity: capacity, file: file,
      count: header == .known ? scan.payloads.count : opening.entries.count)
    return (journal, opening)
  }

  /// Adds the newest entry. Now and then, when the file holds twice as many entries as are kept, it
  /// is written anew.
  ///
  /// - Throws: where the entry could not be written whole, or the file not written anew; later
  ///   entries can be.
  public func append(_ entry: [UInt8]) throws(FileError) {
    var records: [UInt8] = []
    guard RecordFraming.append(to: &records, { $0.append(contentsOf: entry) }) else {
      throw FileError(
        .tooLarge, operation: "write", path: path,
        detail: "an entry has more than the \(RecordFraming.maximumPayload) bytes allowed")
    }
    guard file != nil else {
      throw FileError(.closed, operation: "write", path: path, detail: "the journal was closed")
    }
    try file?.append(records)
    count += 1
    if count >= 2 * capacity { try shorten() }
  }

  /// Waits until all entries are on the disk itself, and ends. Later calls throw.
  public func close() throws(FileError) {
    defer { file = nil }
    try file?.synchronize()
  }

  private func shorten() throws(FileError) {
    let bytes = try LocalFile.read(path, limit: Self.longestFile)
    let entries = RecordFraming.scan(bytes).payloads.suffix(capacity).map { Array(bytes[$0]) }
    file = try Self.rewritten(path, entries)
    count = entries.count
    try LocalFolder.synchronize(LocalFolder.parent(of: path))
  }

  /// A file that holds `entries` in the place of the one at `path`.
  private static func rewritten(
    _ path: String, _ entries: [[UInt8]]
  ) throws(FileError) -> RecordFile {
    let draft = "\(path).tmp"
    do throws(FileError) {
      var file = try RecordFile(creating: draft, .journal)
      var records: [UInt8] = []
      for entry in entries {
        // They were read from records, so they fit.
        _ = RecordFraming.append(to: &records) { $0.append(contentsOf: entry) }
      }
      try file.append(records)
      try file.replace(path)
      return file
    } catch {
      // A draft that cannot be removed is overwritten next time.
      try? LocalFile.remove(draft)
      throw error
    }
  }
}
