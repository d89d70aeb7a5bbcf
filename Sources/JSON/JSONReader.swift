/// Reads a JSON text piece by piece, for those who know what it should hold and want no tree of it.
///
/// ```swift
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///   switch key {
///   case "values": try reader.readNumbers(into: &values)
///   default: try reader.skipValue()
///   }
/// }
/// try reader.finish()
/// ```
///
/// The pieces are checked as strictly as `JSONValue.parse` checks a whole, but for keys that come
/// twice in one object. A reader borrows its bytes and must not outlive them.
public struct JSONReader {
  @usableFromInline let bytes: UnsafeBufferPointer<UInt8>

  /// The place of the next byte.
  public internal(set) var offset = 0

  /// Where the last key began.
  private(set) var keyOffset = 0

  /// The arrays and objects that are open, outermost first.
  private var containers: [Container] = []

  private struct Container {
    var isObject: Bool
    var isAtStart = true
  }

  /// A reader at the start of `bytes`.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// What `body` reads from `bytes`.
  public static func read<Result>(
    _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Result
  ) throws(JSONError) -> Result {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var reader = JSONReader(buffer)
      return try body(&reader)
    }
  }

  /// Checks that nothing but white space is left.
  public mutating func finish() throws(JSONError) {
    skipWhitespace()
    if offset < bytes.count { throw unexpected("the end of the text") }
  }
}

// MARK: Arrays and objects

extension JSONReader {
  /// Reads `[`; `nextElement` tells whether there is an element, and the next.
  public mutating func beginArray() throws(JSONError) {
    try begin(UInt8(ascii: "["), "an array", isObject: false)
  }

  /// Reads `{`; `nextKey` reads the keys.
  public mutating func beginObject() throws(JSONError) {
    try begin(UInt8(ascii: "{"), "an object", isObject: true)
  }

  /// Goes to the next element of the innermost array; false, and past its `]`, where there is none.
  public mutating func nextElement() throws(JSONError) -> Bool {
    skipWhitespace()
    guard let last = containers.last, !last.isObject else {
      throw error("no array is being read here")
    }
    guard offset < bytes.count else {
      throw unexpected(last.isAtStart ? "an element or ']'" : "',' or ']'")
    }
    if bytes[offset] == UInt8(ascii: "]") {
      offset += 1
      containers.removeLast()
      return false
    }
    if last.isAtStart {
      containers[containers.count - 1].isAtStart = false
    } else {
      guard bytes[offset] == UInt8(ascii: ",") else { throw unexpected("',' or ']'") }
      offset += 1
      skipWhitespace()
    }
    return true
  }

  /// Reads the next key of the innermost object and its colon; nil, and past its `}`, where there
  /// is none.
  public mutating func nextKey() throws(JSONError) -> String? {
    skipWhitespace()
    guard let last = containers.last, last.isObject else {
      throw error("no object is being read here")
    }
    guard offset < bytes.count else {
      throw unexpected(last.isAtStart ? "a key or '}'" : "',' or '}'")
    }
    if bytes[offset] == UInt8(ascii: "}") {
      offset += 1
      containers.removeLast()
      return nil
    }
    if last.isAtStart {
      containers[containers.count - 1].isAtStart = false
      guard bytes[offset] == UInt8(ascii: "\"") else { throw unexpected("a key or '}'") }
    } else {
      guard bytes[offset] == UInt8(ascii: ",") else { throw unexpected("',' or '}'") }
      offset += 1
      skipWhitespace()
    }
    keyOffset = offset
    let key = try readStringHere("a key")
    skipWhitespace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else {
      throw unexpected("':'")
    }
    offset += 1
    return key
  }

  /// Lets `body` read elements of the innermost array by itself, where their text is known well
  /// enough to be read faster.
  ///
  /// Call it right after `beginArray` or after an element. `body` gets the bytes from here to the
  /// end of the text, and returns the place after the last whole element that it has read: before a
  /// comma or a bracket, which `nextElement` reads; where it has read none, the place at which it
  /// started.
  @inlinable @inline(__always)
  public mutating func readElements(
    _ body: (_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>
  ) {
    guard let base = bytes.baseAddress else { return }
    skip(to: body(base + offset, base + bytes.count) - base)
  }

  @usableFromInline
  mutating func skip(to place: Int) {
    guard place > offset, place <= bytes.count, !containers.isEmpty else { return }
    offset = place
    containers[containers.count - 1].isAtStart = false
  }

  private mutating func begin(
    _ bracket: UInt8, _ expected: String, isObject: Bool
  ) throws(JSONError) {
    skipWhitespace()
    guard offset < bytes.count, bytes[offset] == bracket else { throw unexpected(expected) }
    guard containers.count < JSONValue.maximumDepth else {
      throw error("arrays and objects nest deeper than \(JSONValue.maximumDepth)")
    }
    offset += 1
    containers.append(Container(isObject: isObject))
  }
}

// MARK: White space and errors

extension JSONReader {
  /// An error at `offset`, or at the next byte; for those who expected another value.
  public func error(_ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(message, at: offset ?? self.offset, in: bytes)
  }

  /// The error that the next byte is.
  func unexpected(_ expected: String) -> JSONError {
    guard offset < bytes.count else { return error("expected \(expected), found the end") }
    let byte = bytes[offset]
    let found =
      (0x20..<0x7F).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return error("expected \(expected), found \(found)")
  }

  @inline(__always)
  mutating func skipWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        offset += 1
      default: return
      }
    }
  }
}
