/// One header line of a response.
public struct HTTPHeader: Sendable, Equatable {
  /// The field's name, as sent.
  public let name: String
  /// The field's value; one line.
  public let value: String

  /// Makes a header line; the server refuses names that are no tokens and values with line breaks.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// `Content-Type`.
  public static func contentType(_ value: String) -> HTTPHeader {
    HTTPHeader("Content-Type", value)
  }
}
