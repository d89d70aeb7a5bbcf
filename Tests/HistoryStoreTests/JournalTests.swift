import FileAccess
import HistoryStore
import Testing

struct JournalTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("decisions") }

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func theLastEntriesAreKeptAcrossRestartsAndTheFileStaysShort() throws {
    var written: [[UInt8]] = []
    for round in 0..<7 {
      let (journal, opening) = try Journal.open(path, capacity: 10)
      #expect(opening.entries == written.suffix(10))
      #expect(opening.report.isClean && opening.report.tornBytes == 0)
      for index in 0..<9 {
        let entry = Array("decision \(round) \(index) ☃".utf8)
        written.append(entry)
        try journal.append(entry)
      }
      if round.isMultiple(of: 2) { try journal.close() }
    }
    #expect(try LocalFile.read(path, limit: 1 << 20).count < 20 * 40)
    #expect(try LocalFolder.names(in: folder.path) == ["decisions"])
  }

  @Test func aJournalCutAtAnyByteGivesItsWholeEntries() throws {
    do {
      let journal = try Journal.open(path, capacity: 10).journal
      for index in 0..<4 { try journal.append(Array(repeating: UInt8(index), count: index)) }
    }
    let bytes = try LocalFile.read(path, limit: 1000)
    for length in 0...bytes.count {
      try OpenFile(path: path, mode: .replace).write(Array(bytes[..<length]))
      let (journal, opening) = try Journal.open(path, capacity: 10)
      let whole = (0..<4).map { Array(repeating: UInt8($0), count: $0) }
      #expect(opening.entries == Array(whole.prefix(opening.entries.count)))
      #expect(opening.report.isClean)
      try journal.append([9])
      #expect(try Journal.open(path, capacity: 10).opening.entries == opening.entries + [[9]])
    }
  }

  @Test func whatIsNoJournalIsSetAside() throws {
    try LocalFile.replace(path, with: Array("something else, and long enough".utf8))
    let (journal, opening) = try Journal.open(path, capacity: 3)
    #expect(opening.entries.isEmpty && opening.report.setAside.count == 1)
    try journal.append([1])
    #expect(try Journal.open(path, capacity: 3).opening.entries == [[1]])
    #expect(try LocalFolder.names(in: folder.path) == ["decisions", "decisions.unreadable"])
  }
}
