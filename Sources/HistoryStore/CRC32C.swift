/// The cyclic redundancy check CRC-32C (Castagnoli; RFC 3720, appendix B.4), as iSCSI, ext4 and
/// Prometheus' own write-ahead log use it.
enum CRC32C {
  /// The check sum of `memory`. Sixteen bytes a step (M. Kounavis and F. Berry, "Slicing by 8",
  /// 2005, twice as wide).
  static func checksum(_ memory: UnsafeRawBufferPointer) -> UInt32 {
    guard var position = memory.baseAddress else { return 0 }
    var rest = memory.count
    return tables.withUnsafeBufferPointer { tables in
      let table = tables.baseAddress!
      var sum: UInt32 = .max
      while rest >= 16 {
        let first = position.loadUnaligned(as: UInt64.self).littleEndian ^ UInt64(sum)
        let second = position.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
        sum = fold(first, table + 8 * 256) ^ fold(second, table)
        position += 16
        rest &-= 16
      }
      while rest > 0 {
        let byte = position.load(as: UInt8.self)
        sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum &>> 8)
        position += 1
        rest &-= 1
      }
      return ~sum
    }
  }

  /// Eight bytes through the eight tables from `table` on; the first byte through the last of them.
  @inline(__always)
  private static func fold(_ word: UInt64, _ table: UnsafePointer<UInt32>) -> UInt32 {
    let a = table[7 &* 256 &+ Int(word & 0xFF)] ^ table[6 &* 256 &+ Int(word &>> 8 & 0xFF)]
    let b = table[5 &* 256 &+ Int(word &>> 16 & 0xFF)] ^ table[4 &* 256 &+ Int(word &>> 24 & 0xFF)]
    let c = table[3 &* 256 &+ Int(word &>> 32 & 0xFF)] ^ table[2 &* 256 &+ Int(word &>> 40 & 0xFF)]
    let d = table[1 &* 256 &+ Int(word &>> 48 & 0xFF)] ^ table[Int(word &>> 56)]
    return a ^ b ^ c ^ d
  }

  /// Table n holds what a byte contributes when n bytes follow it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 16 * 256)
    for byte in 0..<256 {
      var sum = UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? 0x82F6_3B78 ^ (sum >> 1) : sum >> 1 }
      tables[byte] = sum
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ (before >> 8)
    }
    return tables
  }()
}
