/// One value on its way to its place.
struct OverrideChange {
  let variable: String
  let scalar: Node.Scalar
  let path: [String]

  private var place: Place { .variable(variable) }

  private func spelling(_ parts: [String]) -> String {
    Overrides.prefix + parts.joined(separator: "__")
  }

  func apply(to node: inout Node, _ shape: KeyOutline.Shape, at depth: Int) throws(Mismatch) {
    switch shape {
    case .scalar:
      guard depth == path.count else {
        throw Mismatch(
          "nothing stands below \(spelling(Array(path[..<depth]))); expected the variable to end there"
        )
      }
      if case .variable(let other) = node.place, other != variable {
        throw Mismatch("it sets the same value as \(other); expected one of the two")
      }
      node = Node(place: place, content: .scalar(scalar))
    case .scalars: try applyToScalars(&node, at: depth)
    case .map: try applyToMap(&node, at: depth)
    case .block(let outline): try applyToBlock(&node, outline, at: depth)
    case .list(let outline, let isNamed): try applyToList(&node, outline, isNamed, at: depth)
    }
  }

  private func applyToBlock(_ node: inout Node, _ outline: BlockOutline, at depth: Int)
    throws(Mismatch)
  {
    let names = outline.keys.map(\.name)
    guard depth < path.count, !path[depth].isEmpty else {
      throw Mismatch(
        "\(variable) names no single value; expected one of its keys after it, \(NearestName.oneOf(names.map { spelling(Array(path[..<depth]) + [$0.uppercased()]) }))"
      )
    }
    let wanted = path[depth].lowercased()
    guard let key = outline.keys.first(where: { $0.name.lowercased() == wanted }) else {
      throw Mismatch("no key `\(wanted)`; expected \(expected(outline, at: depth))")
    }
    // A value of the wrong kind is the file's problem, and is reported when it is read.
    guard var entries = entries(of: node) else { return }
    if entries.isEmpty {
      node = Node(place: node.isNull ? place : node.place, content: .mapping([]))
    }
    let index =
      entries.firstIndex { $0.name == key.name }
      ?? {
        entries.append(Node.Entry(name: key.name, place: place, value: Node(nullAt: place)))
        return entries.count - 1
      }()
    try apply(to: &entries[index].value, key.shape, at: depth + 1)
    if entries[index].value.place == place { entries[index].place = place }
    node.content = .mapping(entries)
  }

  /// What was expected instead of an unknown key: where it stands, the nearest variable, or all of them.
  private func expected(_ outline: BlockOutline, at depth: Int) -> String {
    let wanted = path[depth].lowercased()
    if let place = outline.elsewhere.first(where: { $0.key.lowercased() == wanted })?.value {
      return place
    }
    let keys = outline.keys.map { $0.name.uppercased() }
    // One underscore where two belong is the likeliest slip of all.
    let deeper = outline.keys.flatMap { key in
      guard case .block(let inner) = key.shape else { return [String]() }
      return inner.keys.map { "\(key.name)__\($0.name)".uppercased() }
    }
    let parent = Array(path[..<depth])
    if let nearest = NearestName.of(path[depth], in: keys + deeper) {
      return "`\(spelling(parent + [nearest]))`"
    }
    return NearestName.oneOf(keys.map { spelling(parent + [$0]) })
  }

  private func applyToList(
    _ node: inout Node, _ outline: BlockOutline, _ isNamed: Bool, at depth: Int
  ) throws(Mismatch) {
    guard depth < path.count else {
      throw Mismatch(
        "\(variable) names a list; expected \(isNamed ? "the name of an item or its index" : "the index of an item") and a key after it"
      )
    }
    var items: [Node]
    switch node.content {
    case .list(let given): items = given
    case .scalar(let scalar) where scalar.isNull: items = []
    default: return
    }
    let names = items.map { $0.text(of: "name") ?? ($0.impliedName ?? "") }
    if isNamed, let (index, length) = match(names, at: depth) {
      try apply(to: &items[index], .block(outline), at: depth + length)
    } else if let index = EnvironmentName.index(path[depth]) {
      guard index <= items.count else {
        throw Mismatch(
          "index \(index) is beyond the list's end; expected an index from 0 to \(items.count)")
      }
      if index == items.count { items.append(Node(place: place, content: .mapping([]))) }
      try apply(to: &items[index], .block(outline), at: depth + 1)
    } else if isNamed, !path[depth].isEmpty, depth + 1 < path.count {
      let name = Node(
        place: place,
        content: .scalar(Node.Scalar(text: path[depth], written: path[depth], isPlain: false)))
      var item = Node(
        place: place,
        content: .mapping([Node.Entry(name: "name", place: place, value: name)]))
      item.nearestSibling = NearestName.of(path[depth], in: names)
      try apply(to: &item, .block(outline), at: depth + 1)
      items.append(item)
    } else {
      throw Mismatch(
        "`\(path[depth])` is no item of a list; expected \(isNamed ? "an item's name or index" : "an item's index") and a key after it"
      )
    }
    if node.isNull { node.place = place }
    node.content = .list(items)
  }

