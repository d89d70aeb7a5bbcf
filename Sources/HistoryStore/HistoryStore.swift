public import FileAccess
public import TimeSeries

/// A series in a `HistoryStore`, for as long as that is open.
public struct SeriesID: Hashable, Sendable {
  let index: UInt32
}

/// Many named series on local disk.
///
/// Every tick is one checksummed record and one write(2), behind all others in a log; `checkpoint`
/// turns logs into immutable blocks of compressed chunks. A process that is killed at any moment
/// loses at most the tick that it was writing. A power cut may take what was written since the last
/// `checkpoint`, `synchronize` or `close`, which wait for the disk; a tick does not.
///
/// Damage never keeps a history from being opened: what is whole is used, the rest is reported.
/// A store has one owner, an actor for example; calls block on the disk.
public final class HistoryStore {
  /// A value of a tick.
  public struct Entry: Hashable, Sendable {
    /// The series.
    public var series: SeriesID

    /// The value; NaN is a gap, and so is an infinity.
    public var value: Double

    /// An entry as given.
    public init(series: SeriesID, value: Double) {
      self.series = series
      self.value = value
    }
  }

  /// The folder.
  public let path: String

  /// How long samples are kept: whole blocks that are older go at a checkpoint.
  public let retention: Duration

  /// Held while the store is open.
  private var lock: OpenFile?
  var log: RecordFile?

  /// The number of the present log, and of the logs before it that no block holds yet.
  var logNumber: UInt64
  var olderLogs: [UInt64]

  /// Logs that hold nothing any more.
  var obsoleteLogs: [UInt64]

  /// The blocks, and the latest time stamp in each.
  var blocks: [(number: UInt64, latest: Timestamp)]

  private var names: [String] = []
  private var ids: [String: SeriesID] = [:]

  /// What the present log knows: names, and the layout of the last tick.
  private var isNamed: [Bool] = []
  private var layout: [UInt32] = []
  private var layoutNumber: UInt32 = 0

  // Memory that ticks reuse.
  private var records: [UInt8] = []
  private var tickIDs: [UInt32] = []
  private var tickValues: [Double] = []

  init(
    path: String, retention: Duration, lock: consuming OpenFile, log: consuming RecordFile,
    logNumber: UInt64, olderLogs: [UInt64], obsoleteLogs: [UInt64],
    blocks: [(number: UInt64, latest: Timestamp)]
  ) {
    self.path = path
    self.retention = max(retention, .zero)
    self.lock = consume lock
    self.log = consume log
    self.logNumber = logNumber
    self.olderLogs = olderLogs
    self.obsoleteLogs = obsoleteLogs
    self.blocks = blocks
  }

  /// The bytes of the present log; `checkpoint` sets it back.
  public var logByteCount: Int { log?.size ?? 0 }

  /// What the series `name` is called in calls of this store; any text will do. O(1).
  public func id(of name: String) -> SeriesID {
    if let id = ids[name] { return id }
    let id = SeriesID(index: UInt32(names.count))
    names.append(name)
    ids[name] = id
    isNamed.append(false)
    return id
  }

  /// Writes what the series were at `moment`. Series that are left out have no sample then.
  ///
  /// The tick costs 8 bytes a value and 40 more while the entries name the same series in the same
  /// order as those of the tick before; otherwise 4 bytes a value come on top.
  ///
  /// - Precondition: The series' ids are of this store.
  /// - Throws: where the tick could not be written whole. It is not in the history then; later
  ///   ones can be.
  public func append(at moment: Timestamp, _ entries: [Entry]) throws(FileError) {
    guard !entries.isEmpty else { return }
    Self.split(entries, &tickIDs, &tickValues)
    records.removeAll(keepingCapacity: true)
    var fits = true
    if tickIDs != layout {
      fits = appendMissingNames(tickIDs)
      layout = tickIDs
      // Its place in the log is a number that no other layout there has.
      layoutNumber = UInt32(truncatingIfNeeded: logByteCount)
      fits = HistoryRecord.appendLayout(layoutNumber, layout, to: &records) && fits
    }
    fits = HistoryRecord.appendTick(layoutNumber, moment, tickValues, to: &records) && fits
    try write(ifTrue: fits)
  }

  /// Writes samples of the past, a backfill, of one series. What the history already has of the same
  /// moment stays, unless that is a gap.
  ///
  /// - Parameter samples: In any order, as in `CompressedSeries.merge`.
  /// - Precondition: `series` is an id of this store.
  /// - Throws: where the samples could not be written whole. None of them is in the history then.
  public func append(_ samples: [Sample], to series: SeriesID) throws(FileError) {
    guard !samples.isEmpty else { return }
    var backfill = CompressedSeries()
    backfill.merge(samples)
    backfill.sealHead()
    records.removeAll(keepingCapacity: true)
    var fits = appendMissingNames([series.index])
    for chunk in backfill.chunks {
      fits = HistoryRecord.appendChunk(series.index, chunk, to: &records) && fits
    }
    try write(ifTrue: fits)
  }

  /// Waits until everything written is on the disk itself.
  public func synchronize() throws(FileError) {
    try log?.synchronize()
  }

  /// Waits until everything written is on the disk itself, and gives the folder up. Later calls
  /// throw.
  public func close() throws(FileError) {
    defer {
      log = nil
      lock = nil
    }
    try synchronize()
  }

  /// Forgets what the present log knows, so that all of it is written before the next tick.
  func forgetLayout() {
    layout.removeAll(keepingCapacity: true)
    for index in isNamed.indices { isNamed[index] = false }
  }

  /// Fills `ids` and `values` anew. They are arguments because every touch of a class' own variable
  /// is checked for overlapping ones, which costs more than the work here.
  private static func split(
    _ entries: [Entry], _ ids: inout [UInt32], _ values: inout [Double]
  ) {
    ids.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    for entry in entries {
      ids.append(entry.series.index)
      values.append(entry.value)
    }
  }

  private func appendMissingNames(_ ids: [UInt32]) -> Bool {
    var missing: [(id: UInt32, name: String)] = []
    for id in ids where !isNamed[Int(id)] {
      isNamed[Int(id)] = true
      missing.append((id, names[Int(id)]))
    }
    return HistoryRecord.appendNames(missing, to: &records)
  }

  private func write(ifTrue fits: Bool) throws(FileError) {
    do throws(FileError) {
      guard log != nil else {
        throw FileError(.closed, operation: "write", path: path, detail: "the history was closed")
      }
      guard fits else {
        throw FileError(
          .tooLarge, operation: "write", path: path,
          detail: "a record has more than the \(RecordFraming.maximumPayload) bytes allowed")
      }
      try log?.append(records)
    } catch {
      forgetLayout()
      throw error
    }
  }
}
