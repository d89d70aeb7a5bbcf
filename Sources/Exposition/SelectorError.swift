/// What is wrong with a selector, and where.
public struct SelectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place, in bytes from the start of the text.
  public var offset: Int

  /// What was expected there, and what was found.
  public var message: String

  /// The place, from 1, and the message.
  public var description: String { "character \(offset + 1): \(message)" }
}
