import Scaling
import Testing
import TimeSeries

/// Plays a scenario: decides every interval of its clock and compares what is expected.
struct ScenarioRunner {
  private let scenario: Scenario
  private var workload: [String: String] = [:]
  private var behavior = ScalingBehavior.kubernetesDefault
  private var targets: [SignalPolicy] = []
  private var presents: [String: (series: Scenario.Series, isReading: Bool)] = [:]
  private var forecasts: [String: Scenario.Series] = [:]
  private var confidences: [String: Scenario.Series] = [:]
  private var replicas: Scenario.Series?
  private var ready: Scenario.Series?
  private var fleet = Scenario.Fleet.follows(after: .zero, first: 1)
  private var simulated = SimulatedFleet(replicas: 0, startup: .zero)

  private var resources: [ResourceLimits.Resource] = []
  private var recommender: Recommender?
  private var isStale = true
  /// The next decision, in the scenario's time.
  private var next = Duration.zero
  /// What the clock shows at the start of the scenario.
  private var origin = Timestamp(milliseconds: 1_700_000_000_000)
  /// What was recommended, and when, in the scenario's time.
  private var recommended: [(at: Duration, replicas: Int)] = []

  init(_ scenario: Scenario) { self.scenario = scenario }

  mutating func run() throws {
    var expectations = 0
    for statement in scenario.statements {
      do {
        expectations += try perform(statement)
      } catch let error as PolicyError {
        throw fault(statement.line, error.description)
      }
    }
    if expectations == 0 { throw fault(1, "expected at least one expectation") }
  }

  private func fault(_ line: Int, _ problem: String) -> ScenarioError {
    ScenarioError(file: scenario.name, line: line, problem: problem)
  }

  private mutating func perform(_ statement: Scenario.Statement) throws -> Int {
    switch statement.action {
    case .workload(let settings):
      workload.merge(settings) { $1 }
      isStale = true
    case .behavior(let direction, let words):
      try set(direction, words, line: statement.line)
      isStale = true
    case .signal(let name, let settings):
      targets.removeAll { $0.name == name }
      targets.append(try signal(name, settings, line: statement.line))
      isStale = true
    case .drop(let name):
      targets.removeAll { $0.name == name }
      isStale = true
    case .load(let name, let series): presents[name] = (series, false)
    case .reading(let name, let series): presents[name] = (series, true)
    case .forecast(let name, let series): forecasts[name] = series
    case .confidence(let name, let series): confidences[name] = series
    case .replicas(let series): replicas = series
    case .ready(let series): ready = series
    case .fleet(let kind):
      fleet = kind
      if case .starts(let first) = kind {
        simulated = SimulatedFleet(replicas: first, startup: try policy().startup)
      }
    case .clock(let step): origin = origin + step
    case .event(let name, let settings):
      let event = try event(name, settings, line: statement.line)
      try prepare()
      recommender?.change { $0.add(event) }
    case .end(let name):
      try prepare()
      recommender?.change { $0.remove(name: name) }
    case .control(let order, let lasts):
      try prepare()
      let until = lasts.map { origin + next + $0 }
      recommender?.change { $0.control = order.map { ManualControl($0, until: until) } }
    case .resource(let name, let settings):
      guard let perReplica = settings["per_replica"].flatMap(Double.init),
        let available = settings["available"].flatMap(Double.init)
      else { throw fault(statement.line, "expected per_replica=N available=N") }
      resources.removeAll { $0.name == name }
      resources.append(
        ResourceLimits.Resource(name: name, perReplica: perReplica, available: available))
      isStale = true
    case .evaluate(let moments, let expectations):
      let answers = try moments.map { try decide(until: $0, line: statement.line) }
      for (line, expectation) in expectations { compare(answers, with: expectation, line: line) }
      return expectations.count
    }
    return 0
  }

  /// Makes the recommender, or brings it up to date.
  private mutating func prepare() throws {
    guard isStale else { return }
    let policy = try policy()
    if recommender == nil { recommender = Recommender(policy: policy) }
    recommender?.adopt(policy: policy)
    var steps: [any RecommendationStep] = [EventStep()]
    if let text = workload["decision_interval"] {
      guard let pace = Duration(scenario: text) else { throw fault(1, "cannot read \(text)") }
      steps.append(CadenceStep(every: pace))
    }
    if !resources.isEmpty {
      steps.append(CapacityStep(limits: ResourceLimits(resources: resources)))
    }
    recommender?.adjustments = steps
    isStale = false
  }

