/// Whether a provider may take an instance back.
public enum InstanceLifecycle: String, CaseIterable, Hashable, Sendable {
  /// Kept until it is given back.
  case onDemand = "od"
  /// Cheaper, and taken back when the provider needs it.
  case spot

  /// The lifecycle that a word stands for: `spot`, or `on-demand`, `on_demand` and `od` in any letter case.
  public init?(word: String) {
    switch word.lowercased() {
    case "spot": self = .spot
    case "on-demand", "on_demand", "ondemand", "od": self = .onDemand
    default: return nil
    }
  }

  /// The word for people and labels: `on-demand` or `spot`.
  public var word: String { self == .spot ? "spot" : "on-demand" }
}

/// One pool that instances can be bought from, in whole numbers: an instance type at a price, with a
/// lifecycle, in a zone.
public struct MixOffer: Hashable, Sendable {
  /// The instance type, `m5.large`.
  public var type: String

  /// On-demand or spot.
  public var lifecycle: InstanceLifecycle

  /// The availability zone; empty where zones play no part. Offers with an empty zone count as one
  /// zone of their own.
  public var zone: String

  /// The price of one instance, in millionths of a dollar per hour.
  public var microdollarsPerHour: Int

  /// What one instance holds, in the order of the problem's resources.
  public var capacity: [Int]

  /// The latency at which the load is served, in milliseconds.
  public var latencyMilliseconds: Int

  /// The probability of an interruption, in thousandths. Capacity counts for a need only with the
  /// probability that it stays.
  public var interruptionPerMille: Int

  /// The most instances that the pool gives; nil: no limit.
  public var maximum: Int?

  /// Instances that run now.
  public var running: Int

  /// An offer as given.
  public init(
    type: String, lifecycle: InstanceLifecycle = .onDemand, zone: String = "",
    microdollarsPerHour: Int, capacity: [Int], latencyMilliseconds: Int = 0,
    interruptionPerMille: Int = 0, maximum: Int? = nil, running: Int = 0
  ) {
    self.type = type
    self.lifecycle = lifecycle
    self.zone = zone
    self.microdollarsPerHour = microdollarsPerHour
    self.capacity = capacity
    self.latencyMilliseconds = latencyMilliseconds
    self.interruptionPerMille = interruptionPerMille
    self.maximum = maximum
    self.running = running
  }
}
