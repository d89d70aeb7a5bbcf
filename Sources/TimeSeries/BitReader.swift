/// Reads numbers of any width, highest bit first.
///
/// Beyond the end it reads zeros, so that no input makes it fail; whoever reads untrusted bytes
/// asks `isExhausted` afterwards. The memory must outlive the reader.
struct BitReader {
  private let memory: UnsafeRawBufferPointer
  private var position: Int

  /// A reader of `memory` from byte `offset` on.
  init(_ memory: UnsafeRawBufferPointer, from offset: Int) {
    self.memory = memory
    position = min(offset, memory.count) &* 8
  }

  /// Whether exactly all bytes were read, and the bits that fill the last one are zero.
  var isExhausted: Bool {
    guard position <= memory.count &* 8, (position &+ 7) / 8 == memory.count else { return false }
    return position == memory.count &* 8 || window() == 0
  }

  /// The next 57 bits or more, left-aligned.
  @inline(__always)
  func window() -> UInt64 {
    let byte = position &>> 3
    if byte &+ 8 <= memory.count {
      let word = memory.loadUnaligned(fromByteOffset: byte, as: UInt64.self)
      return word.bigEndian &<< UInt64(position & 7)
    }
    return windowAtEnd(byte) &<< UInt64(position & 7)
  }

  @inline(never)
  private func windowAtEnd(_ byte: Int) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 56
    var index = byte
    while index < memory.count, index < byte &+ 8 {
      word |= UInt64(memory[index]) &<< shift
      shift &-= 8
      index &+= 1
    }
    return word
  }

  /// Goes on by `count` bits; stops soon after the end.
  @inline(__always)
  mutating func skip(_ count: Int) {
    position &+= count
  }

  /// The next `count` (0 to 64) bits.
  @inline(__always)
  mutating func read(_ count: Int) -> UInt64 {
    if count > 56 {
      let high = read(count &- 32)
      return high &<< 32 | read(32)
    }
    guard count > 0 else { return 0 }
    let value = window() &>> UInt64(64 &- count)
    position &+= count
    return value
  }
}
