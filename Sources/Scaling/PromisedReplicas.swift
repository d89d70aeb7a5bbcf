/// The replicas that keep a promised share of overload, and what speaks for them: made by whoever knows the chances.
public struct PromisedReplicas: Hashable, Sendable {
  /// The replicas to ask for.
  public var replicas: Int
  /// The replicas that the load needs now.
  public var need: Int
  /// The share of time in which load may exceed ready capacity; nil where its price is weighed instead.
  public var share: Double?
  /// The share in which it did over the last week; nil before anything was counted.
  public var delivered: Double?
  /// The chance that load exceeds ``replicas`` by the time at which a new one would serve, 0 to 1; nil where not known.
  public var chance: Double?
  /// The same with one replica fewer.
  public var chanceWithOneFewer: Double?
  /// The same with one more.
  public var chanceWithOneMore: Double?

  /// The replicas that would be asked for if as many were allowed as are needed: ``replicas`` itself, unless the load needs more now.
  public var wanted: Int { max(replicas, need) }

  /// Replicas as given.
  public init(
    replicas: Int, need: Int, share: Double?, delivered: Double? = nil, chance: Double? = nil,
    chanceWithOneFewer: Double? = nil, chanceWithOneMore: Double? = nil
  ) {
    self.replicas = replicas
    self.need = need
    self.share = share
    self.delivered = delivered
    self.chance = chance
    self.chanceWithOneFewer = chanceWithOneFewer
    self.chanceWithOneMore = chanceWithOneMore
  }
}

extension SignalTarget {
  /// The replicas' worth of load where it does not depend on how many there are; nil for a `value` and for what asks for nothing.
  public func demand(ofTotal load: Double) -> Double? {
    switch self {
    case .perReplica(let target), .utilization(let target): load / target
    case .value, .leading: nil
    }
  }

  /// Whether load does not depend on how many replicas there are, so that a promise can be kept for it.
  public var isTotal: Bool { demand(ofTotal: 1) != nil }
}
