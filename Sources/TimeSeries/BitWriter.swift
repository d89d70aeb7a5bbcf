/// Writes numbers of any width, highest bit first, behind what a byte array already holds.
struct BitWriter {
  private(set) var bytes: [UInt8]

  /// Bits that wait for a whole byte, left-aligned.
  private var pending: UInt64 = 0
  private var pendingCount = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Writes the lowest `count` (0 to 64) bits of `value`.
  mutating func write(_ value: UInt64, count: Int) {
    if count > 56 {
      write(value &>> 32, count: count &- 32)
      write(value, count: 32)
      return
    }
    guard count > 0 else { return }
    // At most 7 + 56 bits wait here.
    pending |= (value & ((1 &<< UInt64(count)) &- 1)) &<< UInt64(64 &- pendingCount &- count)
    pendingCount &+= count
    while pendingCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending &>> 56))
      pending &<<= 8
      pendingCount &-= 8
    }
  }

  /// Fills the last byte up with zero bits and returns everything.
  consuming func finish() -> [UInt8] {
    if pendingCount > 0 { bytes.append(UInt8(truncatingIfNeeded: pending &>> 56)) }
    return bytes
  }
}
