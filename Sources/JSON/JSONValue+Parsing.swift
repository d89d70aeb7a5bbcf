extension JSONValue {
  /// How deep arrays and objects may nest in a text.
  public static let maximumDepth = 512

  /// The value that the whole of `bytes` is, by RFC 8259, as strictly as it allows: UTF-8 without a
  /// byte order mark, no comments, no trailing commas, no second value.
  ///
  /// Beyond the RFC's grammar these are errors: a key twice in one object, a surrogate escape
  /// without its other half, a number that no finite double is near, and nesting deeper than
  /// `maximumDepth`. O(bytes); does not recurse.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.readValue()
    try reader.finish()
    return value
  }

  /// The value that the whole of `bytes` is.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in try parse(buffer) }
  }

  /// The value that the whole of `bytes` is.
  public static func parse(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    try parse(Array(bytes))
  }

  /// The value that the whole of `text` is.
  public static func parse(_ text: some StringProtocol) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }
}
