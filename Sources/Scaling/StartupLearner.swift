import Glibc
public import TimeSeries

/// Learns how long a new replica takes until it serves, from the replicas that there are and those that serve.
///
/// Each time that there are more replicas than before, the time is taken until so many serve; replicas that were given up meanwhile are forgotten. The
/// logarithms of these times are taken as normal, newer ones weighing more (half-life 20 times), and the configured time counts as three of them.
public struct StartupLearner: Hashable, Sendable {
  /// What is known.
  public struct Estimate: Hashable, Sendable {
    /// The middle.
    public var median: Duration
    /// Nine of ten take no longer.
    public var upper: Duration
    /// The times that were taken.
    public var count: Int
  }

  /// Replicas that were not all ready yet: how many there were, and since when.
  private struct Pending: Hashable, Sendable {
    var replicas: Int
    var since: Timestamp
  }

  private let prior: Double
  private var pending: [Pending] = []
  private var last: Int?
  private var weight = 0.0
  private var mean = 0.0
  private var spread = 0.0
  private var count = 0

  private static let priorWeight = 3.0
  /// The spread that is assumed: a factor of about 1.5 up and down.
  private static let priorDeviation = 0.4
  private static let decay = exp2(-1.0 / 20)
  private static let longest = 86_400.0

  /// - Parameter prior: the configured time; above zero.
  public init(prior: Duration) { self.prior = max(1, prior.inSeconds) }

  /// Takes what is seen; nil: not known, and nothing is learnt of what goes on meanwhile.
  ///
  /// - Returns: whether a time was taken.
  @discardableResult
  public mutating func observe(current: Int?, ready: Int?, at moment: Timestamp) -> Bool {
    guard let current, let ready else {
      pending = []
      last = nil
      return false
    }
    if let last, current > last, pending.count < 100 {
      pending.append(Pending(replicas: current, since: moment))
    }
    last = current
    pending.removeAll { $0.replicas > current || $0.since > moment }
    var hasLearnt = false
    while let first = pending.first, ready >= first.replicas {
      pending.removeFirst()
      learn(Double(moment.elapsed(since: first.since)) / 1000)
      hasLearnt = true
    }
    return hasLearnt
  }

  private mutating func learn(_ seconds: Double) {
    guard seconds > 0, seconds <= Self.longest else { return }
    let value = log(seconds)
    weight = weight * Self.decay + 1
    let step = value - mean
    mean += step / weight
    spread = spread * Self.decay + step * (value - mean)
    count += 1
  }

  /// What is known by now.
  public var estimate: Estimate {
    let total = Self.priorWeight + weight
    let center = (Self.priorWeight * log(prior) + weight * mean) / total
    let between = Self.priorWeight * weight / total * (log(prior) - mean) * (log(prior) - mean)
    let variance =
      (Self.priorWeight * Self.priorDeviation * Self.priorDeviation + spread
        + (weight > 0 ? between / (1 + weight) : 0)) / total
    return Estimate(
      median: .milliseconds(Int64((exp(center) * 1000).rounded())),
      upper: .milliseconds(Int64((exp(center + 1.2816 * variance.squareRoot()) * 1000).rounded())),
      count: count)
  }
}
