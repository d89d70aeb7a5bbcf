public import TimeSeries

/// What one signal asks for.
public struct SignalRecommendation: Hashable, Sendable {
  /// Whether the signal can ask for anything.
  public enum State: Hashable, Sendable {
    /// Its present value is known.
    case known
    /// Its present value is not known, why, and since when.
    case unknown(String, since: Timestamp)
    /// A utilization of a workload without replicas: there is nothing that could be used, and that is
    /// no fault of the signal. It neither asks for replicas nor counts as unknown.
    case dormant
    /// It asks for nothing, known or not: it is read to foresee the others.
    case leading
  }

  /// The signal's name.
  public var name: String
  /// Whether it can ask for anything.
  public var state: State
  /// The present load; nil where it is not known.
  public var present: Double?
  /// The forecast load; nil where there is none.
  public var forecast: Double?
  /// The replicas for the present load.
  public var fromPresent: Int?
  /// The replicas for the forecast load.
  public var fromForecast: Int?
  /// What the signal asks for: the larger of the two, or the current replicas where that use is within
  /// the tolerance of the target. nil unless ``state`` is known.
  public var desired: Int?
  /// Whether ``desired`` is the current replicas because of the tolerance.
  public var withinTolerance: Bool
  /// How far the forecast is to be believed, 0 to 1; nil without a forecast, or where that is not known.
  public var confidence: Double?
  /// The confidence below which the forecast asks for nothing, where that is so; nil where the forecast counts.
  public var doubtedBelow: Double?
  /// The age of the present value.
  public var age: Duration?

  /// The larger of both wishes, before tolerance.
  public var wish: Int? {
    switch (fromPresent, fromForecast) {
    case (let present?, let forecast?): max(present, forecast)
    case (let present, let forecast): present ?? forecast
    }
  }

  /// Whether the forecast asks for more than the present does.
  public var isForecastAhead: Bool {
    guard let fromPresent, let fromForecast else { return false }
    return fromForecast > fromPresent
  }
}

extension SignalPolicy {
  /// What the signal asks for.
  ///
  /// - Parameters:
  ///   - observation: What is seen of it; nil where the caller has none.
  ///   - current: All replicas, 0 and more; nil where not known.
  ///   - ready: Those that serve; nil where not known.
  ///   - tolerance: The relative distance of use from target within which `current` stays.
  ///   - threshold: The confidence below which a forecast asks for nothing; unknown confidence is none.
  ///   - since: The moment that stands for the beginning of an unknown present; given what the
  ///     observation says.
  func recommend(
    _ observation: SignalObservation?, current: Int?, ready: Int?, tolerance: Double,
    threshold: Double, since: (Timestamp?) -> Timestamp
  ) -> SignalRecommendation {
    let forecast = observation?.forecast.flatMap { $0.isFinite ? max(0, $0) : nil }
    var answer = SignalRecommendation(
      name: name, state: .known, forecast: forecast, withinTolerance: false, age: observation?.age)
    if forecast != nil {
      answer.confidence = observation?.confidence.flatMap { $0.isNaN ? nil : min(max(0, $0), 1) }
    }
    if let confidence = answer.confidence ?? (forecast == nil ? nil : 0), confidence < threshold {
      answer.doubtedBelow = threshold
    }
    if case .leading = target {
      answer.state = .leading
      if case .known(let load)? = observation?.present { answer.present = load }
      return answer
    }
    let load: Double
    switch usable(observation, current: current, ready: ready) {
    case .known(let value): load = value
    case .unknown where current == 0 && isUtilization:
      answer.state = .dormant
      return answer
    case .unknown(let reason, let moment):
      answer.state = .unknown(reason, since: since(moment))
      return answer
    }
    // A `value` without replicas is read as that of one, as the HorizontalPodAutoscaler does.
    let serving = ready ?? 0
    guard let demand = target.demand(of: load, ready: serving) else { return answer }
    let expected =
      answer.doubtedBelow == nil ? forecast.flatMap { target.demand(of: $0, ready: serving) } : nil
    answer.present = load
    answer.fromPresent = ReplicaCount.covering(demand)
    answer.fromForecast = expected.map(ReplicaCount.covering)
    answer.desired = answer.wish
    let used = max(demand, expected ?? 0) / Double(isShared ? serving : current ?? 0)
    if let current, current > 0, used >= 1 - tolerance, used <= 1 + tolerance {
      answer.withinTolerance = answer.desired != current
      answer.desired = current
    }
    return answer
  }

  /// The present load where it can be reckoned with, and else why not.
  private func usable(
    _ observation: SignalObservation?, current: Int?, ready: Int?
  ) -> SignalValue {
    guard let observation else { return .unknown("it was not observed") }
    guard case .known(let load) = observation.present else { return observation.present }
    guard load.isFinite else { return .unknown("its value is not a finite number") }
    guard load >= 0 else { return .unknown("its value is below zero") }
    if case .value = target {
      guard let ready else { return .unknown("the ready replicas are not known") }
      guard ready > 0 || current == 0 else { return .unknown("no replica is ready") }
    }
    return .known(load)
  }

  /// Whether the signal says nothing of a workload without replicas.
  var isUtilization: Bool {
    if case .utilization = target { true } else { false }
  }

  /// Whether the signal is a mean over the ready replicas.
  private var isShared: Bool {
    switch target {
    case .perReplica, .leading: false
    case .utilization, .value: true
    }
  }
}
