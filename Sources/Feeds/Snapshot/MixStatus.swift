/// The cheapest instances for the recommended replicas.
public struct MixStatus: Hashable, Sendable {
  /// A number of equal instances.
  public struct Instances: Hashable, Sendable {
    /// The instance type.
    public var type: String
    /// `on-demand` or `spot`.
    public var lifecycle: String
    /// The zone; empty where the catalogue names none.
    public var zone: String
    /// How many, above 0.
    public var count: Int

    /// Instances as given.
    public init(type: String, lifecycle: String, zone: String, count: Int) {
      self.type = type
      self.lifecycle = lifecycle
      self.zone = zone
      self.count = count
    }
  }

  /// The replicas that it holds.
  public var replicas: Int
  /// The instances.
  public var instances: [Instances]
  /// Their price.
  public var dollarsPerHour: Double
  /// How far the price may lie above the cheapest possible, as a share of it; 0 where it is proven.
  public var optimalityGap: Double

  /// A mix as given.
  public init(
    replicas: Int, instances: [Instances], dollarsPerHour: Double, optimalityGap: Double
  ) {
    self.replicas = replicas
    self.instances = instances
    self.dollarsPerHour = dollarsPerHour
    self.optimalityGap = optimalityGap
  }
}

extension MixStatus {
  /// The instances with one entry for each type, lifecycle and zone: a catalogue may offer one at several prices, and
  /// no series may come twice on a page.
  var totals: [Instances] {
    var totals: [Instances] = []
    for part in instances {
      let same = totals.firstIndex {
        $0.type == part.type && $0.lifecycle == part.lifecycle && $0.zone == part.zone
      }
      if let same { totals[same].count += part.count } else { totals.append(part) }
    }
    return totals
  }
}
