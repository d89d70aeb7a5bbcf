/// A request's header fields, copied off the connection into one block of bytes.
///
/// The block holds, for each field, the lengths of name and value (four bytes each, native order)
/// and then both. One allocation a request is cheaper than a dictionary of strings, of which a
/// handler reads two at most.
struct HTTPFields: Sendable {
  private var block: [UInt8] = []

  /// Adds a field.
  mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if block.isEmpty { block.reserveCapacity(512) }
    // Lengths fit: a header is bounded by the connection's memory limit, far below 4 GiB.
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: name.count)) { block.append(contentsOf: $0) }
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value.count)) { block.append(contentsOf: $0) }
    block.append(contentsOf: name)
    block.append(contentsOf: value)
  }

  /// The value of the first field of that name, in any case; bytes that are not UTF-8 become U+FFFD.
  func first(_ name: String) -> String? {
    var found: String?
    forEach { key, value in
      guard Self.equal(key, name.utf8) else { return true }
      found = String(decoding: value, as: UTF8.self)
      return false
    }
    return found
  }

  /// The values of all fields of that name, in order.
  func all(_ name: String) -> [String] {
    var found: [String] = []
    forEach { key, value in
      if Self.equal(key, name.utf8) { found.append(String(decoding: value, as: UTF8.self)) }
      return true
    }
    return found
  }

  /// Calls a closure for each field until it returns false.
  func forEach(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool) {
    block.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let nameCount = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        let valueCount = Int(bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
        let name = offset + 8
        let value = name + nameCount
        offset = value + valueCount
        guard
          body(
            UnsafeRawBufferPointer(rebasing: bytes[name..<value]),
            UnsafeRawBufferPointer(rebasing: bytes[value..<offset]))
        else { return }
      }
    }
  }

  /// Equality of ASCII names, whatever their case.
  static func equal(_ name: UnsafeRawBufferPointer, _ other: String.UTF8View) -> Bool {
    guard name.count == other.count else { return false }
    return zip(name, other).allSatisfy { lowercase($0) == lowercase($1) }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
