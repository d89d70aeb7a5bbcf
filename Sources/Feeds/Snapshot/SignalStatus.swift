public import Exposition
public import Forecasting
public import Scaling

/// One signal of a workload.
public struct SignalStatus: Sendable {
  /// The configured name.
  public var name: String
  /// The labels `workload` and `signal`, escaped once.
  public var labels: LabelBlock
  /// The name of its source.
  public var source: String
  /// What the replicas are to carry of it.
  public var target: SignalTarget
  /// The value as the source gave it; nil where it is unknown.
  public var value: Double?
  /// The value as load; nil where it is unknown.
  public var load: Double?
  /// How old the value is; nil where it is unknown.
  public var age: Duration?
  /// Why the value is unknown, for people.
  public var problem: String?
  /// How the load is expected to go on; nil where no model has an answer.
  public var forecast: SignalForecast?
  /// What the load does again and again; nil before that was looked at.
  public var patterns: PatternReport?

  /// A status as given.
  public init(
    name: String, labels: LabelBlock, source: String, target: SignalTarget, value: Double?,
    load: Double?,
    age: Duration?, problem: String?, forecast: SignalForecast?
  ) {
    self.name = name
    self.labels = labels
    self.source = source
    self.target = target
    self.value = value
    self.load = load
    self.age = age
    self.problem = problem
    self.forecast = forecast
  }
}
