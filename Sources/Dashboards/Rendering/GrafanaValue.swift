internal import JSON

/// A part of a dashboard's file: JSON that is written as Swift literals and keeps their order.
enum GrafanaValue: Hashable, Sendable {
  case null
  case number(Double)
  case bool(Bool)
  case string(String)
  case list([GrafanaValue])
  case record([Member])

  /// A key and its value.
  struct Member: Hashable, Sendable {
    var key: String
    var value: GrafanaValue
  }

  /// A whole number.
  static func whole(_ value: Int) -> GrafanaValue { .number(Double(value)) }

  /// Adds members at the end of a record.
  static func + (left: GrafanaValue, right: GrafanaValue) -> GrafanaValue {
    guard case .record(let first) = left, case .record(let second) = right else {
      preconditionFailure("only records have members")
    }
    return .record(first + second)
  }

  /// A record of the one member, or of none where its value is nil.
  static func optional(_ key: String, _ value: GrafanaValue?) -> GrafanaValue {
    .record(value.map { [Member(key: key, value: $0)] } ?? [])
  }
}

extension GrafanaValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: GrafanaValue...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, GrafanaValue)...) {
    self = .record(elements.map { Member(key: $0.0, value: $0.1) })
  }
}

extension GrafanaValue {
  /// The text, a member or an element a line, indented by two spaces; what is empty stays on its line.
  var indented: String {
    var text = ""
    write(to: &text, indentation: "")
    return text
  }

  private func write(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .list(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() {
        text += (index == 0 ? "[\n" : ",\n") + inner
        element.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)]"
    case .record(let members) where !members.isEmpty:
      for (index, member) in members.enumerated() {
        text += (index == 0 ? "{\n" : ",\n") + inner
        Self.append(to: &text) { $0.string(member.key) }
        text += ": "
        member.value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)}"
    case .null: text += "null"
    case .list: text += "[]"
    case .record: text += "{}"
    case .number(let value): Self.append(to: &text) { $0.number(value) }
    case .bool(let value): text += value ? "true" : "false"
    case .string(let value): Self.append(to: &text) { $0.string(value) }
    }
  }

  private static func append(to text: inout String, _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    write(&writer)
    text += String(decoding: writer.bytes, as: UTF8.self)
  }
}
