import TimeSeries

/// Steps up when the use of the busiest signal is above a threshold and down when it is below another, each after its cooldown: a policy that a
/// person can foresee without any model.
///
/// Use is load over what the serving replicas carry at the signals' targets: 1 is full. A step down is not taken where it would bring use above the threshold
/// for a step up, so that no step calls for its own undoing; nor while the number before the last step up is still cooling.
public struct ThresholdRules: Hashable, Sendable {
  /// Use above which replicas are added; above zero.
  public var above: Double
  /// Use below which replicas are removed; 0 and more, below ``above``.
  public var below: Double
  /// The time after a step before the next one up.
  public var cooldownUp: Duration
  /// The time after a step before the next one down.
  public var cooldownDown: Duration
  /// The replicas that one step adds; one step down removes one.
  public var step: Int
  /// Whether a forecast that is believed (``leastConfidence``) counts as well as the present.
  public var isPredictive: Bool
  /// Whether nothing is added while a forecast that is believed says that use falls below ``above`` before a new replica serves.
  public var isThrifty: Bool
  /// The confidence from which a forecast is believed, 0 to 1.
  public var leastConfidence: Double
  /// The decisions in a row that must agree before a step.
  public var readings: Int
  /// What happens at once when use is very high.
  public var emergency: Emergency?

  /// Replicas that are added at once, without waiting for a cooldown.
  public struct Emergency: Hashable, Sendable {
    /// Use above which it begins.
    public var above: Double
    /// The most replicas that it adds to those before it.
    public var most: Int
    /// The time after which they are taken back, where use allows it.
    public var lasts: Duration

    /// An emergency as given.
    public init(above: Double, most: Int, lasts: Duration) {
      self.above = above
      self.most = most
      self.lasts = lasts
    }
  }

  /// Rules as given.
  public init(
    above: Double, below: Double, cooldownUp: Duration, cooldownDown: Duration, step: Int = 1,
    isPredictive: Bool = false, isThrifty: Bool = false, leastConfidence: Double = 0.8,
    readings: Int = 1, emergency: Emergency? = nil
  ) {
    self.above = above
    self.below = below
    self.cooldownUp = cooldownUp
    self.cooldownDown = cooldownDown
    self.step = step
    self.isPredictive = isPredictive
    self.isThrifty = isThrifty
    self.leastConfidence = leastConfidence
    self.readings = readings
    self.emergency = emergency
  }
}

extension ThresholdRules {
  /// Slow and even.
  public static let conservative = ThresholdRules(
    above: 0.8, below: 0.3, cooldownUp: .seconds(300), cooldownDown: .seconds(600))
  /// Early, in twos, and ahead of the load.
  public static let aggressive = ThresholdRules(
    above: 0.6, below: 0.2, cooldownUp: .seconds(60), cooldownDown: .seconds(180), step: 2,
    isPredictive: true)
  /// As few as possible: a rise that will be over before a new replica serves is sat out.
  public static let costOptimized = ThresholdRules(
    above: 0.9, below: 0.1, cooldownUp: .seconds(180), cooldownDown: .seconds(300),
    isPredictive: true, isThrifty: true)
  /// Half empty, in threes, and at once when it is nearly full.
  public static let highPerformance = ThresholdRules(
    above: 0.5, below: 0.4, cooldownUp: .seconds(30), cooldownDown: .seconds(120), step: 3,
    emergency: Emergency(above: 0.95, most: 10, lasts: .seconds(600)))
  /// Three readings that agree, one step a minute.
  public static let steadyConservative = steady(above: 0.7, below: 0.4, cooldown: .seconds(60))
  /// Three readings that agree, one step each half minute.
  public static let steadyBalanced = steady(above: 0.8, below: 0.5, cooldown: .seconds(30))
  /// Three readings that agree, one step each quarter of a minute.
  public static let steadyAggressive = steady(above: 0.9, below: 0.6, cooldown: .seconds(15))

  private static func steady(
    above: Double, below: Double, cooldown: Duration
  ) -> ThresholdRules {
    ThresholdRules(
      above: above, below: below, cooldownUp: cooldown, cooldownDown: cooldown, readings: 3)
  }
}

