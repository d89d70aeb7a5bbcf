/// How long a search may go on. With a limit on nodes alone the answer is the same on every machine.
public struct SearchBudget: Sendable {
  /// The most nodes of the search tree; nil: no limit.
  public var nodes: Int?

  /// Asked from time to time; `true` ends the search. Pure code has no clock, so a deadline comes in
  /// from outside.
  public var isOver: (@Sendable () -> Bool)?

  /// A budget as given.
  public init(nodes: Int? = nil, isOver: (@Sendable () -> Bool)? = nil) {
    self.nodes = nodes
    self.isOver = isOver
  }

  /// No limit.
  public static let unlimited = SearchBudget()
}
