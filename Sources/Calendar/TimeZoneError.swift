/// Why bytes are no time zone that can be used.
public struct TimeZoneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public let description: String

  init(_ description: String) { self.description = description }
}