extension ThresholdRules {
  /// The replicas for what is used; nil where no use is known.
  func decide(
    _ uses: [SignalUse], current: Int, serving: Int, at: Timestamp, memory: inout RuleMemory
  ) -> RuleAnswer? {
    guard let busiest = uses.max(by: { $0.present < $1.present }) else { return nil }
    let believed = uses.filter { $0.expected != nil && ($0.confidence ?? 0) >= leastConfidence }
    let ahead = isPredictive ? believed.max { ($0.expected ?? 0) < ($1.expected ?? 0) } : nil
    let expected = ahead?.expected
    let use = max(busiest.present, expected ?? 0)
    let isAhead = (expected ?? 0) > busiest.present
    var answer = RuleAnswer(
      replicas: current, isForecast: isAhead, signal: isAhead ? ahead?.name : busiest.name,
      confidence: isAhead ? ahead?.confidence : nil, because: "")
    let told = isAhead ? "use will be" : "use is"
    if use > above {
      memory.streak = max(1, memory.streak + 1)
    } else if use < below {
      memory.streak = min(-1, memory.streak - 1)
    } else {
      memory.streak = 0
    }

    let isEmergency = emergency.map { busiest.present > $0.above } ?? false
    if let emergency, isEmergency {
      let before = memory.emergency?.before ?? current
      let enough = ReplicaCount.covering(Double(serving) * busiest.present / above)
      let replicas = min(enough, before + emergency.most)
      if replicas > current {
        memory.emergency = memory.emergency ?? .init(since: at, before: before)
        answer.replicas = replicas
        answer.because =
          "Use is \(busiest.present.hundredths), above \(emergency.above.hundredths): an emergency, which adds up to \(emergency.most) at once."
        return answer
      }
      // All that it may add is there: ordinary steps go on from that.
    }
    if let begun = memory.emergency, let emergency, !isEmergency,
      at.elapsed(since: begun.since) >= emergency.lasts.milliseconds
    {
      memory.emergency = nil
      let least = ReplicaCount.covering(Double(serving) * use / above)
      let replicas = min(current, max(begun.before, least))
      if replicas < current {
        answer.replicas = replicas
        answer.because = "The emergency is over, and what it added is taken back."
        return answer
      }
    }

    guard abs(memory.streak) >= readings else {
      answer.because =
        memory.streak == 0
        ? "\(told.capitalizedFirst) \(use.hundredths), between \(below.hundredths) and \(above.hundredths)."
        : "\(told.capitalizedFirst) \(use.hundredths), \(abs(memory.streak)) readings of the \(readings) that must agree."
      return answer
    }
    if memory.streak > 0 {
      // Only where every signal that is above now is believed to be below by then.
      let high = uses.filter { $0.present > above || ($0.expected ?? 0) > above }
      let thrift = high.compactMap { ($0.confidence ?? 0) >= leastConfidence ? $0.expected : nil }
      if isThrifty, thrift.count == high.count, let thrift = thrift.max(), thrift <= above {
        answer.because =
          "Use is \(use.hundredths), and will be \(thrift.hundredths) before a new replica serves: cost decides for staying."
        return answer
      }
      guard isOver(cooldownUp, since: max(memory.lastUp, memory.lastDown), at) else {
        answer.because = "\(told.capitalizedFirst) \(use.hundredths); the cooldown lasts."
        return answer
      }
      answer.replicas = min(ReplicaCount.most, current + step)
      answer.because =
        "\(told.capitalizedFirst) \(use.hundredths), above \(above.hundredths): a step of \(step)."
      return answer
    }
    guard current > 1, use * Double(current) / Double(current - 1) <= above else {
      answer.because =
        "Use is \(use.hundredths), below \(below.hundredths), but one fewer would call for one more."
      return answer
    }
    guard isOver(cooldownDown, since: max(memory.lastUp, memory.lastDown), at) else {
      answer.because = "Use is \(use.hundredths); the cooldown lasts."
      return answer
    }
    answer.replicas = current - 1
    answer.because =
      "\(told.capitalizedFirst) \(use.hundredths), below \(below.hundredths): a step down."
    return answer
  }

  private func max(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
    guard let one, let other else { return one ?? other }
    return Swift.max(one, other)
  }

  private func max<T: Comparable>(_ one: T, _ other: T) -> T { Swift.max(one, other) }

  private func isOver(_ cooldown: Duration, since: Timestamp?, _ at: Timestamp) -> Bool {
    since.map { at.elapsed(since: $0) >= cooldown.milliseconds } ?? true
  }
}

extension Double {
  /// With up to two digits after the point.
  var hundredths: String {
    guard isFinite, abs(self) < 1e12 else { return "\(self)" }
    let rounded = (self * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
  }
}

extension String {
  fileprivate var capitalizedFirst: String {
    first.map { $0.uppercased() + dropFirst() } ?? self
  }
}
