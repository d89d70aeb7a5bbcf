/// The settings by which a ``Recommender`` decides for one workload, checked.
public struct WorkloadPolicy: Hashable, Sendable {
  /// The fewest replicas, 0 and more.
  public let min: Int
  /// The most replicas, at least 1 and not below `min`.
  public let max: Int
  /// How the signals become one number.
  public let combination: SignalCombination
  /// The relative distance of use from target within which replicas stay as they are; 0 and more.
  public let tolerance: Double
  /// How fast replicas may change.
  public let behavior: ScalingBehavior
  /// How long the last good recommendation stands in for unknown signals.
  public let hold: Duration
  /// The replicas when signals stay unknown for longer than `hold`; nil: the last good recommendation
  /// stays.
  public let fallback: Int?
  /// The time until a new replica serves.
  public let startup: Duration
  /// The time between two decisions, above zero.
  public let interval: Duration
  /// The confidence below which a forecast asks for nothing, so that the load now decides alone; 0 to 1.
  public let confidenceThreshold: Double
  /// How a number comes out of what the signals say.
  public let rule: DecisionRule
  /// At least one that asks for replicas, names unique.
  public let signals: [SignalPolicy]

  /// A policy as given.
  ///
  /// - Throws: ``PolicyError`` for the first setting that is out of its range.
  public init(
    min: Int = 1, max: Int = 100, combination: SignalCombination = .max, tolerance: Double = 0,
    behavior: ScalingBehavior = .kubernetesDefault, hold: Duration = .seconds(300),
    fallback: Int? = nil, startup: Duration = .seconds(60), interval: Duration = .seconds(15),
    confidenceThreshold: Double = 0, rule: DecisionRule = .wishes, signals: [SignalPolicy]
  ) throws(PolicyError) {
    self.min = min
    self.max = max
    self.combination = combination
    self.tolerance = tolerance
    self.behavior = behavior
    self.hold = hold
    self.fallback = fallback
    self.startup = startup
    self.interval = interval
    self.confidenceThreshold = confidenceThreshold
    self.rule = rule
    self.signals = signals
    try validate()
  }

  /// How long a change may take to show in the observed replicas, before they count as changed from
  /// outside: the start-up time, at least a minute, and two intervals.
  ///
  /// An autoscaler polls the recommendation, acts on it, and the replicas are scraped again: the
  /// observation is always a little behind.
  public var settling: Duration { Swift.max(startup, .seconds(60)) + interval * 2 }
}

extension WorkloadPolicy {
  /// The longest time that any setting may have, ten years: long enough for all, and far from where
  /// counting milliseconds ends.
  static let longest = Duration.seconds(315_360_000)

  private func validate() throws(PolicyError) {
    let most = ReplicaCount.most
    try check(min, "replicas.min", "a whole number from 0 to \(most)") { (0...most).contains($0) }
    try check(max, "replicas.max", "a whole number from 1 to \(most)") { (1...most).contains($0) }
    try check(max, "replicas.max", "a whole number not below replicas.min, \(min)") { $0 >= min }
    try check(tolerance, "tolerance", "a finite number, 0 or more") { $0.isFinite && $0 >= 0 }
    try check(confidenceThreshold, "confidence_threshold", "a number from 0 to 1") {
      (0...1).contains($0)
    }
    if let fallback {
      try check(fallback, "fallback", "a whole number from 0 to \(most)") {
        (0...most).contains($0)
      }
    }
    let span = Duration.zero...Self.longest
    try check(hold, "hold", "a duration from 0 to ten years") { span.contains($0) }
    try check(startup, "startup", "a duration from 0 to ten years") { span.contains($0) }
    try check(interval, "interval", "a duration from 1 ms to ten years") {
      $0 >= .milliseconds(1) && span.contains($0)
    }
    if case .thresholds(let rules) = rule {
      try check(rules.above, "thresholds.scale_up_above", "a finite number above 0") {
        $0.isFinite && $0 > 0
      }
      try check(
        rules.below, "thresholds.scale_down_below", "a number from 0 to below scale_up_above"
      ) { $0 >= 0 && $0 < rules.above }
      try check(rules.step, "thresholds.step", "a whole number from 1 to \(most)") {
        (1...most).contains($0)
      }
    }
    try behavior.scaleUp.validate(as: "behavior.scaleUp")
    try behavior.scaleDown.validate(as: "behavior.scaleDown")
    let deciding = signals.count { $0.target.threshold != nil }
    try check(deciding, "signals", "at least one signal that asks for replicas") { $0 > 0 }
    var names: Set<String> = []
    for signal in signals {
      try check(signal.name, "signals.name", "a name that is not empty") { !$0.isEmpty }
      try check(signal.name, "signals.name", "a name of its own") { names.insert($0).inserted }
      if let threshold = signal.target.threshold {
        try check(
          threshold, "signals.\(signal.name).\(signal.target.setting)", "a finite number above 0"
        ) { $0.isFinite && $0 > 0 }
      }
      try check(signal.weight, "signals.\(signal.name).weight", "a finite number above 0") {
        $0.isFinite && $0 > 0
      }
    }
  }
}

extension SignalTarget {
  /// The key under which the target is configured.
  var setting: String {
    switch self {
    case .perReplica: "per_replica"
    case .utilization: "utilization"
    case .value: "value"
    case .leading: "leading"
    }
  }
}

extension ScalingBehavior.Rules {
  fileprivate func validate(as setting: String) throws(PolicyError) {
    try check(
      stabilizationWindow, "\(setting).stabilizationWindowSeconds", "a duration from 0 to 3,600 s"
    ) { $0 >= .zero && $0 <= .milliseconds(ReplicaHistory.longestWindow) }
    for policy in policies {
      try check(
        policy.value, "\(setting).policies.value", "a whole number from 1 to \(ReplicaCount.most)"
      ) { $0 >= 1 && $0 <= ReplicaCount.most }
      try check(
        policy.period, "\(setting).policies.periodSeconds", "a duration above 0, up to 1,800 s"
      ) { $0 >= .milliseconds(1) && $0 <= .milliseconds(ReplicaHistory.longestPeriod) }
    }
  }
}

/// Throws unless `holds` is true for `value`.
private func check<Value>(
  _ value: Value, _ setting: String, _ expected: String, holds: (Value) -> Bool
) throws(PolicyError) {
  guard holds(value) else {
    throw PolicyError(setting: setting, problem: "expected \(expected), found \(value)")
  }
}
