extension [UInt8] {
  /// Appends `value` in groups of seven bits, lowest first (LEB128).
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a signed `value` so that small ones of either sign are short.
  mutating func appendSignedVarint(_ value: Int64) {
    appendVarint(value.zigzag)
  }
}

extension Int64 {
  /// 0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ...
  @inline(__always)
  var zigzag: UInt64 {
    UInt64(bitPattern: (self &<< 1) ^ (self &>> 63))
  }

  /// The number that `zigzag` was made from.
  @inline(__always)
  init(zigzag: UInt64) {
    self = Int64(bitPattern: zigzag &>> 1) ^ (0 &- Int64(bitPattern: zigzag & 1))
  }
}

/// Reads bytes and varints; nil beyond the end.
struct ByteReader {
  private let memory: UnsafeRawBufferPointer
  private(set) var position = 0

  /// A reader of `memory`, which must outlive it.
  init(_ memory: UnsafeRawBufferPointer) {
    self.memory = memory
  }

  mutating func byte() -> UInt8? {
    guard position < memory.count else { return nil }
    defer { position += 1 }
    return memory[position]
  }

  /// A number as `appendVarint` writes it; nil where it takes more than 64 bits.
  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let next = byte() else { return nil }
      let bits = UInt64(next & 0x7F)
      if shift == 63, bits > 1 { return nil }
      value |= bits &<< shift
      if next < 0x80 { return value }
    }
    return nil
  }

  /// A number as `appendSignedVarint` writes it.
  mutating func signedVarint() -> Int64? {
    varint().map(Int64.init(zigzag:))
  }
}
