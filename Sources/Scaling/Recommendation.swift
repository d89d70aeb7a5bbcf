public import TimeSeries

/// The replicas that a workload should have, and everything that led there.
public struct Recommendation: Hashable, Sendable {
  /// What the number rests on.
  public enum Reason: String, CaseIterable, Hashable, Sendable {
    /// The load expected until a new replica serves.
    case forecast
    /// The load now.
    case present
    /// Use is close enough to the target for the replicas to stay.
    case withinTolerance = "within_tolerance"
    /// Earlier recommendations within a stabilization window.
    case stabilized
    /// The last good recommendation, while a signal is unknown.
    case held
    /// The fallback, since a signal stays unknown.
    case fallback
    /// Nothing: there is no recommendation.
    case unknown
  }

  /// Where the change would lead.
  public enum Action: String, CaseIterable, Hashable, Sendable {
    case scaleUp = "scale_up"
    case scaleDown = "scale_down"
    case none
  }

  /// What decided the number.
  public enum Trigger: Hashable, Sendable {
    /// The signal of this name asked for the most, or the least, as the combination has it; of equals
    /// the first.
    case signal(String)
    /// All signals together, as their mean.
    case signals
    /// The promise of a share of overload.
    case promise
    /// A limit put in another number.
    case limit(Limit.Kind)
    /// Nothing; there is no recommendation.
    case none

    /// The value of the label `trigger`.
    public var label: String {
      switch self {
      case .signal(let name): name
      case .signals: "mean"
      case .promise: "target_overload"
      case .limit(let kind): kind.rawValue
      case .none: "none"
      }
    }
  }

  /// When it was made.
  public var at: Timestamp
  /// The replicas; nil where nothing can be recommended yet. An unknown recommendation is never 0.
  public var replicas: Int?
  /// What the known signals together ask for, before any limit; nil where none is known.
  public var wanted: Int?
  /// The replicas that were taken for the current ones; nil where not known.
  public var current: Int?
  /// The replicas that were observed; nil where not known. They differ from ``current`` while a change
  /// that was asked for is on its way.
  public var observed: Int?
  /// What the number rests on.
  public var reason: Reason
  /// Whether replicas are to be added or removed.
  public var action: Action
  /// What decided the number.
  public var trigger: Trigger
  /// How far the number is to be believed, 0 to 1; nil where nothing is known about that.
  public var confidence: Double?
  /// What each signal asks for, in the order of the policy.
  public var signals: [SignalRecommendation]
  /// What kept the number from what it would otherwise have been, in the order of application.
  public var limits: [Limit]
  /// Whether a fallback stands in the number.
  public var isFallbackActive: Bool
  /// Whether the last good recommendation stands in the number.
  public var isHeld: Bool
  /// The share of `hold` that is left, 1 to 0; nil where every signal is known.
  public var holdLeft: Double?
  /// Why a rule asks for its number, in a sentence; nil where none decided.
  public var ruling: String?
  /// What there was too little of; nil where there was enough.
  public var shortage: Shortage?
  /// The events in force.
  public var events: [ScalingEvent] = []
  /// What was decided by hand.
  public var control: ManualControl?
  /// What keeps the promised share of overload; nil where none is kept, or nothing is forecast.
  public var promise: PromisedReplicas?

  /// Whether the limit bound the number.
  public func isLimited(by kind: Limit.Kind) -> Bool {
    limits.contains { $0.kind == kind }
  }
}
