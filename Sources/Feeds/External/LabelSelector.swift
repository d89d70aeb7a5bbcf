/// A Kubernetes label selector: `a=b,c!=d,e in (x,y),f notin (z),g,!h`; all of its requirements must hold.
struct LabelSelector: Hashable {
  /// One requirement.
  enum Requirement: Hashable {
    case isOneOf(key: String, values: Set<String>)
    /// A label that is not there is none of the values.
    case isNoneOf(key: String, values: Set<String>)
    case exists(key: String)
    case isAbsent(key: String)
  }

  var requirements: [Requirement] = []

  /// What is wrong with a selector.
  struct Mistake: Error, Hashable {
    var message: String
  }

  /// A selector that selects everything.
  init() {}

  /// Reads a selector; an empty one selects everything.
  init(_ text: String) throws(Mistake) {
    for part in Self.parts(of: text) {
      let part = Self.trimmed(part)
      if part.isEmpty {
        if Self.trimmed(text[...]).isEmpty { return }
        throw Mistake(message: "an empty requirement in \"\(text)\"")
      }
      requirements.append(try Self.requirement(String(part)))
    }
  }

  /// Whether labels satisfy it.
  func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
      case .isNoneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
      case .exists(let key): labels[key] != nil
      case .isAbsent(let key): labels[key] == nil
      }
    }
  }

  /// The parts between commas that stand in no brackets.
  private static func parts(of text: String) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    parts.append(text[start...])
    return parts
  }

  private static func requirement(_ text: String) throws(Mistake) -> Requirement {
    if text.hasPrefix("!") { return .isAbsent(key: try key(String(text.dropFirst()))) }
    for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
      guard let place = range(of: sign, in: text) else { continue }
      let name = try key(String(text[..<place.lowerBound]))
      let value = String(trimmed(text[place.upperBound...]))
      guard value.allSatisfy({ !"=!(), \"".contains($0) }) else {
        throw Mistake(message: "\"\(text)\" is no requirement")
      }
      return isEqual
        ? .isOneOf(key: name, values: [value]) : .isNoneOf(key: name, values: [value])
    }
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    if words.count == 2 {
      let rest = trimmed(words[1][...])
      for (word, isOneOf) in [("notin", false), ("in", true)] where rest.hasPrefix(word) {
        let list = trimmed(rest.dropFirst(word.count))
        guard list.hasPrefix("("), list.hasSuffix(")") else { continue }
        let values = Set(
          list.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
            .map { String(trimmed($0)) })
        let name = try key(words[0])
        return isOneOf
          ? .isOneOf(key: name, values: values) : .isNoneOf(key: name, values: values)
      }
    }
    return .exists(key: try key(text))
  }

  private static func key(_ text: String) throws(Mistake) -> String {
    let key = String(trimmed(text[...]))
    let isValid =
      !key.isEmpty && key.utf8.count <= 317
      && key.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "-_./".unicodeScalars.contains($0))
      }
    guard isValid else { throw Mistake(message: "\"\(key)\" is no label's name") }
    return key
  }

  private static func range(of sign: String, in text: String) -> Range<String.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(sign) {
        return index..<text.index(index, offsetBy: sign.count)
      }
      index = text.index(after: index)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
