/// Bytes that are compared piece by piece from their start.
struct LineCursor {
  private var next: UnsafeRawPointer
  private let end: UnsafeRawPointer

  /// The bytes from `start` until before `end`, which must outlive the cursor.
  init(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    next = UnsafeRawPointer(start)
    self.end = UnsafeRawPointer(end)
  }

  /// Whether all bytes were skipped.
  var isAtEnd: Bool { next == end }

  /// Skips so many bytes; false where there are fewer.
  mutating func skip(_ count: Int) -> Bool {
    guard end - next >= count else { return false }
    next += count
    return true
  }

  /// Skips `piece`; false where something else comes.
  mutating func skip(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = piece.baseAddress else { return true }
    return skip(UnsafeRawPointer(base), piece.count)
  }

  /// Skips `piece`; false where something else comes.
  mutating func skip(_ piece: [UInt8]) -> Bool { piece.withUnsafeBufferPointer { skip($0) } }

  /// Skips `piece`; false where something else comes.
  mutating func skip(_ piece: StaticString) -> Bool {
    skip(UnsafeRawPointer(piece.utf8Start), piece.utf8CodeUnitCount)
  }

  private mutating func skip(_ piece: UnsafeRawPointer, _ count: Int) -> Bool {
    guard end - next >= count else { return false }
    var index = 0
    while index + 8 <= count {
      if next.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != piece.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index += 8
    }
    while index < count {
      if next.load(fromByteOffset: index, as: UInt8.self)
        != piece.load(fromByteOffset: index, as: UInt8.self)
      {
        return false
      }
      index += 1
    }
    next += count
    return true
  }
}
