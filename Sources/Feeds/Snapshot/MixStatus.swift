/// The instances that are recommended for replicas, what they cost, and what is known beside.
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
    /// The price of one.
    public var dollarsPerHourEach: Double
    /// The cores of one that replicas can have, in thousandths; nil: not stated.
    public var milliCores: Int?
    /// The memory of one that replicas can have; nil: not stated.
    public var memoryMebibytes: Int?

    /// Instances as given.
    public init(
      type: String, lifecycle: String, zone: String, count: Int, dollarsPerHourEach: Double = 0,
      milliCores: Int? = nil, memoryMebibytes: Int? = nil
    ) {
      self.type = type
      self.lifecycle = lifecycle
      self.zone = zone
      self.count = count
      self.dollarsPerHourEach = dollarsPerHourEach
      self.milliCores = milliCores
      self.memoryMebibytes = memoryMebibytes
    }
  }

  /// What could be saved against what runs, in dollars per hour; the parts add up.
  public struct Savings: Hashable, Sendable {
    /// By stopping what is not needed.
    public var idleRemoval: Double
    /// By smaller instances of the families that run.
    public var downsizing: Double
    /// By other families.
    public var betterMix: Double
    /// By more spot instances.
    public var spot: Double

    /// Savings as given.
    public init(idleRemoval: Double, downsizing: Double, betterMix: Double, spot: Double) {
      self.idleRemoval = idleRemoval
      self.downsizing = downsizing
      self.betterMix = betterMix
      self.spot = spot
    }

    /// The parts by their kind, the label of `outrider_savings_dollars_per_hour`.
    public var kinds: [(kind: String, dollarsPerHour: Double)] {
      [
        ("idle_removal", idleRemoval), ("downsizing", downsizing), ("better_mix", betterMix),
        ("spot", spot),
      ]
    }
  }

  /// What interruptions may take.
  public struct Risk: Hashable, Sendable {
    /// The probability that what is left covers the need, at least.
    public var survival: Double
    /// The offers in the mix that can be interrupted.
    public var poolsAtRisk: Int
    /// What replacing lost capacity on demand costs in the mean; nil where nothing replaces it.
    public var expectedReplacementDollarsPerHour: Double?

    /// A risk as given.
    public init(survival: Double, poolsAtRisk: Int, expectedReplacementDollarsPerHour: Double?) {
      self.survival = survival
      self.poolsAtRisk = poolsAtRisk
      self.expectedReplacementDollarsPerHour = expectedReplacementDollarsPerHour
    }
  }

  /// The replicas that it holds.
  public var replicas = 0
  /// The instances; none where there is a problem.
  public var instances: [Instances] = []
  /// Their price; nil where no mix is known.
  public var dollarsPerHour: Double?
  /// How far the cost may lie above the least possible, as a share of it; 0 where it is proven, nil where it is not known.
  public var optimalityGap: Double?
  /// Why no mix is known, for people.
  public var problem: String?
  /// How long it took to find.
  public var solveSeconds: Double?
  /// The price of what runs; nil where it is not known.
  public var currentDollarsPerHour: Double?
  /// What could be saved against what runs; nil where that is not known.
  public var savings: Savings?
  /// What interruptions may take; nil where there is nothing to be taken.
  public var risk: Risk?
  /// Instances that run and are not in the catalogue.
  public var unknownInstances = 0
  /// Series of the price queries that are no price of an offer.
  public var unusedPrices = 0

  /// Nothing that is known.
  public init() {}

  /// No mix, and why.
  public init(problem: String) { self.problem = problem }

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
