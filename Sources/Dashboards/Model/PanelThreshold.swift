/// A value from which on a panel has another colour.
public struct PanelThreshold: Hashable, Sendable {
  /// The colours that mean something.
  public enum Colour: String, Hashable, Sendable {
    /// As it should be.
    case fine = "green"

    /// To be looked at.
    case doubtful = "orange"

    /// Not as it should be.
    case wrong = "red"

    /// Neither good nor bad.
    case neutral = "blue"

    /// Nothing going on.
    case idle = "#8e8e8e"
  }

  /// Where it begins; nil: below all others.
  public var value: Double?

  /// The colour from there on.
  public var colour: Colour

  /// Fine at first, to be looked at from `doubtful`, wrong from `wrong`.
  static func rising(doubtful: Double? = nil, wrong: Double? = nil) -> [PanelThreshold] {
    [PanelThreshold(value: nil, colour: .fine)]
      + (doubtful.map { [PanelThreshold(value: $0, colour: .doubtful)] } ?? [])
      + (wrong.map { [PanelThreshold(value: $0, colour: .wrong)] } ?? [])
  }

  /// Wrong below `doubtful`, to be looked at from there, fine from `fine`.
  static func falling(doubtful: Double, fine: Double) -> [PanelThreshold] {
    [
      PanelThreshold(value: nil, colour: .wrong),
      PanelThreshold(value: doubtful, colour: .doubtful),
      PanelThreshold(value: fine, colour: .fine),
    ]
  }
}

/// A value that is shown as a word.
public struct ValueMeaning: Hashable, Sendable {
  /// The value.
  public var value: Int

  /// The word.
  public var text: String

  /// The word's colour.
  public var colour: PanelThreshold.Colour

  /// What 1 and 0 mean where 1 is as it should be.
  static func good(_ one: String, else zero: String) -> [ValueMeaning] {
    [
      ValueMeaning(value: 1, text: one, colour: .fine),
      ValueMeaning(value: 0, text: zero, colour: .wrong),
    ]
  }

  /// What 1 and 0 mean where 1 is to be looked at.
  static func doubtful(_ one: String, else zero: String) -> [ValueMeaning] {
    [
      ValueMeaning(value: 1, text: one, colour: .doubtful),
      ValueMeaning(value: 0, text: zero, colour: .idle),
    ]
  }
}
