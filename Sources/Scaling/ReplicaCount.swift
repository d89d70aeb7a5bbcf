/// Counting replicas: the bridge from real numbers to whole ones.
public enum ReplicaCount {
  /// The most replicas that are ever counted, 2,147,483,647: Kubernetes keeps replicas in 32 bits.
  public static let most = Int(Int32.max)

  /// The share of a replica that is forgiven when a demand is rounded up.
  public static let forgiveness = 1e-9

  /// The fewest whole replicas that serve `demand` replicas' worth of load.
  ///
  /// It is `ceil(demand)`, except that an excess over a whole number of up to 1e-9, relative to the
  /// demand where that is above one, is taken for rounding error: 75.0000000001 / 25 is 3, not 4. The
  /// HorizontalPodAutoscaler forgives nothing and would take 4. A billionth of a replica is no demand.
  ///
  /// - Parameter demand: Load divided by the load of one replica. Zero, negative and NaN give 0; what
  ///   exceeds ``most``, infinity included, gives ``most``.
  public static func covering(_ demand: Double) -> Int {
    guard demand > 0 else { return 0 }
    let whole = demand.rounded(.down)
    let isExcess = demand - whole > forgiveness * max(1, demand)
    guard whole < Double(most) else { return most }
    return Int(whole) + (isExcess ? 1 : 0)
  }
}