  private func event(
    _ name: String, _ settings: [String: String], line: Int
  ) throws -> ScalingEvent {
    var settings = settings
    let kind = settings.removeValue(forKey: "kind").flatMap(ScalingEvent.Kind.init(rawValue:))
    let lasts = settings.removeValue(forKey: "for").flatMap { Duration(scenario: $0) }
    let after = settings.removeValue(forKey: "after").flatMap { Duration(scenario: $0) } ?? .zero
    let numbers = settings.compactMapValues(Double.init)
    guard let lasts, let (key, value) = numbers.first, settings.count == 1 else {
      throw fault(line, "expected for=TIME and one effect")
    }
    let effect: ScalingEvent.Effect
    switch key {
    case "add_replicas": effect = .addReplicas(Int(value))
    case "add_percent": effect = .addPercent(value)
    case "remove_percent": effect = .removePercent(value)
    case "floor": effect = .floor(Int(value))
    case "ceiling": effect = .ceiling(Int(value))
    default: throw fault(line, "there is no effect \(key)")
    }
    let start = origin + next + after
    return ScalingEvent(
      name: name, kind: kind ?? .external, effect: effect, start: start, end: start + lasts)
  }

  private mutating func decide(until end: Duration, line: Int) throws -> Recommendation {
    let policy = try policy()
    try prepare()
    var answer: Recommendation?
    while next <= end {
      let at = origin + next
      let replicas = observe()
      let signals = policy.signals.map { observe($0, ready: replicas.ready ?? replicas.current) }
      answer = recommender?.recommend(at: at, replicas: replicas, signals: signals)
      if let wanted = answer?.replicas {
        recommended.append((next, wanted))
        simulated.scale(to: wanted, at: at)
      }
      next += policy.interval
    }
    guard let answer else {
      throw fault(line, "no decision falls between the last 'eval' and this")
    }
    return answer
  }

  private func observe() -> ReplicaObservation {
    var observation = ReplicaObservation()
    switch fleet {
    case .unknown: break
    case .follows(let delay, let first):
      observation.current = recommended.last { $0.at + delay <= next }?.replicas ?? first
      observation.ready = observation.current
    case .starts:
      observation.current = simulated.total
      observation.ready = simulated.ready(at: origin + next)
    }
    if let replicas {
      observation.current = count(replicas)
      observation.ready = observation.current
    }
    if let ready { observation.ready = count(ready) }
    return observation
  }

  private func count(_ series: Scenario.Series) -> Int? {
    guard case .number(let value) = series.value(at: next) else { return nil }
    return Int(exactly: value)
  }

  private func observe(_ signal: SignalPolicy, ready: Int?) -> SignalObservation {
    var observation = SignalObservation(name: signal.name, present: .unknown("there is no series"))
    if let present = presents[signal.name] {
      switch present.series.value(at: next) {
      case .gap: observation.present = .unknown("the series has a gap")
      case .number(let value) where present.isReading:
        observation.present =
          signal.target.load(from: value, ready: ready).map { .known($0) }
          ?? .unknown("no replica is ready")
      case .number(let value): observation.present = .known(value)
      }
    }
    if case .number(let value)? = forecasts[signal.name]?.value(at: next) {
      observation.forecast = value
    }
    if case .number(let value)? = confidences[signal.name]?.value(at: next) {
      observation.confidence = value
    }
    return observation
  }

  private func compare(
    _ answers: [Recommendation], with expectation: Scenario.Expectation, line: Int
  ) {
    let name = scenario.name
    func check<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String = "") {
      #expect(
        found == expected,
        "\(name):\(line): \(what)\n\(answers.last?.explanation.joined(separator: "\n") ?? "")")
    }
    guard let answer = answers.last else { return }
    switch expectation {
    case .replicas(let counts): check(answers.map(\.replicas), counts, "replicas")
    case .wanted(let count): check(answer.wanted, count, "wanted")
    case .reason(let reason): check(answer.reason.rawValue, reason, "reason")
    case .action(let action): check(answer.action.rawValue, action, "action")
    case .trigger(let trigger): check(answer.trigger.label, trigger, "trigger")
    case .limit(let kind):
      check(answer.limits.contains { $0.kind.rawValue == kind }, true, "limit \(kind)")
    case .noLimit(let kind):
      check(answer.limits.contains { $0.kind.rawValue == kind }, false, "no limit \(kind)")
    case .noLimits: check(answer.limits, [], "no limits")
    case .confidence(let expected):
      check(answer.confidence.map { ($0 * 1000).rounded() / 1000 }, expected, "confidence")
    case .held(let expected): check(answer.isHeld, expected, "hold")
    case .fallback(let expected): check(answer.isFallbackActive, expected, "fallback")
    case .signal(let name, let expected):
      check(answer.signals.first { $0.name == name }?.scenarioWord, expected, "signal \(name)")
    case .says(let sentence): check(answer.explanation.contains(sentence), true, sentence)
    }
  }
}

