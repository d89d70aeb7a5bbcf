import FileAccess
import Foundation
import HistoryStore
import TimeSeries

/// What a tick costs on disk, and how long a history takes to open.
enum StoreBenchmark {
  /// Prints a row for each shape of a history.
  static func run() throws {
    printRow(
      "history", ["tick µs CPU", "log B", "block B", "chkpt ms", "open log ms", "open blk ms"])
    try row("10,000 series, 480 ticks", series: 10_000, ticks: 480)
    try row("4,000 series, 480 ticks", series: 4000, ticks: 480)
    try row("40 series, 480 ticks", series: 40, ticks: 480)
    try row("40 series, 7 days at 15 s", series: 40, ticks: 40_320)
  }

  private static func row(_ name: String, series count: Int, ticks: Int) throws {
    let folder = NSTemporaryDirectory() + "outrider-benchmark-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let kinds = SyntheticSeries.all(count: ticks)
    let now = Timestamp(milliseconds: 1_800_000_000_000)
    func open() throws -> HistoryStore {
      try HistoryStore.open(folder, retention: .seconds(1_000_000_000), now: now).store
    }

    let store = try open()
    let ids = (0..<count).map { store.id(of: "workload-\($0)/requests") }
    var best = Double.infinity
    for tick in 0..<ticks {
      let entries = ids.enumerated().map { index, id in
        HistoryStore.Entry(series: id, value: kinds[index % kinds.count].values[tick])
      }
      let start = processNanoseconds()
      try store.append(
        at: Timestamp(milliseconds: 1_700_000_000_000 + Int64(tick) * 15_000), entries)
      best = min(best, Double(processNanoseconds() - start))
    }
    let samples = Double(count * ticks)
    let logBytes = Double(store.logByteCount) / samples
    try store.close()
    let openLog = try bestNanoseconds(runs: 3, items: 1) { try open().close() }
    let again = try open()
    var block = 0
    let checkpoint = try bestNanoseconds(runs: 1, items: 1) {
      block = try again.checkpoint(now: now).byteCount
    }
    try again.close()
    let openBlock = try bestNanoseconds(runs: 3, items: 1) { try open().close() }
    printRow(
      name,
      [
        text(best / 1000, 1), text(logBytes), text(Double(block) / samples),
        text(checkpoint / 1e6, 1),
        text(openLog / 1e6, 1), text(openBlock / 1e6, 1),
      ])
  }

  /// Prints what the memory of ten workloads with four signals each over a week comes to.
  static func printMemory() {
    let kinds = SyntheticSeries.all(count: 40_320).map { SeriesBenchmark.samples($0.values) }
    let before = residentBytes()
    var series = Array(repeating: CompressedSeries(), count: 40)
    for index in series.indices {
      for sample in kinds[index % kinds.count] { series[index].append(sample) }
    }
    let resident = residentBytes() - before
    let bytes = series.reduce(0) { $0 + $1.byteCount }
    print(
      "40 series of 40,320 samples: \(bytes / 1024) KiB counted, \(resident / 1024) KiB resident")
  }
}
