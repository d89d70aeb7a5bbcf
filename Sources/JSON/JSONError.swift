/// What is wrong with a JSON text, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place, in bytes from the start of the text.
  public var offset: Int

  /// The line of the place, from 1.
  public var line: Int

  /// The place within the line, in bytes, from 1.
  public var column: Int

  /// What was expected there, and what was found.
  public var message: String

  /// The place and the message.
  public var description: String { "line \(line), column \(column): \(message)" }

  /// An error at `offset` of `bytes`.
  init(_ message: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    self.offset = offset
    self.message = message
    line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    column = offset - lineStart + 1
  }
}
