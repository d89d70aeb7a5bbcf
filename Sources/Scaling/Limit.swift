/// One thing that kept a recommendation from what it would otherwise have been.
public struct Limit: Hashable, Sendable {
  /// What limited; the raw value is the label `limit` of `outrider_decision_limited`.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The fewest replicas that are allowed.
    case min
    /// The most replicas that are allowed.
    case max
    /// The policies of scaling up, or that it is disabled.
    case scaleUpRate = "scale_up_rate"
    /// The policies of scaling down, or that it is disabled.
    case scaleDownRate = "scale_down_rate"
    /// A stabilization window.
    case stabilization
    /// Use is within the tolerance of the target.
    case tolerance
    /// A signal is unknown, and the last good recommendation stands in.
    case hold
    /// A signal is unknown for longer than that, and the fallback stands in.
    case fallback
    /// Zero was asked for by fewer than all signals.
    case scaleToZero = "scale_to_zero"
    /// What a schedule asks for at this time.
    case schedule
    /// What an event asks for while it lasts.
    case event
    /// A number that somebody pinned.
    case pinned
    /// Somebody paused the workload.
    case paused
    /// The next decision is not due yet.
    case cadence
    /// What there is of a resource.
    case capacity
  }

  /// What limited.
  public var kind: Kind
  /// The replicas before; nil where nothing was known to ask for any.
  public var from: Int?
  /// The replicas after.
  public var to: Int

  /// A limit as given.
  public init(kind: Kind, from: Int?, to: Int) {
    self.kind = kind
    self.from = from
    self.to = to
  }
}
