/// What a mix must keep to, apart from its need. What is nil is not asked for.
public struct MixConstraints: Hashable, Sendable {
  /// Offers that serve more slowly may not be used.
  public var maximumLatencyMilliseconds: Int?

  /// For every resource, on-demand capacity must hold at least this share's complement of the need:
  /// ceil((1000 - share) x need / 1000), interruptions not counted.
  public var maximumSpotSharePerMille: Int?

  /// The most instances in all.
  public var maximumInstances: Int?

  /// The most that the mix may cost, in millionths of a dollar per hour; switching is not counted.
  public var budgetMicrodollarsPerHour: Int?

  /// The fewest distinct instance types in use.
  public var minimumTypes: Int?

  /// The fewest distinct zones in use.
  public var minimumZones: Int?

  /// What it costs to change what runs now.
  public var switching: SwitchingCost?

  /// How surely the need is held when capacity is taken back.
  public var survival: SurvivalRequirement?

  /// Further sums that the mix must reach.
  public var coverings: [MixCovering] = []

  /// No constraints.
  public init() {}
}

/// The penalty for each change against what runs now, in millionths of a dollar per hour.
public struct SwitchingCost: Hashable, Sendable {
  /// For each instance that is started.
  public var microdollarsPerStart: Int

  /// For each instance that is stopped.
  public var microdollarsPerStop: Int

  /// A penalty as given.
  public init(microdollarsPerStart: Int, microdollarsPerStop: Int) {
    self.microdollarsPerStart = microdollarsPerStart
    self.microdollarsPerStop = microdollarsPerStop
  }
}

/// A sum that a mix must reach: of every instance its coefficient, in all at least `demand`. Interruptions are not counted.
public struct MixCovering: Hashable, Sendable {
  /// One number for each offer of the problem, 0 or above.
  public var coefficients: [Int]

  /// What the sum must reach.
  public var demand: Int

  /// A covering as given.
  public init(coefficients: [Int], demand: Int) {
    self.coefficients = coefficients
    self.demand = demand
  }
}

/// Capacity holds with a probability: what interruptions leave over covers every need.
public struct SurvivalRequirement: Hashable, Sendable {
  /// The least probability, above 0 and below 1.
  public var probability: Double

  /// How interruptions go together.
  public var correlation: InterruptionCorrelation

  /// A requirement as given.
  public init(probability: Double, correlation: InterruptionCorrelation = .pools) {
    self.probability = probability
    self.correlation = correlation
  }
}

/// How interruptions go together. An offer that is interrupted loses all its instances.
public enum InterruptionCorrelation: String, CaseIterable, Hashable, Sendable {
  /// Every offer is interrupted independently of the others.
  case pools = "pool"
  /// The offers of a zone are interrupted together: one draw from 0 to 1 a zone takes every offer of it whose probability is above. Zones are
  /// independent.
  case zones = "zone"
}
