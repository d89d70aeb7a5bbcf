/// Instances that several workloads share.
public struct NodePoolStatus: Hashable, Sendable {
  /// Replicas of a workload that run on it.
  public struct Pods: Hashable, Sendable {
    /// The workload's name.
    public var workload: String
    /// Its recommended replicas; nil where nothing is recommended.
    public var replicas: Int?

    /// Pods as given.
    public init(workload: String, replicas: Int?) {
      self.workload = workload
      self.replicas = replicas
    }
  }

  /// The configured name.
  public var name: String
  /// What runs on it, in the order of the configuration.
  public var pods: [Pods]
  /// The instances.
  public var mix: MixStatus

  /// A pool as given.
  public init(name: String, pods: [Pods], mix: MixStatus) {
    self.name = name
    self.pods = pods
    self.mix = mix
  }
}
