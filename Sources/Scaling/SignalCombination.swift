/// How the replicas that each signal asks for become one number.
public enum SignalCombination: String, CaseIterable, Hashable, Sendable {
  /// The largest, as the HorizontalPodAutoscaler does.
  case max
  /// The mean weighted by each signal's weight, rounded up.
  case mean
  /// The smallest.
  case min
}
