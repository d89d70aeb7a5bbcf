extension JSONWriter {
  /// Writes a key and a string; `null` for nil.
  public mutating func member(_ key: String, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { null() }
  }

  /// Writes a key and an integer; `null` for nil.
  public mutating func member(_ key: String, _ value: Int?) {
    self.key(key)
    if let value { integer(value) } else { null() }
  }

  /// Writes a key and a number; `null` for nil, NaN and infinities.
  public mutating func member(_ key: String, _ value: Double?) {
    self.key(key)
    if let value { number(value) } else { null() }
  }

  /// Writes a key and a boolean; `null` for nil.
  public mutating func member(_ key: String, _ value: Bool?) {
    self.key(key)
    if let value { bool(value) } else { null() }
  }

  /// Writes a key and an array of numbers, `null` for NaN and infinities.
  public mutating func member(_ key: String, _ values: [Double]) {
    self.key(key)
    array(values)
  }

  /// Writes a key and an array of strings.
  public mutating func member(_ key: String, _ values: [String]) {
    self.key(key)
    array(values)
  }

  /// Writes a key and a value, whatever it is.
  public mutating func member(_ key: String, _ value: JSONValue) {
    self.key(key)
    self.value(value)
  }
}

extension JSONValue {
  /// This value as compact JSON.
  public var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }
}
