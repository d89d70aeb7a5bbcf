import Scaling
import Testing
import TimeSeries
import TestSupport

/// What holds for every policy with a pace of its own.
struct RulePropertyTests {
  private static let rules: [DecisionRule] = [
    .thresholds(.conservative), .thresholds(.aggressive), .thresholds(.costOptimized),
    .thresholds(.highPerformance), .thresholds(.steadyConservative),
    .thresholds(.steadyBalanced), .thresholds(.steadyAggressive), .factors(FactorRules()),
  ]

  private static func policy(_ rule: DecisionRule, min: Int = 1, max: Int = 40) throws
    -> WorkloadPolicy
  {
    try WorkloadPolicy(
      min: min, max: max, behavior: .unlimited, rule: rule,
      signals: [
        SignalPolicy(name: "queue", target: .perReplica(10)),
        SignalPolicy(name: "cpu", target: .utilization(1)),
      ])
  }

  /// Decisions for loads, each replica ready at once.
  private static func decisions(
    _ policy: WorkloadPolicy, _ loads: [Double?], from replicas: Int
  ) -> [Int] {
    var recommender = Recommender(policy: policy)
    var current = replicas
    return loads.indices.map { index in
      let present: SignalValue = loads[index].map { .known($0) } ?? .unknown("a gap")
      let answer = recommender.recommend(
        at: Timestamp(milliseconds: Int64(index) * 15_000),
        replicas: ReplicaObservation(current: current, ready: current),
        signals: [
          SignalObservation(name: "queue", present: present),
          SignalObservation(
            name: "cpu", present: loads[index].map { .known($0 / 12) } ?? .unknown("a gap")),
        ])
      current = answer.replicas ?? current
      return current
    }
  }

  @Test(arguments: rules) func moreLoadNeverLowersADecision(_ rule: DecisionRule) throws {
    var generator = SeededGenerator(seed: 11)
    let policy = try Self.policy(rule)
    for _ in 0..<300 {
      let replicas = Int.random(in: 1...30, using: &generator)
      let past = (0..<6).map { _ in Double.random(in: 0...300, using: &generator) }
      let low = Double.random(in: 0...300, using: &generator)
      let high = low + Double.random(in: 0...100, using: &generator)
      let one = Self.decisions(policy, past + [low], from: replicas)
      let other = Self.decisions(policy, past + [high], from: replicas)
      #expect(one[6] <= other[6], "\(rule): \(low) gives \(one[6]), \(high) gives \(other[6])")
    }
  }

  @Test(arguments: rules) func noDecisionIsOutsideTheLimits(_ rule: DecisionRule) throws {
    var generator = SeededGenerator(seed: 12)
    let policy = try Self.policy(rule, min: 3, max: 17)
    let loads = (0..<2000).map { _ in
      Double.random(in: 0...1, using: &generator) < 0.1
        ? nil : Double.random(in: 0...1000, using: &generator)
    }
    for decision in Self.decisions(policy, loads, from: 5) {
      #expect((3...17).contains(decision))
    }
  }

  @Test(arguments: rules) func whatIsNotKnownLetsNothingGo(_ rule: DecisionRule) throws {
    var generator = SeededGenerator(seed: 13)
    let policy = try Self.policy(rule)
    let loads: [Double?] =
      (0..<20).map { _ in Double.random(in: 50...200, using: &generator) }
      + Array(repeating: nil, count: 200)
    let decisions = Self.decisions(policy, loads, from: 10)
    for index in 20..<decisions.count { #expect(decisions[index] >= decisions[index - 1]) }
  }
}
