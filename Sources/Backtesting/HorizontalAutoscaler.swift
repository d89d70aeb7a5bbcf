import Glibc

/// A HorizontalPodAutoscaler (autoscaling/v2) on one metric with an `AverageValue` target: the load, averaged over the last minute, and where asked for what
/// Prometheus' `predict_linear` makes of these means, as KEDA would feed it.
///
/// Its defaults: within a tenth of the target nothing changes; scaling down waits until no recommendation of the last 300 s asks for more; in 15 s at most twice
/// the replicas or four more are added (Kubernetes, horizontal-pod-autoscale, "Algorithm details" and "Default behavior").
public struct HorizontalAutoscaler: ScalingPolicy {
  /// What a metric beside the load says.
  public struct Prediction: Hashable, Sendable {
    /// The time that the line is drawn through.
    public var range: Duration
    /// How far ahead it is read.
    public var ahead: Duration

    /// A prediction as given.
    public init(range: Duration, ahead: Duration) {
      self.range = range
      self.ahead = ahead
    }
  }

  private let target: Double
  private let tolerance: Double
  private let minute: Int
  private let stabilization: Int
  /// Weights of the last loads, newest first, for the load ahead; empty without a prediction.
  private let weights: [Double]
  /// The loads of the last minute, and its means, newest last.
  private var loads: [Double] = []
  private var means: [Double] = []
  private var recommended: [Int] = []

  /// - Parameters:
  ///   - target: the share of a replica that is to be used, above 0.
  ///   - tick: the time between two loads, which is also its sync period; the rate limit of 15 s is that of one tick.
  public init(
    target: Double = 0.7, tick: Duration, tolerance: Double = 0.1,
    stabilization: Duration = .seconds(300), prediction: Prediction? = nil
  ) {
    self.target = target
    self.tolerance = tolerance
    func ticks(_ duration: Duration) -> Int { max(1, Int((duration / tick).rounded(.up))) }
    minute = max(1, Int((.seconds(60) / tick).rounded()))
    self.stabilization = ticks(stabilization)
    weights = prediction.map { Self.weights(ticks($0.range), $0.ahead / tick) } ?? []
  }

  /// Least squares over `count` loads, read `ahead` ticks after the last: a fixed linear filter, newest first.
  private static func weights(_ count: Int, _ ahead: Double) -> [Double] {
    guard count > 1 else { return [1] }
    let middle = Double(count - 1) / 2
    let squares = (0..<count).reduce(0.0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
    return (0..<count).map { back in
      1 / Double(count) + (middle - Double(back)) * (middle + ahead) / squares
    }
  }

  /// Takes a load of the past.
  public mutating func warmUp(_ load: Double?) {
    guard let load = load ?? loads.last else { return }
    loads.append(load)
    if loads.count > minute { loads.removeFirst() }
    // Before the first load it is taken to have been the same.
    let missing = Double(minute - loads.count) * loads[0]
    means.append((loads.reduce(0, +) + missing) / Double(minute))
    if means.count > 4 * weights.count + 64 { means.removeFirst(means.count - weights.count - 1) }
  }

  /// The replicas to ask for.
  public mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int {
    warmUp(load)
    guard var use = means.last else { return total }
    if !weights.isEmpty {
      var ahead = 0.0
      for (back, weight) in weights.enumerated() {
        ahead += weight * means[max(0, means.count - 1 - back)]
      }
      use = max(use, ahead)
    }
    let current = max(1, total)
    let ratio = use / target / Double(current)
    let isNear = ratio >= 1 - tolerance && ratio <= 1 + tolerance
    let wish = isNear ? current : ScaledDemand.replicas(use / target)
    recommended.append(wish)
    if recommended.count > stabilization { recommended.removeFirst() }
    if wish > current { return min(wish, max(2 * current, current + 4)) }
    return min(current, max(wish, recommended.max() ?? wish))
  }
}