extension SignalRecommendation {
  fileprivate var scenarioWord: String {
    switch state {
    case .known: desired.map { "\($0)" } ?? "none"
    case .unknown: "unknown"
    case .dormant: "dormant"
    case .leading: "leading"
    }
  }
}

extension ScenarioRunner {
  private func policy() throws -> WorkloadPolicy {
    var settings = workload
    settings["decision_interval"] = nil
    func take<Value>(_ key: String, _ read: (String) -> Value?, else other: Value) throws -> Value {
      guard let text = settings.removeValue(forKey: key) else { return other }
      guard let value = read(text) else { throw fault(1, "cannot read \(key)=\(text)") }
      return value
    }
    let policy = try WorkloadPolicy(
      min: take("min", { Int($0) }, else: 1), max: take("max", { Int($0) }, else: 100),
      combination: take("combine", SignalCombination.init(rawValue:), else: .max),
      tolerance: take("tolerance", { Double($0) }, else: 0), behavior: behavior,
      hold: take("hold", Duration.init(scenario:), else: .seconds(300)),
      fallback: take("fallback", { .some(Int($0)) }, else: nil),
      startup: take("startup", Duration.init(scenario:), else: .seconds(60)),
      interval: take("interval", Duration.init(scenario:), else: .seconds(15)),
      confidenceThreshold: take("confidence_threshold", { Double($0) }, else: 0),
      rule: take("policy", DecisionRule.init(scenario:), else: .wishes), signals: targets)
    if let unknown = settings.keys.first { throw fault(1, "there is no setting \(unknown)") }
    return policy
  }

  private func signal(
    _ name: String, _ settings: [String: String], line: Int
  ) throws -> SignalPolicy {
    var signal: SignalPolicy?
    for (key, text) in settings where key != "weight" {
      guard let value = Double(text) else { throw fault(line, "cannot read \(key)=\(text)") }
      switch key {
      case "per_replica": signal = SignalPolicy(name: name, target: .perReplica(value))
      case "utilization": signal = SignalPolicy(name: name, target: .utilization(value))
      case "value": signal = SignalPolicy(name: name, target: .value(value))
      case "leading": signal = SignalPolicy(name: name, target: .leading)
      default: throw fault(line, "there is no target \(key)")
      }
    }
    guard var signal else { throw fault(line, "expected a target") }
    if let weight = settings["weight"].flatMap(Double.init) { signal.weight = weight }
    return signal
  }

  /// `behavior down window=300s select=min 10%/60s 5pods/60s`: what is not said is the default.
  private mutating func set(_ direction: String, _ words: [String], line: Int) throws {
    var rules =
      direction == "up"
      ? ScalingBehavior.kubernetesDefault.scaleUp : ScalingBehavior.kubernetesDefault.scaleDown
    var policies: [ScalingBehavior.Policy] = []
    for word in words {
      let parts = word.split(whereSeparator: { "=/".contains($0) }).map(String.init)
      guard parts.count == 2 else { throw fault(line, "cannot read '\(word)'") }
      if parts[0] == "window", let window = Duration(scenario: parts[1]) {
        rules.stabilizationWindow = window
      } else if parts[0] == "select",
        let select = ScalingBehavior.SelectPolicy.allCases.first(where: {
          $0.rawValue.lowercased() == parts[1]
        })
      {
        rules.selectPolicy = select
      } else if let value = Int(parts[0].prefix(while: \.isNumber)),
        let period = Duration(scenario: parts[1])
      {
        let kind: ScalingBehavior.Policy.Kind = parts[0].hasSuffix("%") ? .percent : .pods
        policies.append(ScalingBehavior.Policy(kind: kind, value: value, period: period))
      } else {
        throw fault(line, "cannot read '\(word)'")
      }
    }
    if !policies.isEmpty { rules.policies = policies }
    switch direction {
    case "up": behavior.scaleUp = rules
    case "down": behavior.scaleDown = rules
    default: throw fault(line, "expected 'up' or 'down', found '\(direction)'")
    }
  }
}

extension DecisionRule {
  /// The rule of a template by its configured name.
  fileprivate init?(scenario name: String) {
    switch name {
    case "conservative": self = .thresholds(.conservative)
    case "aggressive": self = .thresholds(.aggressive)
    case "cost_optimized": self = .thresholds(.costOptimized)
    case "high_performance": self = .thresholds(.highPerformance)
    case "steady_conservative": self = .thresholds(.steadyConservative)
    case "steady_balanced": self = .thresholds(.steadyBalanced)
    case "steady_aggressive": self = .thresholds(.steadyAggressive)
    case "factors": self = .factors(FactorRules())
    default: return nil
    }
  }
}
