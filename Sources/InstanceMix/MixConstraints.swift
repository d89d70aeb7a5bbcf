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
