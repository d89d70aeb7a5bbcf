public import FileAccess
public import TimeSeries

extension HistoryStore {
  /// What a checkpoint did.
  public struct Checkpoint: Hashable, Sendable {
    /// The samples of the logs, and the bytes that they take now.
    public var sampleCount = 0
    /// The size of the new block; 0 where the logs were empty.
    public var byteCount = 0

    /// Blocks that were too old and are gone.
    public var removedBlocks = 0

    /// What could not be used of the logs, and what was left out.
    public var report = RecoveryReport()

    /// A checkpoint that did nothing.
    public init() {}
  }

  /// Compresses what ticks have written since the last checkpoint into a block, waits until that is
  /// on the disk itself, and removes the logs that it stands for and the blocks that are older than
  /// the retention. Call it every hour or two, or when `logByteCount` reaches a few dozen
  /// megabytes. O(samples of the logs).
  ///
  /// - Throws: where files could not be written, read or removed. Nothing is lost then: ticks go
  ///   on, and the next checkpoint does what this one could not.
  public func checkpoint(now: Timestamp) throws(FileError) -> Checkpoint {
    guard log != nil else {
      throw FileError(.closed, operation: "write", path: path, detail: "the history was closed")
    }
    let folder = try HistoryFolder(listing: path)
    if logByteCount > RecordFraming.headerSize {
      let number = folder.nextNumber
      log = try RecordFile(creating: folder.logPath(number), .log)
      olderLogs.append(logNumber)
      logNumber = number
      forgetLayout()
    }
    var checkpoint = Checkpoint()
    if let last = olderLogs.last { try compact(upTo: last, in: folder, now: now, &checkpoint) }

    for log in obsoleteLogs { try LocalFile.remove(folder.logPath(log)) }
    obsoleteLogs = []
    let limit = now - retention
    for block in blocks where block.latest < limit {
      try LocalFile.remove(folder.blockPath(block.number))
      blocks.removeAll { $0.number == block.number }
      checkpoint.removedBlocks += 1
    }
    return checkpoint
  }

  /// Writes one block of all older logs.
  private func compact(
    upTo number: UInt64, in folder: HistoryFolder, now: Timestamp, _ checkpoint: inout Checkpoint
  ) throws(FileError) {
    // Samples after now stay on the disk: it may be the clock of today that is wrong.
    var loading = HistoryLoading(through: Timestamp(milliseconds: .max))
    for log in olderLogs {
      _ = try loading.load(folder.logPath(log), .log, in: folder)
    }
    let series = loading.finish(keeping: Timestamp(milliseconds: .min))
    if !series.isEmpty {
      let (bytes, latest) = Self.block(of: series, now)
      try LocalFile.replace(folder.blockPath(number), with: bytes)
      blocks.append((number, latest))
      checkpoint.byteCount = bytes.count
    }
    checkpoint.sampleCount = loading.report.sampleCount
    checkpoint.report = loading.report
    obsoleteLogs += olderLogs
    olderLogs = []
  }

  /// The bytes of a block, and the latest time stamp in it.
  private static func block(
    of series: [String: CompressedSeries], _ now: Timestamp
  ) -> (bytes: [UInt8], latest: Timestamp) {
    var bytes = RecordFraming.header(.block)
    var extent = TimeExtent()
    for (index, (name, series)) in series.sorted(by: { $0.key < $1.key }).enumerated() {
      let id = UInt32(index)
      // Neither is ever too long: the log that they come from has the same bounds.
      _ = HistoryRecord.appendNames([(id, name)], to: &bytes)
      var sealed = series
      sealed.sealHead()
      for chunk in sealed.chunks {
        _ = HistoryRecord.appendChunk(id, chunk, to: &bytes)
        extent.add(chunk, now)
      }
    }
    return (bytes, extent.latest)
  }
}
