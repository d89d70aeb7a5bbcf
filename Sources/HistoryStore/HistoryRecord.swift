internal import TimeSeries

/// The records of a history, after their first byte, which says what they are:
///
///     names   number of series (4 bytes); for each its id (4), its name's length (4) and UTF-8
///     layout  the layout's number (4 bytes), number of values (4), the ids they belong to (4 each)
///     tick    the layout's number (4), the time stamp (8), the values (8 each)
///     chunk   a series' id (4), a compressed chunk
///
/// Ids hold for the file that they are in; the last name given to an id counts. As a tick names its
/// layout by number, a tick whose layout was lost is known as such, and no value ever gets into the
/// wrong series.
enum HistoryRecord: UInt8 {
  case names = 1
  case layout = 2
  case tick = 3
  case chunk = 4

  /// Appends names; false where one was too long.
  static func appendNames(
    _ names: [(id: UInt32, name: String)], to bytes: inout [UInt8]
  ) -> Bool {
    var fits = true
    for start in stride(from: 0, to: names.count, by: 1000) {
      let part = names[start..<min(start + 1000, names.count)]
      let isWhole = RecordFraming.append(to: &bytes) { bytes in
        bytes.append(HistoryRecord.names.rawValue)
        bytes.appendNumber(UInt32(part.count))
        for (id, name) in part {
          bytes.appendNumber(id)
          bytes.appendNumber(UInt32(name.utf8.count))
          bytes.append(contentsOf: name.utf8)
        }
      }
      fits = fits && isWhole
    }
    return fits
  }

  /// Appends a layout; false where it has too many series.
  static func appendLayout(
    _ number: UInt32, _ ids: [UInt32], to bytes: inout [UInt8]
  ) -> Bool {
    RecordFraming.append(to: &bytes) { bytes in
      bytes.append(HistoryRecord.layout.rawValue)
      bytes.appendNumber(number)
      bytes.appendNumber(UInt32(ids.count))
      for id in ids { bytes.appendNumber(id) }
    }
  }

  /// Appends a tick; false where it has too many values.
  static func appendTick(
    _ layout: UInt32, _ moment: Timestamp, _ values: [Double], to bytes: inout [UInt8]
  ) -> Bool {
    RecordFraming.append(to: &bytes) { bytes in
      bytes.append(HistoryRecord.tick.rawValue)
      bytes.appendNumber(layout)
      bytes.appendNumber(moment.milliseconds)
      // Every machine that this runs on keeps numbers lowest byte first, as the file does.
      values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }

  /// Appends a chunk; never false, as chunks are small.
  static func appendChunk(
    _ id: UInt32, _ chunk: CompressedChunk, to bytes: inout [UInt8]
  ) -> Bool {
    RecordFraming.append(to: &bytes) { bytes in
      bytes.append(HistoryRecord.chunk.rawValue)
      bytes.appendNumber(id)
      bytes.append(contentsOf: chunk.bytes)
    }
  }
}
