/// How fast replicas may change: `behavior` of a HorizontalPodAutoscaler (`autoscaling/v2`).
///
/// Source: Kubernetes, "Horizontal Pod Autoscaling", section "Configurable scaling behavior".
public struct ScalingBehavior: Hashable, Sendable {
  /// The rules of one direction.
  public struct Rules: Hashable, Sendable {
    /// The window over which earlier recommendations are looked back on: scaling up takes the
    /// smallest of them, scaling down the largest. 0 to 3,600 s.
    public var stabilizationWindow: Duration

    /// Which of several policies counts.
    public var selectPolicy: SelectPolicy

    /// The policies; none means that the direction is not limited in rate.
    public var policies: [Policy]

    /// Rules as given.
    public init(stabilizationWindow: Duration, selectPolicy: SelectPolicy, policies: [Policy]) {
      self.stabilizationWindow = stabilizationWindow
      self.selectPolicy = selectPolicy
      self.policies = policies
    }
  }

  /// Which of several policies counts.
  public enum SelectPolicy: String, CaseIterable, Hashable, Sendable {
    /// The policy that allows the largest change.
    case max = "Max"
    /// The policy that allows the smallest change.
    case min = "Min"
    /// No change in this direction at all.
    case disabled = "Disabled"
  }

  /// One limit on change.
  public struct Policy: Hashable, Sendable {
    /// What `value` counts.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
      /// Replicas.
      case pods = "Pods"
      /// Percent of the replicas at the start of the period.
      case percent = "Percent"
    }

    /// What `value` counts.
    public var kind: Kind

    /// The change that is allowed within `period`; above zero.
    public var value: Int

    /// The time in which the change is counted, above zero up to 1,800 s.
    public var period: Duration

    /// A limit as given.
    public init(kind: Kind, value: Int, period: Duration) {
      self.kind = kind
      self.value = value
      self.period = period
    }
  }

  /// The rules for more replicas.
  public var scaleUp: Rules

  /// The rules for fewer replicas.
  public var scaleDown: Rules

  /// Behavior as given.
  public init(scaleUp: Rules, scaleDown: Rules) {
    self.scaleUp = scaleUp
    self.scaleDown = scaleDown
  }

  /// No limit of any kind: what a promise needs, which prices changes itself.
  public static let unlimited = ScalingBehavior(
    scaleUp: Rules(stabilizationWindow: .zero, selectPolicy: .max, policies: []),
    scaleDown: Rules(stabilizationWindow: .zero, selectPolicy: .max, policies: []))

  /// What Kubernetes takes where a HorizontalPodAutoscaler says nothing: up at once, by the larger
  /// of 4 pods and 100 % in 15 s; down by up to 100 % in 15 s after 300 s of stabilization.
  public static let kubernetesDefault = ScalingBehavior(
    scaleUp: Rules(
      stabilizationWindow: .zero, selectPolicy: .max,
      policies: [
        Policy(kind: .pods, value: 4, period: .seconds(15)),
        Policy(kind: .percent, value: 100, period: .seconds(15)),
      ]),
    scaleDown: Rules(
      stabilizationWindow: .seconds(300), selectPolicy: .max,
      policies: [Policy(kind: .percent, value: 100, period: .seconds(15))]))
}
