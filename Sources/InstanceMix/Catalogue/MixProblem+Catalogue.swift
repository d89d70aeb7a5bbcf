extension MixProblem {
  /// A whole need of several resources at once, for load that spreads over instances at will.
  public struct Need: Hashable, Sendable {
    /// Virtual cores, in thousandths; nil: not counted.
    public var milliCores: Int?
    /// Memory, in mebibytes; nil: not counted.
    public var memoryMebibytes: Int?
    /// Whole GPUs; nil: not counted.
    public var gpus: Int?
    /// Load to serve, in tenths of a request per second; nil: not counted.
    public var deciRequestsPerSecond: Int?

    /// No need.
    public init() {}
  }

  /// The cheapest mix that holds `need`.
  ///
  /// A latency limit leaves out offers that do not state a latency.
  ///
  /// - Parameter running: instances that run now, for each offer of the catalogue; empty: none.
  /// - Throws: ``MixProblemError`` for an empty need and numbers out of range.
  public init(
    catalogue: Catalogue, need: Need, constraints: MixConstraints = MixConstraints(),
    running: [Int] = []
  ) throws(MixProblemError) {
    var resources: [MixResource] = []
    var amounts: [Int] = []
    for (resource, amount) in [
      (MixResource.milliCores, need.milliCores), (.memoryMebibytes, need.memoryMebibytes),
      (.gpu, need.gpus), (.deciRequestsPerSecond, need.deciRequestsPerSecond),
    ] {
      guard let amount else { continue }
      resources.append(resource)
      amounts.append(amount)
    }
    try self.init(
      catalogue: catalogue, resources: resources, need: amounts, constraints: constraints,
      running: running
    ) { offer, resource in
      switch resource {
      case .cpu: (offer.milliCores ?? 0) / 1000
      case .milliCores: offer.milliCores ?? 0
      case .memoryMebibytes: offer.memoryMebibytes ?? 0
      case .gpu: offer.gpus
      case .deciRequestsPerSecond: offer.deciRequestsPerSecond ?? 0
      case .replicas: 0
      }
    }
  }

  /// The cheapest mix whose instances really hold `replicas` replicas.
  ///
  /// A replica does not spread over instances: a 6-core replica does not fit on three 2-core nodes.
  /// So an instance counts with the whole replicas that fit on it, by its scarcest resource. Nothing
  /// else is placed on the instances.
  ///
  /// - Parameters:
  ///   - perReplica: what one replica needs; at least one resource of it above zero.
  ///   - running: instances that run now, for each offer of the catalogue; empty: none.
  /// - Throws: ``MixProblemError`` for a need of nothing and numbers out of range.
  public init(
    catalogue: Catalogue, replicas: Int, perReplica: ResourceNeed,
    constraints: MixConstraints = MixConstraints(), running: [Int] = []
  ) throws(MixProblemError) {
    let parts = [perReplica.milliCores, perReplica.memoryBytes, perReplica.gpus]
    guard !parts.contains(where: { $0 ?? 0 < 0 }), parts.contains(where: { $0 ?? 0 > 0 }) else {
      throw MixProblemError(
        place: "per_replica", found: "a need of nothing or less",
        expected: "cores, memory or GPUs above zero")
    }
    try self.init(
      catalogue: catalogue, resources: [.replicas], need: [replicas], constraints: constraints,
      running: running
    ) { offer, _ in min(offer.replicas(of: perReplica), Self.largestNumber) }
  }

  private init(
    catalogue: Catalogue, resources: [MixResource], need: [Int], constraints: MixConstraints,
    running: [Int], capacity: (InstanceOffer, MixResource) -> Int
  ) throws(MixProblemError) {
    guard running.isEmpty || running.count == catalogue.offers.count else {
      throw MixProblemError(
        place: "running", found: "\(running.count) numbers",
        expected: "\(catalogue.offers.count), one for each offer")
    }
    let offers = catalogue.offers.enumerated().map { index, offer in
      MixOffer(
        type: offer.type, lifecycle: offer.lifecycle, zone: offer.zone,
        microdollarsPerHour: offer.microdollarsPerHour,
        capacity: resources.map { capacity(offer, $0) },
        latencyMilliseconds: offer.latencyMilliseconds ?? Self.largestNumber,
        interruptionPerMille: offer.interruptionPerMille, maximum: offer.maximum,
        running: running.isEmpty ? 0 : running[index])
    }
    try self.init(resources: resources, need: need, offers: offers, constraints: constraints)
  }
}
