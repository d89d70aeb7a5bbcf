/// As many replicas as the history's peak needs, always: what most run who have been burnt once.
public struct StaticPeak: ScalingPolicy {
  private let target: Double
  private var peak = 0.0

  /// - Parameter target: the share of a replica that is used at the peak, above 0.
  public init(target: Double = 1) { self.target = target }

  /// Takes a load of the past.
  public mutating func warmUp(_ load: Double?) { peak = max(peak, load ?? 0) }

  /// The replicas to ask for.
  public mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int {
    ScaledDemand.replicas(peak / target)
  }
}

/// From demands to whole replicas.
enum ScaledDemand {
  /// A demand rounded up, an excess of a billionth forgiven.
  static func replicas(_ demand: Double) -> Int {
    Int(max(0, min((demand - 1e-9).rounded(.up), 1e9)))
  }
}
