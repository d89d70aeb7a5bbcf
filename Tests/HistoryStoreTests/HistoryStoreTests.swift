import FileAccess
import HistoryStore
import Testing
import TimeSeries

struct HistoryStoreTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func everythingIsThereAfterEveryRestart() throws {
    for round in 0..<6 {
      let (store, series, report) = try HistoryScene.open(folder)
      #expect(HistoryScene.holds(series, 0..<(round * 40)))
      #expect(report.isClean && report.tornBytes == 0 && report.unorderedSamples == 0)
      #expect(report.seriesCount == series.count)
      #expect(report.sampleCount == series.values.reduce(0) { $0 + $1.count })
      try HistoryScene.write((round * 40)..<(round * 40 + 20), to: store)
      if round.isMultiple(of: 2) {
        let checkpoint = try store.checkpoint(now: HistoryScene.moment(1_000_000))
        #expect(checkpoint.report.isClean && checkpoint.byteCount > 0)
        #expect(store.logByteCount == 16)
      }
      try HistoryScene.write((round * 40 + 20)..<(round * 40 + 40), to: store)
      if round.isMultiple(of: 3) { try store.close() }
    }
    // 0, 2, 4: a block each; the logs that they stand for are gone.
    let names = try LocalFolder.names(in: folder.file("history"))
    #expect(names.filter { $0.hasSuffix(".block") }.count == 3)
    #expect(names.filter { $0.hasSuffix(".log") }.count == 1)
  }

  @Test func aCheckpointOfNothingWritesNothing() throws {
    let (store, _, _) = try HistoryScene.open(folder)
    let before = try LocalFolder.names(in: store.path)
    let checkpoint = try store.checkpoint(now: HistoryScene.start)
    #expect(checkpoint == HistoryStore.Checkpoint())
    #expect(try LocalFolder.names(in: store.path) == before)
  }

  @Test func aSecondOpenerIsRefused() throws {
    let (store, _, _) = try HistoryScene.open(folder)
    var code: FileError.Code?
    do throws(FileError) {
      _ = try HistoryScene.open(folder)
    } catch {
      code = error.code
      #expect(error.description.contains("another process"))
    }
    #expect(code == .locked)
    try HistoryScene.write(0..<3, to: store)
    try store.close()
    #expect(HistoryScene.holds(try HistoryScene.open(folder).series, 0..<3))
  }

  @Test func aClosedStoreRefusesTicks() throws {
    let (store, _, _) = try HistoryScene.open(folder)
    try store.close()
    try store.close()
    #expect(throws: FileError.self) { try HistoryScene.write(0..<1, to: store) }
    #expect(throws: FileError.self) { try store.checkpoint(now: HistoryScene.start) }
  }

  @Test func oldBlocksGoAndOldSamplesAreLeftOut() throws {
    let retention = Duration.seconds(15 * 300)
    do {
      let (store, _, _) = try HistoryScene.open(folder, retention: retention)
      for part in 0..<4 {
        try HistoryScene.write((part * 240)..<(part * 240 + 240), to: store)
        let checkpoint = try store.checkpoint(now: HistoryScene.moment(part * 240 + 239))
        #expect(checkpoint.removedBlocks == (part < 2 ? 0 : 1))
      }
    }
    let (_, series, _) = try HistoryScene.open(
      folder, retention: retention, now: HistoryScene.moment(960))
    #expect(series["checkout/requests"]?.first?.timestamp == HistoryScene.moment(480))
    #expect(series["checkout/requests"]?.last?.timestamp == HistoryScene.moment(959))

    let later = try HistoryScene.open(
      try copy(), retention: retention, now: HistoryScene.moment(100_000))
    #expect(later.series.isEmpty)
  }

  @Test func aBackfillSurvivesWithWhatWasSeenLive() throws {
    let backfill = (0..<5000).map {
      Sample(timestamp: HistoryScene.moment($0), value: Double($0))
    }
    for step in ["log", "block"] {
      let (store, series, report) = try HistoryScene.open(folder)
      #expect(report.isClean)
      if step == "log" {
        let name = store.id(of: "checkout/requests")
        try HistoryScene.write(4000..<4100, to: store)
        try store.append(backfill, to: name)
        try HistoryScene.write(4100..<4200, to: store)
      } else {
        let samples = series["checkout/requests"]?.allSamples ?? []
        try #require(samples.count == 5000)
        #expect(samples[3999].value == 3999 && samples[4200].value == 4200)
        #expect(samples[4000].value == HistoryScene.value("checkout/requests", 4000))
        // As in memory: where the backfill was there first, a tick of the same moment is too late.
        #expect(samples[4150].value == 4150)
        _ = try store.checkpoint(now: HistoryScene.moment(1_000_000))
        try store.close()
        let again = try HistoryScene.open(folder).series["checkout/requests"]?.allSamples ?? []
        #expect(HistoryScene.areIdentical(again, samples))
      }
    }
  }

  @Test func backfillsMayBeEmptyOrInAnyOrder() throws {
    do {
      let (store, _, _) = try HistoryScene.open(folder)
      let name = store.id(of: "checkout/requests")
      try store.append([], to: name)
      try HistoryScene.write(500..<503, to: store)
      let samples = (0..<600).reversed().map {
        Sample(timestamp: HistoryScene.moment($0), value: Double($0))
      }
      try store.append(samples + samples, to: name)
    }
    let (_, series, report) = try HistoryScene.open(folder)
    let samples = series["checkout/requests"]?.allSamples ?? []
    #expect(report.isClean && samples.map(\.timestamp) == (0..<600).map(HistoryScene.moment))
    try #require(samples.count == 600)
    #expect(samples[499].value == 499 && samples[503].value == 503)
    #expect(samples[501].value == HistoryScene.value("checkout/requests", 501))
  }

  @Test func aClockThatStepsBackLosesAndDoublesNothing() throws {
    do {
      let (store, _, _) = try HistoryScene.open(folder)
      try HistoryScene.write(10..<20, to: store)
      try HistoryScene.write(15..<25, to: store)
    }
    let (_, series, report) = try HistoryScene.open(folder)
    #expect(HistoryScene.holds(series, 10..<25))
    #expect(report.unorderedSamples > 0 && report.isClean)
  }

  @Test func samplesOfTheFutureDoNotBlockASeries() throws {
    do {
      let (store, _, _) = try HistoryScene.open(folder)
      try HistoryScene.write(0..<300, to: store)
      try HistoryScene.write(90_000..<90_300, to: store)
    }
    for isInBlock in [false, true] {
      let now = HistoryScene.moment(isInBlock ? 310 : 305)
      let (store, series, report) = try HistoryScene.open(folder, now: now)
      let last = HistoryScene.moment(isInBlock ? 309 : 299)
      #expect(series["checkout/requests"]?.last?.timestamp == last)
      #expect(report.futureSamples > 300 && report.isClean)
      if !isInBlock {
        try HistoryScene.write(305..<310, to: store)
        _ = try store.checkpoint(now: HistoryScene.moment(310))
      }
    }
  }

  @Test func aClockThatStartsIn1970LosesNothing() throws {
    let retention = Duration.seconds(15 * 1000)
    do {
      let (store, _, _) = try HistoryScene.open(folder, retention: retention)
      try HistoryScene.write(0..<300, to: store)
      _ = try store.checkpoint(now: HistoryScene.moment(300))
      try HistoryScene.write(300..<400, to: store)
    }
    do {
      let wrong = Timestamp(milliseconds: 5000)
      let (store, series, report) = try HistoryScene.open(folder, retention: retention, now: wrong)
      #expect(series.isEmpty && report.futureSamples > 1000)
      _ = try store.checkpoint(now: wrong)
      _ = try store.checkpoint(now: HistoryScene.moment(500))
    }
    let (_, series, report) = try HistoryScene.open(
      folder, retention: retention, now: HistoryScene.moment(500))
    #expect(HistoryScene.holds(series, 0..<400) && report.isClean)
  }

  @Test func anActorCanOwnAStore() async throws {
    let keeper = try Keeper(folder.file("history"))
    for index in 0..<3 { try await keeper.record(Double(index), at: HistoryScene.moment(index)) }
    try await keeper.end()
    let (_, series, _) = try HistoryScene.open(folder)
    #expect(series["load"]?.allSamples.map(\.value) == [0, 1, 2])
  }

  private actor Keeper {
    private let store: HistoryStore

    init(_ path: String) throws(FileError) {
      store = try HistoryStore.open(path, retention: .seconds(100), now: HistoryScene.start).store
    }

    func record(_ value: Double, at moment: Timestamp) throws(FileError) {
      try store.append(at: moment, [HistoryStore.Entry(series: store.id(of: "load"), value: value)])
    }

    func end() throws(FileError) {
      try store.close()
    }
  }

  /// A copy of the history's files without its lock.
  private func copy() throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    try LocalFolder.create(copy.file("history"))
    for name in try LocalFolder.names(in: folder.file("history")) where name != "lock" {
      let bytes = try LocalFile.read(folder.file("history/\(name)"), limit: 1 << 30)
      try LocalFile.replace(copy.file("history/\(name)"), with: bytes)
    }
    return copy
  }
}
