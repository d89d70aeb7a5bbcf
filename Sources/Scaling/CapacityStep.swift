/// What replicas take, and what there is of it.
public struct ResourceLimits: Hashable, Sendable {
  /// One resource: cores, bytes of memory, dollars an hour, or anything else that can be counted.
  public struct Resource: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What one replica takes; above zero.
    public var perReplica: Double
    /// What there is for the workload, after what is kept free.
    public var available: Double

    /// A resource as given.
    public init(name: String, perReplica: Double, available: Double) {
      self.name = name
      self.perReplica = perReplica
      self.available = available
    }
  }

  /// The resources.
  public var resources: [Resource]
  /// Limits as given.
  public init(resources: [Resource]) { self.resources = resources }

  /// The most replicas that fit, and the resource that is short; nil where nothing is limited.
  public var most: (replicas: Int, resource: Resource)? {
    resources.map { resource -> (replicas: Int, resource: Resource) in
      let room = max(0, resource.available) / resource.perReplica
      return (Int(min(Double(ReplicaCount.most), room * (1 + ReplicaCount.forgiveness))), resource)
    }.min { $0.replicas < $1.replicas }
  }
}

/// Cuts a recommendation to what there is room for.
public struct CapacityStep: RecommendationStep {
  /// What there is.
  public var limits: ResourceLimits

  /// A step for what there is.
  public init(limits: ResourceLimits) { self.limits = limits }

  /// Applies the step.
  public func apply(
    to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState
  ) {
    state.shortage = nil
    if let most = limits.most { proposal.cap(at: most.replicas, by: .capacity) }
    guard let most = limits.most, let wish = proposal.replicas, wish > most.replicas else { return }
    proposal.limit(to: most.replicas, by: .capacity)
    proposal.trigger = .limit(.capacity)
    state.shortage = Shortage(
      resource: most.resource.name, available: most.resource.available,
      needed: Double(wish) * most.resource.perReplica)
  }
}

/// A resource that there is too little of for what would be recommended.
public struct Shortage: Hashable, Sendable {
  /// The resource.
  public var resource: String
  /// What there is of it.
  public var available: Double
  /// What there would have to be.
  public var needed: Double

  /// A shortage as given.
  public init(resource: String, available: Double, needed: Double) {
    self.resource = resource
    self.available = available
    self.needed = needed
  }
}
