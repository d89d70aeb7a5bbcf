/// One key of a block: the single source for reading it, overriding it, suggesting it and documenting
/// it.
struct Key<Draft: Sendable>: Sendable {
  let name: String
  let isRequired: Bool
  /// Whether a value that says nothing counts as the key left out.
  let nullIsAbsent: Bool
  /// What the key expects, for a message that it is missing.
  let expected: String
  let outline: @Sendable (Draft) -> KeyOutline
  /// Reads the value into the draft; false where it is not valid, which was reported.
  let read: @Sendable (Node, inout Draft, LoadingContext) -> Bool
}

extension Key {
  typealias Path<Value> = any WritableKeyPath<Draft, Value> & Sendable

  /// A value that has a default: the draft's initial one.
  static func value<Value: Sendable>(
    _ name: String, _ path: Path<Value>, _ type: ScalarType<Value>, default text: String? = nil,
    _ meaning: String
  ) -> Key {
    Key(
      name: name, isRequired: false, nullIsAbsent: true, expected: type.expected,
      outline: { initial in
        KeyOutline(
          name: name, shape: .scalar, type: type.name,
          defaultText: text ?? "`\(type.write(initial[keyPath: path]))`", meaning: meaning)
      },
      read: { node, draft, loading in
        guard let value = type.value(of: node, for: name, in: loading) else { return false }
        draft[keyPath: path] = value
        return true
      })
  }

  /// A value that must be given; the draft's initial one only holds its place.
  static func required<Value: Sendable>(
    _ name: String, _ path: Path<Value>, _ type: ScalarType<Value>, _ meaning: String
  ) -> Key {
    Key(
      name: name, isRequired: true, nullIsAbsent: false, expected: type.expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .scalar, type: type.name, defaultText: nil, meaning: meaning)
      },
      read: { node, draft, loading in
        guard let value = type.value(of: node, for: name, in: loading) else { return false }
        draft[keyPath: path] = value
        return true
      })
  }

  /// A value that may be left out; `absent` says on the reference page what holds then.
  static func optional<Value: Sendable>(
    _ name: String, _ path: Path<Value?>, _ type: ScalarType<Value>, absent: String,
    nullIsAbsent: Bool = true, _ meaning: String
  ) -> Key {
    Key(
      name: name, isRequired: false, nullIsAbsent: nullIsAbsent, expected: type.expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .scalar, type: type.name, defaultText: absent, meaning: meaning)
      },
      read: { node, draft, loading in
        guard let value = type.value(of: node, for: name, in: loading) else { return false }
        draft[keyPath: path] = value
        return true
      })
  }
}

extension Key {
  /// This key; what it read is told to `note`, for keys that come later in the table.
  func noting(_ note: @escaping @Sendable (Draft, LoadingContext) -> Void) -> Key {
    let read = read
    return Key(
      name: name, isRequired: isRequired, nullIsAbsent: nullIsAbsent, expected: expected,
      outline: outline,
      read: { node, draft, loading in
        let isValid = read(node, &draft, loading)
        if isValid { note(draft, loading) }
        return isValid
      })
  }
}