  private func applyToScalars(_ node: inout Node, at depth: Int) throws(Mismatch) {
    if depth == path.count {
      let items = scalar.text.split(separator: ",").map { part in
        let text = String(part.drop(while: \.isWhitespace))
        return Node(
          place: place, content: .scalar(Node.Scalar(text: text, written: text, isPlain: false)))
      }
      node = Node(place: place, content: scalar.isBroken ? .scalar(scalar) : .list(items))
      return
    }
    var items: [Node] = []
    if case .list(let given) = node.content { items = given }
    guard depth + 1 == path.count, let index = EnvironmentName.index(path[depth]),
      index <= items.count
    else {
      throw Mismatch("`\(path[depth])` is no item; expected an index from 0 to \(items.count)")
    }
    let value = Node(place: place, content: .scalar(scalar))
    if index == items.count { items.append(value) } else { items[index] = value }
    node.content = .list(items)
  }

  private func applyToMap(_ node: inout Node, at depth: Int) throws(Mismatch) {
    guard depth < path.count, var entries = entries(of: node) else {
      throw Mismatch("\(variable) names a mapping; expected a name in it after it")
    }
    let value = Node(place: place, content: .scalar(scalar))
    if let (index, length) = match(entries.map(\.name), at: depth), depth + length == path.count {
      entries[index].value = value
    } else {
      // Names of environment variables have no dashes, and names of HTTP headers no underscores.
      let name = String(
        path[depth...].joined(separator: "__").map { $0 == "_" ? "-" : $0 })
      entries.append(Node.Entry(name: name, place: place, value: value))
    }
    if node.isNull { node.place = place }
    node.content = .mapping(entries)
  }

  /// The one of `names` that the path goes on with, and how many parts of the path it takes: exactly, else in
  /// another letter case, else with `_` for what environment variables cannot hold.
  private func match(_ names: [String], at depth: Int) -> (index: Int, length: Int)? {
    let forms: [(String) -> String] = [
      { $0 }, { $0.lowercased() }, { EnvironmentName.of($0).lowercased() },
    ]
    for form in forms {
      let formed = names.map(form)
      for length in stride(from: path.count - depth, to: 0, by: -1) {
        let wanted = form(path[depth..<depth + length].joined(separator: "__"))
        if let index = formed.firstIndex(where: { !$0.isEmpty && $0 == wanted }) {
          return (index, length)
        }
      }
    }
    return nil
  }

  private func entries(of node: Node) -> [Node.Entry]? {
    switch node.content {
    case .mapping(let entries): entries
    case .scalar(let scalar) where scalar.isNull: []
    default: nil
    }
  }
}

extension Node {
  fileprivate init(nullAt place: Place) {
    self.init(
      place: place, content: .scalar(Scalar(text: "", written: "", isPlain: true)))
  }

  /// The text of a single value under `key`.
  fileprivate func text(of key: String) -> String? {
    guard case .mapping(let entries) = content,
      case .scalar(let scalar)? = entries.first(where: { $0.name == key })?.value.content
    else { return nil }
    return scalar.text
  }

  /// The name that an item without one gets: the key that says of which kind it is.
  fileprivate var impliedName: String? {
    guard case .mapping(let entries) = content else { return nil }
    let kinds = SourceKind.allCases.map(\.rawValue) + SelectorRule.all.map(\.name)
    return entries.first { kinds.contains($0.name) }?.name
  }
}
