/// What one value may be: how its text is read, what is expected of it, and how documentation says it.
struct ScalarType<Value: Sendable>: Sendable {
  /// Its name on the reference page: "duration".
  var name: String
  /// What was expected, after "expected": "a duration of zero or more, such as `15s`".
  var expected: String
  /// Whether messages keep the value to themselves.
  var isSecret = false
  /// Reads the text. A mismatch with an empty message says only that the text is not what was expected.
  var read: @Sendable (String, LoadingContext) throws(Mismatch) -> Value
  /// Writes a default for the reference page.
  var write: @Sendable (Value) -> String

  /// This type with its value turned into another.
  func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> ScalarType<Other>
  {
    let read = read
    return ScalarType<Other>(
      name: name, expected: expected, isSecret: isSecret,
      read: { (text, loading) throws(Mismatch) in transform(try read(text, loading)) },
      write: { _ in "" })
  }
}

extension ScalarType {
  /// The value that `node` gives for `key`; nil, and a problem reported, where it gives none.
  func value(of node: Node, for key: String, in loading: LoadingContext) -> Value? {
    guard case .scalar(let scalar) = node.content else {
      loading.report(node.place, "`\(key)` is \(node.kind); expected \(expected)")
      return nil
    }
    if scalar.isBroken { return nil }
    guard !scalar.isNull else {
      loading.report(node.place, "`\(key)` has no value; expected \(expected)")
      return nil
    }
    do throws(Mismatch) {
      return try read(scalar.text, loading)
    } catch {
      let subject = isSecret ? "`\(key)`" : "`\(key)` is \(Quotation.of(scalar.written))"
      let what =
        error.message.isEmpty
        ? (isSecret ? "\(subject) has a wrong value" : subject) : "\(subject): \(error.message)"
      loading.report(node.place, "\(what); expected \(expected)")
      return nil
    }
  }
}

/// A value in a message: short, on one line.
enum Quotation {
  static func of(_ text: String) -> String {
    if text.isEmpty { return "empty" }
    var output = ""
    for scalar in text.unicodeScalars.prefix(60) {
      if scalar.value < 0x20 || scalar.value == 0x7F {
        output += scalar == "\n" ? "\\n" : "?"
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return "`\(output)\(text.unicodeScalars.count > 60 ? "..." : "")`"
  }
}
