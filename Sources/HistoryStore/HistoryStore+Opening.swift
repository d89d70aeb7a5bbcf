public import FileAccess
public import TimeSeries

extension HistoryStore {
  /// Opens the history in the folder at `path`, made where there is none.
  ///
  /// Samples before `now - retention` are left out, whole chunks at a time; so are those after
  /// `now`, which a clock that ran ahead has left: a series would take nothing new until that
  /// moment.
  ///
  /// - Returns: the store, every series that has a sample, by name, and what was found.
  /// - Throws: `.locked` where another process, or this one, has it open; what the system says
  ///   where the folder cannot be made, listed or written to. Never because of what is in the
  ///   files.
  public static func open(
    _ path: String, retention: Duration, now: Timestamp
  ) throws(FileError) -> (
    store: HistoryStore, series: [String: CompressedSeries], report: RecoveryReport
  ) {
    try LocalFolder.create(path)
    let lock = try OpenFile(path: "\(path)/lock", mode: .append)
    try lock.lock(patience: 50)
    let folder = try HistoryFolder(listing: path)
    var loading = HistoryLoading(through: now)

    var blocks: [(number: UInt64, latest: Timestamp)] = []
    for number in folder.blocks {
      let outcome = loading.loadOrLeave(folder.blockPath(number), .block, in: folder)
      if outcome != .unusable { blocks.append((number, loading.replay.extent.latest)) }
    }

    // A crash between writing a block and removing its logs leaves logs that say everything again.
    let done = blocks.last?.number ?? 0
    var obsolete = folder.logs.filter { $0 <= done }
    var older: [UInt64] = []
    var continued: (number: UInt64, end: Int)?
    for number in folder.logs where number > done {
      switch loading.loadOrLeave(folder.logPath(number), .log, in: folder) {
      case .whole(let end):
        if let continued { older.append(continued.number) }
        continued = (number, end)
      case .damaged:
        // Nothing is appended before a log that was read later.
        if let continued { older.append(continued.number) }
        continued = nil
        older.append(number)
      case .empty: obsolete.append(number)
      case .unusable: break
      }
    }

    let log: RecordFile
    let logNumber: UInt64
    if let continued {
      logNumber = continued.number
      log = try RecordFile(continuing: folder.logPath(logNumber), end: continued.end)
    } else {
      logNumber = folder.nextNumber
      log = try RecordFile(creating: folder.logPath(logNumber), .log)
    }
    let store = HistoryStore(
      path: path, retention: retention, lock: lock, log: log, logNumber: logNumber,
      olderLogs: older, obsoleteLogs: obsolete, blocks: blocks)
    let series = loading.finish(keeping: now - store.retention)
    return (store, series, loading.report)
  }
}
