import FileAccess
import Feeds
import JSON
import Scaling

/// What outlives a restart beside the history: events and what was decided by hand, and the last decisions; as files beside the history's.
///
/// Without a folder nothing outlives it.
final class ControlRoom {
  private let folder: String?
  private var lastBoards: [UInt8] = []
  private var appended = 0

  /// The lines that are appended before the file of decisions is written anew.
  private static let mostLines = 50_000
  private static let largestFile = 1 << 30

  private var boardsPath: String? { folder.map { "\($0)/control.json" } }
  private var decisionsPath: String? { folder.map { "\($0)/decisions.jsonl" } }

  /// A room in the history's folder; nil: nothing is kept.
  init(folder: String?) { self.folder = folder }

  /// Reads the boards that were kept; what cannot be read is left out.
  func readBoards() throws(FileError) -> [String: EventBoard] {
    var boards: [String: EventBoard] = [:]
    guard let path = boardsPath, let bytes = try Self.bytes(of: path) else { return boards }
    lastBoards = bytes
    if case .object(let object)? = try? JSONValue.parse(bytes) {
      for name in object.keys { boards[name] = object[name].map(BoardJSON.board) }
    }
    return boards
  }

  /// Reads the decisions that were kept; what cannot be read is left out.
  func readDecisions() throws(FileError) -> [String: [DecisionRecord]] {
    var decisions: [String: [DecisionRecord]] = [:]
    guard let path = decisionsPath, let bytes = try Self.bytes(of: path) else { return decisions }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let read = DecisionJSON.read(Array(line)) else { continue }
      var records = decisions[read.workload, default: []]
      // After a crash the newest may have been written before and again.
      if records.last?.at == read.record.at { records.removeLast() }
      records.append(read.record)
      decisions[read.workload] = records
    }
    return decisions.mapValues { $0.suffix(DecisionLog.most) }
  }

  private static func bytes(of path: String) throws(FileError) -> [UInt8]? {
    do throws(FileError) {
      return try LocalFile.read(path, limit: largestFile)
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  /// Keeps the boards, where they have changed.
  func keep(_ boards: [(workload: String, board: EventBoard)]) throws(FileError) {
    guard let path = boardsPath else { return }
    var writer = JSONWriter()
    writer.beginObject()
    for (workload, board) in boards where board != EventBoard() {
      writer.key(workload)
      BoardJSON.write(board, to: &writer)
    }
    writer.endObject()
    guard writer.bytes != lastBoards else { return }
    if lastBoards.isEmpty, writer.bytes == Array("{}".utf8) { return }
    try LocalFile.replace(path, with: writer.bytes)
    lastBoards = writer.bytes
  }

  /// Keeps decisions that are complete; now and then the file is written anew from `all`.
  func keep(
    _ decisions: [(workload: String, record: DecisionRecord)],
    all: () -> [(workload: String, records: [DecisionRecord])]
  ) throws(FileError) {
    guard let path = decisionsPath, !decisions.isEmpty else { return }
    if appended + decisions.count > Self.mostLines {
      try rewrite(all())
      return
    }
    let file = try OpenFile(path: path, mode: .append)
    try file.write(Self.lines(decisions))
    appended += decisions.count
  }

  /// Writes the file of decisions anew.
  func rewrite(_ all: [(workload: String, records: [DecisionRecord])]) throws(FileError) {
    guard let path = decisionsPath else { return }
    let flat = all.flatMap { entry in entry.records.map { (entry.workload, $0) } }
    guard !flat.isEmpty else { return }
    try LocalFile.replace(path, with: Self.lines(flat))
    appended = 0
  }

  private static func lines(_ decisions: [(workload: String, record: DecisionRecord)]) -> [UInt8] {
    var writer = JSONWriter()
    for (workload, record) in decisions {
      DecisionJSON.write(record, workload: workload, to: &writer)
      writer.endLine()
    }
    return writer.bytes
  }
}
