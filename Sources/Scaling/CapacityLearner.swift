import Glibc

/// Learns how much of a load one replica serves at a wanted utilization, from both together.
///
/// Load a replica over utilization is what a full replica would serve; times the wanted utilization it is what one is to serve. Its logarithm is averaged,
/// newer moments weighing more (half-life 2,000), the configured amount counting as 100 moments; moments at less than a tenth of the wanted utilization say
/// little and are left out.
public struct CapacityLearner: Hashable, Sendable {
  /// What is known.
  public struct Estimate: Hashable, Sendable {
    /// The load that one replica is to serve.
    public var perReplica: Double
    /// The standard deviation of single moments, as a share of it.
    public var deviationRatio: Double
    /// The moments that were taken.
    public var count: Int
  }

  private let prior: Double
  private let target: Double
  private var weight = 0.0
  private var mean = 0.0
  private var spread = 0.0
  private var count = 0

  private static let priorWeight = 100.0
  private static let decay = exp2(-1.0 / 2000)
  /// Measured amounts further from the configured one than this factor count as this far.
  private static let farthest = log(4.0)

  /// - Parameters:
  ///   - prior: the configured load of one replica; above zero.
  ///   - target: the utilization at which one is to serve it; above zero.
  public init(prior: Double, target: Double) {
    self.prior = prior
    self.target = target
  }

  /// Takes a moment.
  ///
  /// - Parameters:
  ///   - load: in all.
  ///   - ready: the replicas that served it.
  ///   - utilization: their mean use, 1 is full.
  public mutating func observe(load: Double, ready: Int, utilization: Double) {
    guard load > 0, ready > 0, utilization >= target / 10, utilization.isFinite, load.isFinite
    else { return }
    let measured = load / Double(ready) / utilization * target
    let value = min(max(log(measured / prior), -Self.farthest), Self.farthest)
    weight = weight * Self.decay + 1
    let step = value - mean
    mean += step / weight
    spread = spread * Self.decay + step * (value - mean)
    count += 1
  }

  /// What is known by now.
  public var estimate: Estimate {
    let shift = weight * mean / (weight + Self.priorWeight)
    return Estimate(
      perReplica: prior * exp(shift),
      deviationRatio: weight > 1 ? (spread / weight).squareRoot() : 0.4, count: count)
  }
}
