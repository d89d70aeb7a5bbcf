/// One signal of a workload and how replicas follow from it.
public struct SignalPolicy: Hashable, Sendable {
  /// Unique in its workload; observations are matched by it.
  public var name: String
  /// How much of it the replicas are to carry.
  public var target: SignalTarget
  /// Its weight where signals are combined by ``SignalCombination/mean``; above zero.
  public var weight: Double

  /// A signal as given; ``WorkloadPolicy`` checks it.
  public init(name: String, target: SignalTarget, weight: Double = 1) {
    self.name = name
    self.target = target
    self.weight = weight
  }
}
