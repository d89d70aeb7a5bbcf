/// What a workload has learnt of its replicas.
public struct LearntStatus: Hashable, Sendable {
  /// How long a new replica takes until it serves.
  public struct Startup: Hashable, Sendable {
    /// As configured.
    public var configured: Duration
    /// The middle of what is known.
    public var median: Duration
    /// Nine of ten take no longer: what is reckoned with.
    public var upper: Duration
    /// The times that were taken.
    public var count: Int

    /// A time as given.
    public init(configured: Duration, median: Duration, upper: Duration, count: Int) {
      self.configured = configured
      self.median = median
      self.upper = upper
      self.count = count
    }
  }

  /// How much of a signal's load one replica serves.
  public struct Capacity: Hashable, Sendable {
    /// The signal.
    public var signal: String
    /// As configured.
    public var configured: Double
    /// What is known.
    public var perReplica: Double
    /// The standard deviation of single moments, as a share of it.
    public var deviationRatio: Double
    /// The moments that were taken.
    public var count: Int

    /// A capacity as given.
    public init(
      signal: String, configured: Double, perReplica: Double, deviationRatio: Double, count: Int
    ) {
      self.signal = signal
      self.configured = configured
      self.perReplica = perReplica
      self.deviationRatio = deviationRatio
      self.count = count
    }
  }

  /// The start-up time; nil where it is not learnt.
  public var startup: Startup?
  /// The capacities that are learnt.
  public var capacities: [Capacity] = []

  /// Nothing learnt.
  public init() {}
}
