import Configuration
import FileAccess
import HistoryStore
import Logging
import TimeSeries

/// The history on disk, as the engine keeps it: one tick a cycle, compacted now and then.
final class DiskHistory {
  private let store: HistoryStore
  /// The ids of all series, in the order of `WorkloadRuntime.seriesNames`; empty before they are asked for.
  private var ids: [SeriesID] = []
  private var entries: [HistoryStore.Entry] = []
  private var lastCheckpoint: Timestamp?
  /// The first tick that could not be written; nil where all were.
  private var missedSince: Timestamp?

  /// The time from one compaction to the next.
  private static let checkpointInterval = Duration.seconds(2 * 3600)
  /// The log's size that calls for a compaction before that time.
  private static let checkpointBytes = 64 << 20

  /// Opens the history that the settings name, and what it remembers.
  ///
  /// - Returns: no history where none is set, or where the folder cannot be used: then it is kept in memory alone,
  ///   and the log says why.
  static func open(
    _ settings: HistorySettings, now: Timestamp, log: Logger
  ) -> (DiskHistory?, WorkloadRuntime.Memory) {
    guard let path = settings.path else {
      log.info("history is kept in memory only: history.path is not set")
      return (nil, [:])
    }
    do throws(FileError) {
      let opened = try HistoryStore.open(path, retention: settings.retention, now: now)
      let report = opened.report
      var facts: Logger.Metadata = [
        "path": "\(path)", "series": "\(report.seriesCount)", "samples": "\(report.sampleCount)",
      ]
      if report.tornBytes > 0 { facts["torn_bytes"] = "\(report.tornBytes)" }
      for damage in report.damages {
        log.warning(
          "history has lost something",
          metadata: [
            "file": "\(damage.path)", "bytes": "\(damage.bytes)", "records": "\(damage.records)",
          ])
      }
      for file in report.setAside {
        log.warning(
          "history file was set aside", metadata: ["file": "\(file.path)", "why": "\(file.reason)"])
      }
      log.info("history was read", metadata: facts)
      return (DiskHistory(store: opened.store), opened.series)
    } catch {
      log.error(
        "history is kept in memory only until a restart",
        metadata: ["path": "\(path)", "problem": "\(error)"])
      return (nil, [:])
    }
  }

  private init(store: HistoryStore) {
    self.store = store
  }

  /// Writes the samples of `tick`, and compacts the log when it is time.
  func append(_ workloads: [WorkloadRuntime], at tick: Timestamp) throws(FileError) {
    let due = missedSince ?? tick
    missedSince = due
    if due < tick { try appendMissed(workloads, from: due, before: tick) }
    if ids.isEmpty { ids = workloads.flatMap(\.seriesNames).map(store.id(of:)) }
    entries.removeAll(keepingCapacity: true)
    var index = 0
    for workload in workloads {
      workload.forEachSeries { series in
        if let last = series.last, last.timestamp == tick {
          entries.append(HistoryStore.Entry(series: ids[index], value: last.value))
        }
        index += 1
      }
    }
    try store.append(at: tick, entries)
    missedSince = nil
    let since = lastCheckpoint ?? tick
    if lastCheckpoint == nil { lastCheckpoint = tick }
    if tick - since >= Self.checkpointInterval || store.logByteCount > Self.checkpointBytes {
      lastCheckpoint = tick
      _ = try store.checkpoint(now: tick)
    }
  }

  /// Writes the ticks that could not be written when they were due: memory has gone on.
  private func appendMissed(
    _ workloads: [WorkloadRuntime], from: Timestamp, before tick: Timestamp
  ) throws(FileError) {
    for workload in workloads {
      var missed: [[Sample]] = []
      workload.forEachSeries {
        missed.append(
          $0.samples(from: from, through: Timestamp(milliseconds: tick.milliseconds - 1)))
      }
      for (name, samples) in zip(workload.seriesNames, missed) where !samples.isEmpty {
        try store.append(samples, to: store.id(of: name))
      }
    }
  }

  /// To be told when workloads or signals come or go.
  func seriesChanged() {
    ids = []
  }

  /// Writes samples of the past of one series.
  func append(_ samples: [Sample], to name: String) throws(FileError) {
    try store.append(samples, to: store.id(of: name))
  }

  /// Writes everything to the disk itself and lets the folder go.
  func close() throws(FileError) {
    try store.close()
  }
}
