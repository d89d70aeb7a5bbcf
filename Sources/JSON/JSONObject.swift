/// The members of a JSON object, in the order of the text.
///
/// Keys are unique, and equal where Swift's strings are equal (by canonical equivalence). Two
/// objects are equal where they have equal members, in whatever order.
public struct JSONObject: Sendable {
  /// A key and its value.
  public typealias Member = (key: String, value: JSONValue)

  /// From this many members on, keys are found through `positions`.
  private static let indexedCount = 12

  /// The members, in order.
  public private(set) var members: [Member] = []

  /// Where each key stands in `members`; empty as long as a search through the members is as quick.
  private var positions: [String: Int] = [:]

  /// An object without members.
  public init() {}

  /// The number of members.
  public var count: Int { members.count }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The keys, in order.
  public var keys: [String] { members.map(\.key) }

  /// The value of `key`. Setting a new key adds it at the end; setting nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil):
        members.remove(at: position)
        rebuildPositions()
      case (nil, let value?): append(key, value)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member at the end.
  ///
  /// - Returns: false, and changes nothing, where there is a member of that key.
  @discardableResult
  public mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
    if position(of: key) != nil { return false }
    append(key, value)
    return true
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    if members.count > Self.indexedCount {
      positions[key] = members.count - 1
    } else if members.count == Self.indexedCount {
      rebuildPositions()
    }
  }

  private func position(of key: String) -> Int? {
    if positions.isEmpty { return members.firstIndex { $0.key == key } }
    return positions[key]
  }

  private mutating func rebuildPositions() {
    positions.removeAll(keepingCapacity: true)
    guard members.count >= Self.indexedCount else { return }
    for (position, member) in members.enumerated() { positions[member.key] = position }
  }
}

extension JSONObject: Hashable {
  /// Whether both have equal members, in whatever order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
  }

  /// Hashes the members, in whatever order.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for member in members {
      var own = Hasher()
      own.combine(member.key)
      own.combine(member.value)
      sum ^= own.finalize()
    }
    hasher.combine(sum)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object of the members given; of several with one key the first counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { insert(key, value) }
  }
}
