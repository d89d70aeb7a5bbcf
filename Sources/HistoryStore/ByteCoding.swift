extension [UInt8] {
  /// Appends `number`, lowest byte first.
  mutating func appendNumber(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Replaces the bytes from `position` on by `number`, lowest byte first.
  mutating func setNumber(_ number: some FixedWidthInteger, at position: Int) {
    Swift.withUnsafeBytes(of: number.littleEndian) { bytes in
      for (offset, byte) in bytes.enumerated() { self[position + offset] = byte }
    }
  }
}

/// Reads numbers and bytes from the front of some bytes; nil beyond the end.
struct PayloadReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// How many bytes are left.
  var count: Int { bytes.endIndex - position }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard count >= size else { return nil }
    defer { position += size }
    return bytes.withUnsafeBytes { memory in
      Number(
        littleEndian: memory.loadUnaligned(
          fromByteOffset: position - bytes.startIndex, as: Number.self))
    }
  }

  mutating func bytes(_ size: Int) -> ArraySlice<UInt8>? {
    guard size >= 0, count >= size else { return nil }
    defer { position += size }
    return bytes[position..<(position + size)]
  }
}
