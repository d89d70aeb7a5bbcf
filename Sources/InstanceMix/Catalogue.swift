/// What can be bought.
public struct Catalogue: Hashable, Sendable {
  /// The offers, in the order of the file.
  public var offers: [InstanceOffer]

  /// A catalogue as given.
  public init(offers: [InstanceOffer] = []) {
    self.offers = offers
  }
}

/// A line of a catalogue file that cannot be used.
public struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int

  /// What was found there, and what was expected.
  public let message: String

  /// The place, what was found there, and what was expected.
  public var description: String { "line \(line): \(message)" }
}
