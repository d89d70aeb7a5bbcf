internal import Numerals

extension JSONReader {
  /// The kind of a value, as its first byte tells it.
  public enum Kind: Hashable, Sendable {
    case null
    case bool
    case number
    case string
    case array
    case object
  }

  /// The kind of the next value, which is not read yet.
  public mutating func peekKind() throws(JSONError) -> Kind {
    skipWhitespace()
    guard offset < bytes.count else { throw unexpected("a value") }
    switch bytes[offset] {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "{"): return .object
    default: throw unexpected("a value")
    }
  }

  /// Reads `null`.
  public mutating func readNull() throws(JSONError) {
    skipWhitespace()
    try readWord("null")
  }

  /// Reads `true` or `false`.
  public mutating func readBool() throws(JSONError) -> Bool {
    skipWhitespace()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
      try readWord("true")
      return true
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "f") {
      try readWord("false")
      return false
    }
    throw unexpected("true or false")
  }

  /// Reads a number as the nearest double.
  public mutating func readDouble() throws(JSONError) -> Double {
    skipWhitespace()
    return try readDoubleHere("a number")
  }

  /// Reads a string and resolves its escapes.
  public mutating func readString() throws(JSONError) -> String {
    skipWhitespace()
    return try readStringHere("a string")
  }

  /// Reads an array of numbers onto the end of `values`; each `null` becomes NaN.
  public mutating func readNumbers(into values: inout [Double]) throws(JSONError) {
    try beginArray()
    while try nextElement() {
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "n") {
        try readWord("null")
        values.append(.nan)
      } else {
        values.append(try readDoubleHere("a number or null"))
      }
    }
  }

  /// Reads the next value, whatever it is, and drops it.
  public mutating func skipValue() throws(JSONError) {
    var inObject: [Bool] = []
    repeat {
      switch try peekKind() {
      case .null: try readNull()
      case .bool: _ = try readBool()
      case .number: _ = try readDouble()
      case .string: _ = try readString()
      case .array:
        try beginArray()
        inObject.append(false)
      case .object:
        try beginObject()
        inObject.append(true)
      }
      while let isObject = inObject.last {
        if isObject ? try nextKey() != nil : try nextElement() { break }
        inObject.removeLast()
      }
    } while !inObject.isEmpty
  }

  /// Reads the next value, whatever it is; here keys must be unique in their object.
  public mutating func readValue() throws(JSONError) -> JSONValue {
    var outer: [Partial] = []
    var current = Partial(key: nil)
    while true {
      var value: JSONValue
      switch try peekKind() {
      case .number: value = try readNumberHere()
      case .string: value = .string(try readStringHere("a string"))
      case .null:
        try readWord("null")
        value = .null
      case .bool: value = .bool(try readBool())
      case .array:
        try beginArray()
        var opened = Partial(key: nil)
        readPlainNumbers(into: &opened.elements)
        if try nextElement() {
          outer.append(current)
          current = opened
          continue
        }
        value = .array(opened.elements)
      case .object:
        try beginObject()
        if let key = try nextKey() {
          outer.append(current)
          current = Partial(key: key, keyOffset: keyOffset)
          continue
        }
        value = .object(JSONObject())
      }
      // The value goes into its container, which may be the end of that, and of the one around it.
      while !outer.isEmpty {
        if let key = current.key {
          guard current.members.insert(key, value) else {
            throw error("the key \(key.prefix(40)) comes twice in an object", at: current.keyOffset)
          }
          current.key = try nextKey()
          current.keyOffset = keyOffset
          if current.key != nil { break }
          value = .object(current.members)
        } else {
          current.elements.append(value)
          readPlainNumbers(into: &current.elements)
          if try nextElement() { break }
          value = .array(current.elements)
        }
        current = outer.removeLast()
        if outer.isEmpty { return value }
      }
      if outer.isEmpty { return value }
    }
  }

  /// An array (or the outside of everything) that is being read, or an object, which waits for the
  /// value of `key`.
  private struct Partial {
    var key: String?
    var keyOffset = 0
    var elements: [JSONValue] = []
    var members = JSONObject()
  }

  /// Reads `word` where the next byte is.
  private mutating func readWord(_ word: StaticString) throws(JSONError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard offset + index < bytes.count, bytes[offset + index] == word.utf8Start[index] else {
        throw unexpected("\(word)")
      }
    }
    offset += word.utf8CodeUnitCount
  }

  @inline(__always)
  private mutating func readDoubleHere(_ expected: String) throws(JSONError) -> Double {
    guard let base = bytes.baseAddress,
      let scan = DecimalScan(base + offset, base + bytes.count, grammar: .json)
    else { throw unexpected(expected) }
    let value = DecimalText.value(of: scan, at: base + offset)
    guard value.isFinite else { throw error("expected a number within the range of a double") }
    offset += scan.length
    return value
  }

  private mutating func readNumberHere() throws(JSONError) -> JSONValue {
    guard let base = bytes.baseAddress,
      let scan = DecimalScan(base + offset, base + bytes.count, grammar: .json)
    else { throw unexpected("a number") }
    guard let value = Self.number(scan, at: base + offset) else {
      throw error("expected a number within the range of a double")
    }
    offset += scan.length
    return value
  }

  /// Reads the numbers that come next in the innermost array, as long as there is nothing but a
  /// comma, or a comma and a space, between them: most of the bytes of most texts that are large.
  private mutating func readPlainNumbers(into elements: inout [JSONValue]) {
    readElements { start, end in
      var last = start
      var next = start
      if !elements.isEmpty {
        guard next < end, next.pointee == UInt8(ascii: ",") else { return start }
        next += 1
        if next < end, next.pointee == UInt8(ascii: " ") { next += 1 }
      }
      while let scan = DecimalScan(next, end, grammar: .json),
        let value = Self.number(scan, at: next)
      {
        elements.append(value)
        last = next + scan.length
        guard last < end, last.pointee == UInt8(ascii: ",") else { break }
        next = last + 1
        if next < end, next.pointee == UInt8(ascii: " ") { next += 1 }
      }
      return last
    }
  }

  /// The number that `scan` found at `start`; nil where no finite double is near.
  @inline(__always)
  private static func number(_ scan: DecimalScan, at start: UnsafePointer<UInt8>) -> JSONValue? {
    if scan.isWhole, scan.isExact {
      if !scan.isNegative, scan.mantissa <= UInt64(Int64.max) {
        return .integer(Int64(truncatingIfNeeded: scan.mantissa))
      }
      if scan.isNegative, scan.mantissa != 0, scan.mantissa <= 1 << 63 {
        return .integer(Int64(truncatingIfNeeded: 0 &- scan.mantissa))
      }
    }
    let value = DecimalText.value(of: scan, at: start)
    return value.isFinite ? .number(value) : nil
  }
}
