internal import FileAccess

/// A file that records are appended to, one write(2) each time.
///
/// What an error leaves of a record is cut off again, at once or, where that fails too, before the
/// next record: the file ends with a whole record whenever a write is tried.
struct RecordFile: ~Copyable {
  private(set) var path: String
  private let file: OpenFile

  /// Where the last whole record ends.
  private(set) var size: Int

  /// Whether there may be half a record behind `size`.
  private var hasTornTail = false

  /// A new file for records of `kind` at `path`; what was there is lost.
  init(creating path: String, _ kind: RecordFraming.Kind) throws(FileError) {
    // Made empty first: a file that is opened to append is never cut.
    _ = try OpenFile(path: path, mode: .replace)
    let file = try OpenFile(path: path, mode: .append)
    let header = RecordFraming.header(kind)
    try file.write(header)
    self.path = path
    self.file = consume file
    size = header.count
  }

  /// The file at `path`, to go on behind its last whole record, which ends at `end`.
  init(continuing path: String, end: Int) throws(FileError) {
    let file = try OpenFile(path: path, mode: .append)
    if try file.size() != end { try file.truncate(to: end) }
    self.path = path
    self.file = consume file
    size = end
  }

  /// Appends whole records.
  mutating func append(_ records: [UInt8]) throws(FileError) {
    if hasTornTail {
      try file.truncate(to: size)
      hasTornTail = false
    }
    do throws(FileError) {
      try file.write(records)
      size += records.count
    } catch {
      hasTornTail = true
      if (try? file.truncate(to: size)) != nil { hasTornTail = false }
      throw error
    }
  }

  /// Puts the file, all of its records on the disk itself, in the place of what is at `target`. The
  /// new name may not be on the disk yet.
  mutating func replace(_ target: String) throws(FileError) {
    try file.synchronize()
    try LocalFile.move(path, to: target)
    path = target
  }

  /// Waits until all records are on the disk itself.
  func synchronize() throws(FileError) {
    try file.synchronize()
  }
}
