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

  /// The signal asks for no replicas: it is read because it moves before others do, such as a queue upstream.
  case leading
}

extension SignalTarget {
  /// The number that the signal is held against, whatever its kind; nil where there is none.
  public var threshold: Double? {
    switch self {
    case .perReplica(let threshold), .utilization(let threshold), .value(let threshold): threshold
    case .leading: nil
    }
  }

  /// What the history remembers and the forecast continues, from what the source said.
  ///
  /// A utilization falls when replicas are added although the work stays the same, so that a forecast
  /// of it would forecast the autoscaler. Utilization times ready replicas is the work itself, in
  /// replicas. The other kinds stay as they are.
  ///
  /// - Parameters:
  ///   - reading: The value as the source gave it.
  ///   - ready: The replicas that were ready then; nil where that is not known.
  /// - Returns: nil where a utilization cannot be converted: `ready` is unknown or not above zero,
  ///   since nothing is learnt about the load from replicas that are not there.
  public func load(from reading: Double, ready: Int?) -> Double? {
    switch self {
    case .perReplica, .value, .leading: return reading
    case .utilization:
      guard let ready, ready > 0 else { return nil }
      return reading * Double(ready)
    }
  }

  /// Whether both count in the same unit, whatever the number.
  public func isSameKind(as other: SignalTarget) -> Bool {
    switch (self, other) {
    case (.perReplica, .perReplica), (.utilization, .utilization), (.value, .value),
      (.leading, .leading):
      true
    default: false
    }
  }

  /// The replicas' worth of demand in `load`, not rounded.
  ///
  /// - Parameters:
  ///   - load: What ``load(from:ready:)`` gives, or a forecast of it.
  ///   - ready: The replicas that the load is spread over; only a `value` asks for it. 0 stands for a
  ///     workload scaled to zero, whose value is read as that of one replica, as the
  ///     HorizontalPodAutoscaler does.
  /// - Returns: `load / target`; for a `value`, times `ready`; nil for a signal that asks for nothing.
  public func demand(of load: Double, ready: Int) -> Double? {
    switch self {
    case .perReplica(let target), .utilization(let target): load / target
    case .value(let target): load / target * Double(max(1, ready))
    case .leading: nil
    }
  }
}

extension SignalTarget {
  /// Whether what it asks for depends on how many replicas there are now.
  public var dependsOnReplicas: Bool {
    switch self {
    case .utilization, .value: true
    case .perReplica, .leading: false
    }
  }
}
