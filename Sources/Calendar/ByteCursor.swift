/// Reads big-endian numbers from bytes, and never past their end.
struct ByteCursor {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

  var remaining: Int { rest.count }

  /// The next `count` bytes; nil where there are fewer.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The next signed number of `size` bytes, at most 8.
  mutating func integer(_ size: Int) -> Int64? {
    guard let bytes = bytes(size), let first = bytes.first else { return nil }
    var value: Int64 = first >= 0x80 ? -1 : 0
    for byte in bytes { value = value << 8 | Int64(byte) }
    return value
  }
}
