internal import JSON

/// The name of a series as its line gave it: a string, a whole number, or none. Answers carry it back unchanged.
public struct SeriesID: Hashable, Sendable {
  let json: JSONValue

  /// A line without a name.
  public static let none = SeriesID(JSONValue.null)

  /// The name `text`.
  public init(_ text: String) {
    json = .string(text)
  }

  /// - Parameter json: a string, a whole number or `null`.
  init(_ json: JSONValue) {
    self.json = json
  }
}

extension SeriesID: CustomStringConvertible {
  /// The name for people, on one line; `(no id)` where there is none. Control characters, which would command a terminal, become U+FFFD.
  public var description: String {
    guard let text = json.stringValue else {
      return json.intValue.map { String($0) } ?? "(no id)"
    }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      line.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return String(line)
  }
}

extension SeriesID: ExpressibleByStringLiteral {
  /// The name `value`.
  public init(stringLiteral value: String) { self.init(value) }
}
