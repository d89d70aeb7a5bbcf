public import Scaling

/// Key `thresholds`: what is to be other than in the template that `policy` names.
public struct ThresholdSettings: Hashable, Sendable {
  /// Key `scale_up_above`.
  public var above: Double?
  /// Key `scale_down_below`.
  public var below: Double?
  /// Key `cooldown_up`.
  public var cooldownUp: Duration?
  /// Key `cooldown_down`.
  public var cooldownDown: Duration?
  /// Key `step`.
  public var step: Int?
  /// Key `predictive`.
  public var isPredictive: Bool?
  /// Key `min_confidence`.
  public var leastConfidence: Double?
  /// Key `readings`.
  public var readings: Int?
  /// Key `emergency_above`; other than nil it begins an emergency.
  public var emergencyAbove: Double?
  /// Key `emergency_replicas`.
  public var emergencyReplicas: Int?
  /// Key `emergency_for`.
  public var emergencyFor: Duration?

  /// Settings that leave the template as it is.
  public init() {}

  /// The rules of a template with these settings in their places.
  public func applied(to template: ThresholdRules) -> ThresholdRules {
    var rules = template
    rules.above = above ?? rules.above
    rules.below = below ?? rules.below
    rules.cooldownUp = cooldownUp ?? rules.cooldownUp
    rules.cooldownDown = cooldownDown ?? rules.cooldownDown
    rules.step = step ?? rules.step
    rules.isPredictive = isPredictive ?? rules.isPredictive
    rules.leastConfidence = leastConfidence ?? rules.leastConfidence
    rules.readings = readings ?? rules.readings
    if emergencyAbove != nil || emergencyReplicas != nil || emergencyFor != nil {
      var emergency =
        rules.emergency ?? .init(above: 0.95, most: 10, lasts: .seconds(600))
      emergency.above = emergencyAbove ?? emergency.above
      emergency.most = emergencyReplicas ?? emergency.most
      emergency.lasts = emergencyFor ?? emergency.lasts
      rules.emergency = emergency
    }
    return rules
  }
}
