import FileAccess
import HistoryStore
import Testing
import TimeSeries
import TestSupport

/// What a killed process, a bad disk or a newer program leave behind.
struct DamageTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func aLogCutAtAnyByteGivesAllWholeTicksAndGoesOn() throws {
    let bytes = try log(ticks: 0..<12)
    // The first tick of the last layout shows how far a cut log still tells ticks.
    var lastCount = 0
    for length in 0...bytes.count {
      let cut = try folderWithLog(Array(bytes[..<length]))
      do {
        let (store, series, report) = try HistoryScene.open(cut)
        let count = series["checkout/requests"]?.count ?? 0
        #expect(HistoryScene.holds(series, 0..<count), "cut at \(length)")
        #expect(count == lastCount || count == lastCount + 1)
        #expect(report.isClean)
        lastCount = count
        try HistoryScene.write(12..<14, to: store)
      }
      let (_, series, report) = try HistoryScene.open(cut)
      #expect(report.isClean && report.tornBytes == 0)
      let moments = series["checkout/requests"]?.allSamples.map(\.timestamp)
      #expect(moments == (Array(0..<lastCount) + [12, 13]).map(HistoryScene.moment))
    }
    #expect(lastCount == 12)
  }

  @Test func flippedBytesCostNoMoreThanWhatTheyHitAndNeverTrap() throws {
    let bytes = try log(ticks: 0..<40)
    var random = SeededGenerator(seed: 1)
    for round in 0..<150 {
      var damaged = bytes
      for _ in 0..<(1 + round % 3) {
        let position = Int.random(in: 16..<damaged.count, using: &random)
        damaged[position] ^= UInt8.random(in: 1...255, using: &random)
      }
      let copy = try folderWithLog(damaged)
      let (store, series, report) = try HistoryScene.open(copy)
      #expect(!report.isClean || report.tornBytes > 0)
      // Whatever is left is right.
      for (name, series) in series {
        for sample in series.allSamples {
          let index = Int((sample.timestamp - HistoryScene.start).inSeconds / 15)
          let expected = HistoryScene.value(name, index) ?? .infinity
          #expect(
            sample.value.bitPattern == expected.bitPattern
              || (sample.value.isNaN && expected.isNaN))
        }
      }
      try HistoryScene.write(40..<41, to: store)
      // Waiting for the disk is what takes time here.
      if !round.isMultiple(of: 15) { continue }
      _ = try store.checkpoint(now: HistoryScene.moment(41))
      try store.close()
      let again = try HistoryScene.open(copy)
      #expect(again.report.isClean)
      #expect(again.series.mapValues(\.count).filter { $0.value > 1 }.count > 0 || series.isEmpty)
    }
  }

  @Test func aDamagedBlockLosesTheRecordsThatWereHitOnly() throws {
    do {
      let (store, _, _) = try HistoryScene.open(folder)
      try HistoryScene.write(0..<1000, to: store)
      _ = try store.checkpoint(now: HistoryScene.moment(1000))
    }
    let name = try #require(
      try LocalFolder.names(in: folder.file("history")).first { $0.hasSuffix(".block") })
    let path = folder.file("history/\(name)")
    var bytes = try LocalFile.read(path, limit: 1 << 20)
    bytes[bytes.count / 2] ^= 0xFF
    try LocalFile.replace(path, with: bytes)
    let (_, series, report) = try HistoryScene.open(folder)
    #expect(report.damages.map(\.path) == [path])
    let whole = HistoryScene.names.reduce(0) { sum, name in
      sum + (0..<1000).compactMap { HistoryScene.value(name, $0) }.count
    }
    let left = series.values.reduce(0) { $0 + $1.count }
    #expect(left < whole && left >= whole - 240)
  }

  @Test func aFileOfANewerProgramIsSetAside() throws {
    let header = Array("OUTRIDER".utf8) + [1, 9, 0, 0]
    let sum = checksum(header)
    let newer = try folderWithLog(
      header + (0..<4).map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) } + [1, 2, 3])
    let (store, series, report) = try HistoryScene.open(newer)
    #expect(series.isEmpty)
    let aside = try #require(report.setAside.first)
    #expect(aside.path.hasSuffix("history-0000000001.log.unreadable"))
    #expect(aside.reason.contains("format 9"))
    try HistoryScene.write(0..<5, to: store)
    _ = try store.checkpoint(now: HistoryScene.moment(5))
    try store.close()
    #expect(try LocalFile.read(aside.path, limit: 99).count == 19)
    let again = try HistoryScene.open(newer)
    #expect(again.report.isClean && HistoryScene.holds(again.series, 0..<5))
  }

  @Test(arguments: [
    [UInt8](), [0], Array(repeating: 0, count: 5000), Array("not a log at all".utf8),
  ])
  func aFileOfSomethingElseIsSetAside(bytes: [UInt8]) throws {
    let (_, series, report) = try HistoryScene.open(try folderWithLog(bytes))
    #expect(series.isEmpty)
    #expect(report.setAside.count == (bytes.isEmpty ? 0 : 1))
  }

  @Test func aLogWithADamagedHeaderIsStillRead() throws {
    var bytes = try log(ticks: 0..<9)
    bytes[9] ^= 0x10
    let copy = try folderWithLog(bytes)
    let (store, series, report) = try HistoryScene.open(copy)
    #expect(HistoryScene.holds(series, 0..<9) && !report.isClean)
    try HistoryScene.write(9..<12, to: store)
    _ = try store.checkpoint(now: HistoryScene.moment(12))
    try store.close()
    let again = try HistoryScene.open(copy)
    #expect(HistoryScene.holds(again.series, 0..<12) && again.report.isClean)
    #expect(try LocalFolder.names(in: copy.file("history")).count == 3)
  }

  @Test func aCrashBetweenABlockAndItsLogsLosesAndDoublesNothing() throws {
    let bytes = try log(ticks: 0..<300)
    let copy = try folderWithLog(bytes)
    do {
      let (store, _, _) = try HistoryScene.open(copy)
      _ = try store.checkpoint(now: HistoryScene.moment(300))
    }
    // The log is back, as if it had never been removed, and so is a draft of the block.
    try LocalFile.replace(copy.file("history/history-0000000001.log"), with: bytes)
    try LocalFile.replace(copy.file("history/history-0000000001.block.99.tmp"), with: [1])
    let (store, series, report) = try HistoryScene.open(copy)
    #expect(HistoryScene.holds(series, 0..<300))
    #expect(report.isClean && report.unorderedSamples == 0)
    _ = try store.checkpoint(now: HistoryScene.moment(300))
    let names = try LocalFolder.names(in: copy.file("history"))
    #expect(names == ["history-0000000001.block", "history-0000000002.log", "lock"])
  }

  /// CRC-32C by its definition, bit by bit.
  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? 0x82F6_3B78 ^ (sum >> 1) : sum >> 1
      }
    }
  }

  /// The bytes of a log of these ticks.
  private func log(ticks: Range<Int>) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let (store, _, _) = try HistoryScene.open(folder)
    try HistoryScene.write(ticks, to: store)
    return try LocalFile.read(folder.file("history/history-0000000001.log"), limit: 1 << 20)
  }

  /// A folder whose history is this log.
  private func folderWithLog(_ bytes: [UInt8]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try LocalFolder.create(folder.file("history"))
    let file = try OpenFile(path: folder.file("history/history-0000000001.log"), mode: .replace)
    try file.write(bytes)
    return folder
  }
}
