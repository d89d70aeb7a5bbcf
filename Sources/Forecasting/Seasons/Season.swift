/// A period after which a series resembles itself, found in the series alone.
public struct Season: Hashable, Sendable {
  /// The period.
  public var period: Duration

  /// The period in steps of the series, rounded; 2 and more.
  public var steps: Int

  /// How much of the movement the season explains, 0 to 1: the share of variance that values have in common with the
  /// same phase of other cycles, when everything slower than the season, and every stronger season, is taken away.
  public var strength: Double

  /// How many cycles the finding rests on.
  public var cycles: Double

  /// A season as given.
  public init(period: Duration, steps: Int, strength: Double, cycles: Double) {
    self.period = period
    self.steps = steps
    self.strength = strength
    self.cycles = cycles
  }
}
