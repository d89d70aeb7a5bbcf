/// How the replicas that each signal asks for become one number.
public enum SignalCombination: String, CaseIterable, Hashable, Sendable {
  /// The largest, as the HorizontalPodAutoscaler does.
  case max
  /// The mean weighted by each signal's weight, rounded up.
  case mean
  /// The smallest.
  case min
}

extension SignalCombination {
  /// One number from the wishes of all known signals.
  ///
  /// - Parameter wishes: Replicas, 0 and more, and weights, above zero, signal by signal.
  /// - Returns: nil without any wish. Zero only where every wish is zero: a `min` or `mean` over other
  ///   wishes is at least 1.
  func combine(_ wishes: [(replicas: Int, weight: Double)]) -> Int? {
    guard let largest = wishes.lazy.map(\.replicas).max() else { return nil }
    switch self {
    case .max: return largest
    case .min:
      let smallest = wishes.lazy.map(\.replicas).min() ?? largest
      return Swift.max(smallest, Swift.min(1, largest))
    case .mean:
      // Dividing by the heaviest first keeps weights near the largest Double from overflowing.
      let heaviest = wishes.lazy.map(\.weight).max() ?? 1
      var sum = 0.0
      var total = 0.0
      for wish in wishes {
        let share = wish.weight / heaviest
        sum += share * Double(wish.replicas)
        total += share
      }
      return Swift.max(ReplicaCount.covering(sum / total), Swift.min(1, largest))
    }
  }
}
