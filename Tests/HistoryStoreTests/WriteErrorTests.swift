import FileAccess
import Foundation
import HistoryStore
import Testing
import TimeSeries

/// What happens when the disk is full, played by a limit on the size of files, which holds for a
/// whole process: so these run in one of their own.
struct WriteErrorTests {
  @Test func aTickThatDoesNotFitIsThrownAndLaterTicksAreKept() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      do {
        let (store, _, _) = try HistoryScene.open(folder)
        try HistoryScene.write(0..<10, to: store)
        limitFileSize(to: store.logByteCount + 20)
        for index in 10..<13 {
          #expect(throws: FileError.self) { try HistoryScene.write(index..<(index + 1), to: store) }
        }
        limitFileSize(to: nil)
        try HistoryScene.write(13..<20, to: store)
      }
      let (_, series, report) = try HistoryScene.open(folder)
      try #require(report.isClean && report.tornBytes == 0)
      let moments = series["checkout/requests"]?.allSamples.map(\.timestamp)
      try #require(moments == (Array(0..<10) + Array(13..<20)).map(HistoryScene.moment))
    }
  }

  @Test func aCheckpointThatDoesNotFitLosesNothing() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      do {
        let (store, _, _) = try HistoryScene.open(folder)
        try HistoryScene.write(0..<500, to: store)
        limitFileSize(to: 100)
        #expect(throws: FileError.self) { _ = try store.checkpoint(now: HistoryScene.moment(500)) }
        limitFileSize(to: nil)
        try HistoryScene.write(500..<510, to: store)
      }
      do {
        let (store, series, report) = try HistoryScene.open(folder)
        try #require(report.isClean && HistoryScene.holds(series, 0..<510))
        try #require(try store.checkpoint(now: HistoryScene.moment(511)).byteCount > 100)
      }
      let names = try LocalFolder.names(in: folder.file("history"))
      try #require(names.filter { $0.hasSuffix(".log") }.count == 1)
      try #require(HistoryScene.holds(try HistoryScene.open(folder).series, 0..<510))
    }
  }

  @Test func aJournalGoesOnAfterAnErrorToo() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      do {
        let journal = try Journal.open(folder.file("journal"), capacity: 10).journal
        for index in 0..<5 { try journal.append([UInt8(index)]) }
        limitFileSize(to: 110)
        #expect(throws: FileError.self) { try journal.append([5]) }
        limitFileSize(to: nil)
        try journal.append([6])
      }
      let opening = try Journal.open(folder.file("journal"), capacity: 10).opening
      try #require(opening.entries == [[0], [1], [2], [3], [4], [6]])
      try #require(opening.report.isClean && opening.report.tornBytes == 0)
    }
  }
}

/// Lets no file of this process grow beyond `size` bytes; nil lifts that.
private func limitFileSize(to size: Int?) {
  // Otherwise the first byte beyond it ends the process.
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = size.map { rlim_t($0) } ?? limit.rlim_max
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
