/// The share of steps in which something held, over a trailing window of steps. A bit a step.
struct TrailingShare: Sendable {
  private var held: [UInt64]
  private var known: [UInt64]
  private var next = 0
  private let window: Int
  private var heldCount = 0
  private var knownCount = 0

  /// Nothing seen yet.
  ///
  /// - Parameter window: the number of steps that count, above zero.
  init(window: Int) {
    precondition(window > 0, "a window has at least one step")
    self.window = window
    held = Array(repeating: 0, count: (window + 63) / 64)
    known = held
  }

  /// Takes in one step; nil where it is unknown whether it held.
  mutating func append(_ value: Bool?) {
    let word = next / 64
    let bit = UInt64(1) << UInt64(next % 64)
    if held[word] & bit != 0 { heldCount -= 1 }
    if known[word] & bit != 0 { knownCount -= 1 }
    held[word] &= ~bit
    known[word] &= ~bit
    if let value {
      known[word] |= bit
      knownCount += 1
      if value {
        held[word] |= bit
        heldCount += 1
      }
    }
    next = (next + 1) % window
  }

  /// The share, 0 to 1, among the known steps of the window; nil where none is known.
  var share: Double? {
    knownCount > 0 ? Double(heldCount) / Double(knownCount) : nil
  }
}
