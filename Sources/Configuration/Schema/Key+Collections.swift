extension Key {
  /// A mapping of its own.
  static func block<Inner, Value: Sendable>(
    _ name: String, _ path: Path<Value>, _ block: Block<Inner, Value>,
    default text: String = "every default", _ meaning: String
  ) -> Key {
    Key(
      name: name, isRequired: false, nullIsAbsent: true, expected: block.expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .block(block.outline), type: "mapping",
          defaultText: text, meaning: meaning)
      },
      read: { node, draft, loading in
        guard let value = block.read(node, as: "`\(name)`", in: loading) else { return false }
        draft[keyPath: path] = value
        return true
      })
  }

  /// A mapping of its own that switches something on by being there.
  static func optionalBlock<Inner, Value: Sendable>(
    _ name: String, _ path: Path<Value?>, _ block: Block<Inner, Value>, absent: String,
    nullIsAbsent: Bool = true, _ meaning: String
  ) -> Key {
    Key(
      name: name, isRequired: false, nullIsAbsent: nullIsAbsent, expected: block.expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .block(block.outline), type: "mapping", defaultText: absent,
          meaning: meaning)
      },
      read: { node, draft, loading in
        guard let value = block.read(node, as: "`\(name)`", in: loading) else { return false }
        draft[keyPath: path] = value
        return true
      })
  }

  /// A list of mappings; their names, where `nameOf` gives them, are unique.
  static func list<Inner, Value: Sendable>(
    _ name: String, _ path: Path<[Value]>, _ block: Block<Inner, Value>, isRequired: Bool,
    nameOf: (@Sendable (Value) -> String)? = nil, default text: String = "", _ meaning: String
  ) -> Key {
    let expected = "a list with at least one item, each \(block.noun)"
    return Key(
      name: name, isRequired: isRequired, nullIsAbsent: !isRequired, expected: expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .list(block.outline, isNamed: nameOf != nil), type: "list",
          defaultText: isRequired ? nil : text, meaning: meaning)
      },
      read: { node, draft, loading in
        guard case .list(let items) = node.content else {
          loading.report(node.place, "`\(name)` is \(node.kind); expected \(expected)")
          return false
        }
        guard !items.isEmpty else {
          loading.report(node.place, "`\(name)` is an empty list; expected \(expected)")
          return false
        }
        var seen: [String: Place] = [:]
        var isValid = true
        draft[keyPath: path] = []
        for item in items {
          let value = block.read(item, as: "an item of `\(name)`", in: loading)
          // A name counts also where the rest of the item is wrong: all problems are to be found in one go.
          let given = nameOf == nil ? nil : item.givenName
          if let unique = value.flatMap({ nameOf?($0) }) ?? given {
            let place = item.place(of: "name")
            loading.itemPlaces["\(name)/\(unique)"] = place
            if let first = seen[unique] {
              isValid = false
              loading.report(
                place,
                "\(block.noun) named `\(unique)` is already at \(first); expected a `name` that is used once"
              )
            } else {
              seen[unique] = place
            }
          }
          guard let value else {
            isValid = false
            continue
          }
          draft[keyPath: path].append(value)
        }
        return isValid
      })
  }

  /// A list of plain values; `needsItems`: an empty one is a mistake.
  static func scalars<Value: Sendable>(
    _ name: String, _ path: Path<[Value]>, _ type: ScalarType<Value>, isRequired: Bool,
    needsItems: Bool, default text: String = "none", _ meaning: String
  ) -> Key {
    let expected = "a list, each item \(type.expected)"
    return Key(
      name: name, isRequired: isRequired, nullIsAbsent: !needsItems, expected: expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .scalars, type: "list of \(type.name)",
          defaultText: isRequired ? nil : text, meaning: meaning)
      },
      read: { node, draft, loading in
        guard case .list(let items) = node.content, !items.isEmpty || !needsItems else {
          loading.report(
            node.place,
            "`\(name)` is \(node.kind == "a list" ? "an empty list" : node.kind); expected \(expected)"
          )
          return false
        }
        let values = items.compactMap { type.value(of: $0, for: name, in: loading) }
        draft[keyPath: path] = values
        return values.count == items.count
      })
  }

  /// A mapping whose keys are names of the user's choice.
  static func map<Value: Sendable>(
    _ name: String, _ path: Path<[String: Value]>, keys keyType: ScalarType<String>,
    _ type: ScalarType<Value>, _ meaning: String
  ) -> Key {
    let expected = "a mapping, each value \(type.expected)"
    return Key(
      name: name, isRequired: false, nullIsAbsent: true, expected: expected,
      outline: { _ in
        KeyOutline(
          name: name, shape: .map, type: "mapping of name to \(type.name)", defaultText: "none",
          meaning: meaning)
      },
      read: { node, draft, loading in
        guard case .mapping(let entries) = node.content else {
          loading.report(node.place, "`\(name)` is \(node.kind); expected \(expected)")
          return false
        }
        var isValid = true
        for entry in entries {
          do throws(Mismatch) {
            _ = try keyType.read(entry.name, loading)
          } catch {
            isValid = false
            loading.report(
              entry.place, "key \(Quotation.of(entry.name)); expected \(keyType.expected)")
          }
          guard let value = type.value(of: entry.value, for: entry.name, in: loading) else {
            isValid = false
            continue
          }
          draft[keyPath: path][entry.name] = value
        }
        return isValid
      })
  }
}

extension Node {
  /// The place of the value of `key`; the node's own where it has no such key.
  func place(of key: String) -> Place {
    guard case .mapping(let entries) = content else { return place }
    return entries.first { $0.name == key }?.value.place ?? place
  }
}
