/// A mapping of a configuration: the table of its keys, and what must hold between them.
///
/// Values are read into a draft, which `finish` checks as a whole and turns into the setting.
struct Block<Draft: Sendable, Value: Sendable>: Sendable {
  /// Where it stands, such as `workloads[].replicas`: the heading on the reference page.
  let title: String
  /// What it describes, with its article: "a workload".
  let noun: String
  /// What it is for, in Markdown.
  let introduction: String
  /// A snippet that loads, from the top level on.
  var example = ""
  let initial: @Sendable () -> Draft
  let keys: [Key<Draft>]
  /// Keys that stand elsewhere or are called otherwise here, and what was expected instead of them.
  var elsewhere: [String: String] = [:]
  /// Checks the draft as a whole; nil, and problems reported, where no setting can be made of it.
  let finish: @Sendable (Draft, Given, LoadingContext) -> Value?

  var expected: String { "a mapping with \(NearestName.oneOf(keys.map(\.name)))" }

  var outline: BlockOutline {
    let draft = initial()
    return BlockOutline(
      title: title, introduction: introduction, example: example,
      keys: keys.map { $0.outline(draft) }, elsewhere: elsewhere)
  }
}

/// What of a block was given, and where.
struct Given {
  /// Where the block begins.
  let place: Place
  private(set) var places: [String: Place] = [:]
  private(set) var keyPlaces: [String: Place] = [:]
  private var broken: Set<String> = []

  init(place: Place) { self.place = place }

  mutating func note(_ entry: Node.Entry, isValid: Bool) {
    places[entry.name] = entry.value.place
    keyPlaces[entry.name] = entry.place
    if !isValid { broken.insert(entry.name) }
  }

  /// Whether the key stands there, valid or not.
  func has(_ key: String) -> Bool { places[key] != nil }

  /// Whether the key stands there and is not valid, which was reported.
  func isBroken(_ key: String) -> Bool { broken.contains(key) }

  /// Whether every key that stands there is valid.
  var isWhole: Bool { broken.isEmpty }

  /// Those of `keys` that stand there, in their order.
  func among(_ keys: [String]) -> [String] { keys.filter(has) }

  /// Where the value of the first of `keys` that is given stands; the block's place where none is.
  func place(of keys: String...) -> Place {
    for key in keys { if let place = places[key] { return place } }
    return place
  }

  /// Where `key` itself stands; the block's place where it is not given.
  func keyPlace(_ key: String) -> Place { keyPlaces[key] ?? place }
}

extension Block {
  /// The setting that `node` gives; nil where it gives none, which was reported.
  func read(_ node: Node, named name: String, in loading: LoadingContext) -> Value? {
    let entries: [Node.Entry]
    switch node.content {
    case .mapping(let given): entries = given
    case .scalar(let scalar) where scalar.isNull: entries = []
    default:
      if case .scalar(let scalar) = node.content, scalar.isBroken { return nil }
      let subject = name.hasPrefix("an item") || name.hasPrefix("the ") ? name : "`\(name)`"
      loading.report(node.place, "\(subject) is \(node.kind); expected \(expected)")
      return nil
    }
    var draft = initial()
    var given = Given(place: node.place)
    reportUnknownKeys(among: entries, in: loading)
    var isComplete = true
    let sibling = node.nearestSibling.map { " that this variable made (is `\($0)` meant?)" } ?? ""
    for key in keys {
      guard let entry = entries.first(where: { $0.name == key.name }),
        !(key.nullIsAbsent && entry.value.isNull)
      else {
        if key.isRequired {
          isComplete = false
          loading.report(
            node.place,
            "key `\(key.name)` is missing in \(noun)\(sibling); expected \(key.expected)")
        }
        continue
      }
      let isValid = key.read(entry.value, &draft, loading)
      given.note(entry, isValid: isValid)
      if key.isRequired && !isValid { isComplete = false }
    }
    let value = finish(draft, given, loading)
    return isComplete ? value : nil
  }

  private func reportUnknownKeys(among entries: [Node.Entry], in loading: LoadingContext) {
    let names = keys.map(\.name)
    for entry in entries where !names.contains(entry.name) {
      let expected =
        elsewhere[entry.name] ?? NearestName.suggestion(for: entry.name, in: names)
      loading.report(
        entry.place, "unknown key \(Quotation.of(entry.name)) in \(noun); expected \(expected)")
    }
  }
}
