public import Scaling

/// One entry of `events`: an event that begins when a value passes a threshold.
public struct EventSettings: Hashable, Sendable {
  /// Its name. Key `name`.
  public var name: String
  /// What it is. Key `kind`.
  public var kind: ScalingEvent.Kind
  /// Where the value is read.
  public var reference: SignalReference
  /// The value above which it begins. Key `above`.
  public var above: Double
  /// What replicas do about it; nil: as many percent more as the value is above the threshold. Keys `add_replicas`, `add_percent`, `remove_percent`,
  /// `floor`, `ceiling`; `proportional`.
  public var effect: ScalingEvent.Effect?
  /// How long it lasts after the value was last above. Key `for`.
  public var lasts: Duration
  /// The age beyond which a value counts as unknown. Key `max_age`.
  public var maxAge: Duration

  /// Settings as given.
  public init(
    name: String, kind: ScalingEvent.Kind, reference: SignalReference, above: Double,
    effect: ScalingEvent.Effect?, lasts: Duration, maxAge: Duration = .seconds(300)
  ) {
    self.name = name
    self.kind = kind
    self.reference = reference
    self.above = above
    self.effect = effect
    self.lasts = lasts
    self.maxAge = maxAge
  }
}

/// One entry of `limits`: a resource that there is only so much of.
public struct LimitSettings: Hashable, Sendable {
  /// Its name. Key `resource`.
  public var resource: String
  /// What one replica takes of it; nil at the top level. Key `per_replica`.
  public var perReplica: Double?
  /// What there is; nil: what the top level has of it. Key `available`.
  public var available: Double?
  /// The share that is kept free. Key `reserve`.
  public var reserve: Double

  /// What may be used; nil: what the top level has.
  public var usable: Double? { available.map { $0 * (1 - reserve) } }

  /// Settings as given.
  public init(resource: String, perReplica: Double?, available: Double?, reserve: Double = 0) {
    self.resource = resource
    self.perReplica = perReplica
    self.available = available
    self.reserve = reserve
  }
}
