public import JSON

/// A line that is not a mix problem.
public struct MixLineError: Error, CustomStringConvertible {
  /// The problem's name where the line has one.
  public var id: JSONValue?

  /// What was found, and what was expected.
  public var description: String

  init(id: JSONValue? = nil, description: String) {
    self.id = id
    self.description = description
  }
}
