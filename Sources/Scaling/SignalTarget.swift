/// How much of a signal the replicas are to carry, in the three kinds that the Kubernetes
/// HorizontalPodAutoscaler knows.
public enum SignalTarget: Hashable, Sendable {
  /// The signal is a total; each replica serves this much of it (HPA: `AverageValue`). Above zero.
  case perReplica(Double)

  /// The signal is the used share of what the ready replicas have (0.7 is 70 %); it is to be kept
  /// at this share (HPA: `Utilization`). Above zero.
  case utilization(Double)

  /// The signal as it is, to be kept at this value by changing replicas in proportion (HPA:
  /// `Value`). Above zero.
  case value(Double)
}
