/// Makes a tree of events: expands aliases and merge keys, and keeps within the limits.
struct Composer {
  /// A node with what its expansion costs.
  private struct Measured {
    var node: YAMLNode
    /// The nodes in it, itself included.
    var size: Int
    /// The levels in it: 1 for a scalar.
    var height: Int
  }

  private let text: [UInt8]
  private let limits: YAMLNode.Limits
  private var anchors: [String: Measured] = [:]
  private var openAnchors: Set<String> = []
  private var nodeCount = 0

  init(text: [UInt8], limits: YAMLNode.Limits) {
    self.text = text
    self.limits = limits
  }

  /// The one document of the stream; nil where there is none.
  mutating func document(from events: borrowing EventStream) throws(YAMLError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try events.next(in: text)
      switch event.kind {
      case .streamEnd:
        return root
      case .streamStart, .documentEnd:
        continue
      case .documentStart:
        if root != nil {
          throw YAMLError(
            .structure, at: event.position,
            "a second document begins here; expected one document a file")
        }
      default:
        root = try node(event, from: events, depth: 1).node
      }
    }
  }

  private mutating func node(_ event: Event, from events: borrowing EventStream, depth: Int)
    throws(YAMLError) -> Measured
  {
    if case .alias(let name) = event.kind {
      return try expansion(of: name, at: event.position, depth: depth)
    }
    try count(1, at: event.position)
    try checkDepth(depth, at: event.position)
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var measured: Measured
    switch event.kind {
    case .scalar(let scalar):
      let node = YAMLNode(content: .scalar(scalar), position: event.position, tag: event.tag)
      measured = Measured(node: node, size: 1, height: 1)
    case .sequenceStart:
      measured = try sequence(event, from: events, depth: depth)
    default:
      measured = try mapping(event, from: events, depth: depth)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = measured
    }
    return measured
  }

  private mutating func sequence(_ start: Event, from events: borrowing EventStream, depth: Int)
    throws(YAMLError) -> Measured
  {
    var items: [YAMLNode] = []
    var size = 1
    var height = 0
    while true {
      let event = try events.next(in: text)
      if case .collectionEnd = event.kind { break }
      let item = try node(event, from: events, depth: depth + 1)
      items.append(item.node)
      size += item.size
      height = max(height, item.height)
    }
    let node = YAMLNode(content: .sequence(items), position: start.position, tag: start.tag)
    return Measured(node: node, size: size, height: height + 1)
  }

  private mutating func mapping(_ start: Event, from events: borrowing EventStream, depth: Int)
    throws(YAMLError) -> Measured
  {
    var entries: [YAMLEntry] = []
    var lines: [String: Int] = [:]
    var merged: (position: YAMLPosition, value: YAMLNode)?
    var size = 1
    var height = 0
    while true {
      let event = try events.next(in: text)
      if case .collectionEnd = event.kind { break }
      let key = try node(event, from: events, depth: depth + 1).node
      guard case .scalar(let scalar) = key.content else {
        throw YAMLError(
          .structure, at: key.position, "a list or mapping stands as a key; expected plain text")
      }
      if let line = lines.updateValue(key.position.line, forKey: scalar.text) {
        throw YAMLError(
          .duplicateKey, at: key.position,
          "key `\(scalar.text)` is given twice, first in line \(line); expected each key once")
      }
      let value = try node(try events.next(in: text), from: events, depth: depth + 1)
      size += value.size + 1
      height = max(height, value.height)
      if scalar.text == "<<", scalar.style == .plain {
        merged = (key.position, value.node)
      } else {
        entries.append(YAMLEntry(name: scalar.text, position: key.position, value: value.node))
      }
    }
    if let merged {
      // What is merged was counted as the alias' expansion, and is no deeper than that.
      try merge(merged.value, at: merged.position, into: &entries, known: &lines)
    }
    let node = YAMLNode(content: .mapping(entries), position: start.position, tag: start.tag)
    return Measured(node: node, size: size, height: height + 1)
  }

  /// Adds the entries of a `<<` that the mapping does not have itself; of several mappings the first
  /// that has a key gives it.
  private func merge(
    _ value: YAMLNode, at position: YAMLPosition, into entries: inout [YAMLEntry],
    known: inout [String: Int]
  ) throws(YAMLError) {
    let sources: [YAMLNode]
    if case .sequence(let items) = value.content { sources = items } else { sources = [value] }
    for source in sources {
      guard case .mapping(let additions) = source.content else {
        throw YAMLError(
          .structure, at: position,
          "`<<` merges something else; expected a mapping, or a list of them")
      }
      for entry in additions where known[entry.name] == nil {
        known[entry.name] = entry.position.line
        entries.append(entry)
      }
    }
  }

  private mutating func expansion(of name: String, at position: YAMLPosition, depth: Int)
    throws(YAMLError) -> Measured
  {
    guard var measured = anchors[name] else {
      throw YAMLError(
        .structure, at: position,
        openAnchors.contains(name)
          ? "alias `*\(name)` stands inside what it refers to; expected it outside"
          : "alias `*\(name)` refers to nothing; expected an anchor `&\(name)` before it")
    }
    try count(measured.size, at: position)
    try checkDepth(depth + measured.height - 1, at: position)
    measured.node.position = position
    return measured
  }

  private mutating func count(_ nodes: Int, at position: YAMLPosition) throws(YAMLError) {
    nodeCount += nodes
    guard nodeCount <= limits.nodes else {
      throw YAMLError(
        .limit, at: position,
        "the document has more than \(limits.nodes) nodes, aliases expanded; expected fewer")
    }
  }

  private func checkDepth(_ depth: Int, at position: YAMLPosition) throws(YAMLError) {
    guard depth <= limits.depth else {
      throw YAMLError(
        .limit, at: position,
        "nested more than \(limits.depth) levels deep; expected a flatter document")
    }
  }
}
