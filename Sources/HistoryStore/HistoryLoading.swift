internal import FileAccess
internal import TimeSeries

/// Reads the files of a history one after the other, and keeps account of what could not be used.
struct HistoryLoading {
  private(set) var replay: HistoryReplay
  private(set) var report = RecoveryReport()

  /// The longest file that is read.
  private static let longestFile = 4 << 30

  /// What became of a file.
  enum Outcome: Equatable {
    /// It was used, and records can be appended behind byte `end`.
    case whole(end: Int)
    /// It was used, but nothing can be appended.
    case damaged
    /// There was nothing in it.
    case empty
    /// It was left alone.
    case unusable
  }

  /// Loads samples up to `now`.
  init(through now: Timestamp) {
    replay = HistoryReplay(through: now)
  }

  /// Takes in the file at `path`.
  ///
  /// - Throws: where it cannot be read; it stays where it is.
  mutating func load(
    _ path: String, _ kind: RecordFraming.Kind, in folder: HistoryFolder
  ) throws(FileError) -> Outcome {
    let bytes = try LocalFile.read(path, limit: Self.longestFile)
    let header = RecordFraming.readHeader(bytes, kind)
    if header == .cut, kind == .log { return .empty }
    if case .foreign(let kind, let format) = header {
      leave(
        path,
        because: "it is of kind \(kind) and format \(format), expected format"
          + " \(RecordFraming.format)", folder)
      return .unusable
    }
    let scan = RecordFraming.scan(bytes)
    if header != .known, scan.payloads.isEmpty {
      leave(path, because: "it is no file of this program, or damaged all over", folder)
      return .unusable
    }

    let senseless = replay.read(scan.payloads, of: bytes)
    var damagedBytes = scan.damagedBytes + (header == .known ? 0 : RecordFraming.headerSize)
    let tail = bytes.count - scan.end
    if kind == .log { report.tornBytes += tail } else { damagedBytes += tail }
    if damagedBytes > 0 || senseless > 0 {
      report.damages.append(
        RecoveryReport.Damage(path: path, bytes: damagedBytes, records: senseless))
    }
    return header == .known ? .whole(end: scan.end) : .damaged
  }

  /// Takes in the file at `path`; what cannot be read is set aside like what cannot be understood.
  mutating func loadOrLeave(
    _ path: String, _ kind: RecordFraming.Kind, in folder: HistoryFolder
  ) -> Outcome {
    do throws(FileError) {
      return try load(path, kind, in: folder)
    } catch {
      leave(path, because: error.description, folder)
      return .unusable
    }
  }

  /// Renames a file that cannot be used, so that nobody reads or removes it.
  private mutating func leave(_ path: String, because reason: String, _ folder: HistoryFolder) {
    do throws(FileError) {
      let target = try folder.setAside(path)
      report.setAside.append(RecoveryReport.SetAside(path: target, reason: reason))
    } catch {
      report.setAside.append(
        RecoveryReport.SetAside(path: path, reason: "\(reason); \(error.description)"))
    }
  }

  /// The series that have a sample after `from`; the report is complete then.
  mutating func finish(keeping from: Timestamp) -> [String: CompressedSeries] {
    report.futureSamples = replay.futureSamples
    report.unorderedSamples = replay.unorderedSamples
    var kept: [String: CompressedSeries] = [:]
    for (name, whole) in zip(replay.names, replay.series) {
      var series = whole
      series.trim(before: from)
      guard !series.isEmpty else { continue }
      kept[name] = series
      report.seriesCount += 1
      report.sampleCount += series.count
    }
    return kept
  }
}
