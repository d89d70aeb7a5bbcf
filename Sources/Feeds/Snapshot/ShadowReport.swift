/// What a workload in shadow mode would have had if its recommendations had been followed, against what it had: counted while both were known.
public struct ShadowReport: Hashable, Sendable {
  /// One of the two fleets.
  public struct Fleet: Hashable, Sendable {
    /// Replicas times seconds.
    public var replicaSeconds: Double
    /// The time in which load exceeded ready capacity, in seconds.
    public var overloadSeconds: Double
    /// Replicas added or removed.
    public var changes: Double

    /// Counts as given.
    public init(replicaSeconds: Double = 0, overloadSeconds: Double = 0, changes: Double = 0) {
      self.replicaSeconds = replicaSeconds
      self.overloadSeconds = overloadSeconds
      self.changes = changes
    }
  }

  /// The time that was compared, in seconds.
  public var seconds: Double
  /// The fleet that would have followed the recommendations.
  public var recommended: Fleet
  /// The fleet that ran.
  public var actual: Fleet

  /// Counts as given.
  public init(
    seconds: Double = 0, recommended: Fleet = Fleet(), actual: Fleet = Fleet()
  ) {
    self.seconds = seconds
    self.recommended = recommended
    self.actual = actual
  }

  /// The share of replica time that would have been saved, below 0 where more would have been used; nil before anything was compared.
  public var savingRatio: Double? {
    actual.replicaSeconds > 0 ? 1 - recommended.replicaSeconds / actual.replicaSeconds : nil
  }
}
