/// One line of a catalogue: an instance type at a price, in the units that people use.
public struct InstanceOffer: Hashable, Sendable {
  /// The instance type, `m5.large`.
  public var type: String

  /// On-demand or spot.
  public var lifecycle = InstanceLifecycle.onDemand

  /// The region; nil where the catalogue names none.
  public var region: String?

  /// The availability zone; empty where the catalogue names none.
  public var zone = ""

  /// The price of one instance, in millionths of a dollar per hour.
  public var microdollarsPerHour: Int

  /// Virtual cores, in thousandths; nil: not stated, counts as none.
  public var milliCores: Int?

  /// Memory, in mebibytes; nil: not stated, counts as none.
  public var memoryMebibytes: Int?

  /// Whole GPUs.
  public var gpus = 0

  /// The GPUs' model.
  public var gpuModel: String?

  /// The load that one instance serves, in tenths of a request per second; nil: not stated.
  public var deciRequestsPerSecond: Int?

  /// The latency at which it serves, in milliseconds; nil: not stated.
  public var latencyMilliseconds: Int?

  /// The probability of an interruption, in thousandths.
  public var interruptionPerMille = 0

  /// The most instances that the pool gives; nil: no limit.
  public var maximum: Int?

  /// An offer with nothing but its type and price.
  public init(type: String, microdollarsPerHour: Int) {
    self.type = type
    self.microdollarsPerHour = microdollarsPerHour
  }

  /// How many replicas fit on one instance: the least over the needed resources of capacity / need,
  /// rounded down, since a replica does not spread over instances. `Int.max` for a need of nothing.
  public func replicas(of need: ResourceNeed) -> Int {
    var count = Int.max
    func fit(_ capacity: Int?, _ each: Int?) {
      guard let each, each > 0 else { return }
      count = min(count, (capacity ?? 0) / each)
    }
    fit(milliCores, need.milliCores)
    let bytes = memoryMebibytes.map { $0.multipliedReportingOverflow(by: 1 << 20) }
    fit(bytes.map { $0.overflow ? .max : $0.partialValue }, need.memoryBytes)
    fit(gpus, need.gpus)
    return count
  }
}
