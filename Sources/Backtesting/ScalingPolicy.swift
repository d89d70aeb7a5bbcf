/// Someone who names replicas, knowing nothing but the past.
public protocol ScalingPolicy: Sendable {
  /// Takes a load of the time before the policy is switched on; nil: it is not known.
  mutating func warmUp(_ load: Double?)

  /// The replicas to ask for at a tick.
  ///
  /// - Parameters:
  ///   - load: of this tick, in what one replica serves; nil: it is not known.
  ///   - total: the replicas that were asked for last.
  ///   - ready: those of them that serve by now.
  mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int
}
