public import TimeSeries

/// What is known of a signal at one moment.
public enum SignalValue: Hashable, Sendable {
  /// The load as the history remembers it: ``SignalTarget/load(from:ready:)`` of the reading.
  case known(Double)

  /// Not known, and why, in words for people (`the source did not answer`); since when it has not been
  /// known, where the caller can tell. Never a number, and never 0.
  case unknown(String, since: Timestamp? = nil)
}

/// One signal as it is seen when a recommendation is made.
public struct SignalObservation: Hashable, Sendable {
  /// The name of a ``SignalPolicy``.
  public var name: String
  /// The load now.
  public var present: SignalValue
  /// The largest load expected until a replica that is asked for now serves, at the chosen level; nil
  /// where no model has an answer. Below zero counts as zero; what is not finite counts as nil.
  public var forecast: Double?
  /// How far the forecast is to be believed, 0 to 1; nil where nothing is known about that.
  public var confidence: Double?
  /// The age of the present value.
  public var age: Duration?

  /// An observation as given.
  public init(
    name: String, present: SignalValue, forecast: Double? = nil, confidence: Double? = nil,
    age: Duration? = nil
  ) {
    self.name = name
    self.present = present
    self.forecast = forecast
    self.confidence = confidence
    self.age = age
  }
}

/// The replicas as they are seen when a recommendation is made. nil is unknown, and never 0.
public struct ReplicaObservation: Hashable, Sendable {
  /// All replicas, whether they serve yet or not. Below zero counts as unknown.
  public var current: Int?
  /// Those that serve. Below zero counts as unknown; then the current ones stand in.
  public var ready: Int?

  /// Replicas as given.
  public init(current: Int? = nil, ready: Int? = nil) {
    self.current = current
    self.ready = ready
  }
}
