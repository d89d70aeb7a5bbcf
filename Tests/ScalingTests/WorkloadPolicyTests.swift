import Scaling
import Testing

@Suite struct WorkloadPolicyTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var complaint: String
    var make: @Sendable () throws -> WorkloadPolicy

    var testDescription: String { complaint }

    init(_ complaint: String, _ make: @escaping @Sendable () throws -> WorkloadPolicy) {
      self.complaint = complaint
      self.make = make
    }
  }

  static let queue = [SignalPolicy(name: "queue", target: .perReplica(10))]

  static func target(_ target: SignalTarget) -> @Sendable () throws -> WorkloadPolicy {
    { try WorkloadPolicy(signals: [SignalPolicy(name: "queue", target: target)]) }
  }

  static func behavior(
    window: Duration = .zero, value: Int = 1, period: Duration = .seconds(15)
  ) -> @Sendable () throws -> WorkloadPolicy {
    {
      var behavior = ScalingBehavior.kubernetesDefault
      behavior.scaleDown = ScalingBehavior.Rules(
        stabilizationWindow: window, selectPolicy: .max,
        policies: [ScalingBehavior.Policy(kind: .pods, value: value, period: period)])
      return try WorkloadPolicy(behavior: behavior, signals: queue)
    }
  }

  @Test(arguments: [
    Case("replicas.min: expected a whole number from 0 to 2147483647, found -1") {
      try WorkloadPolicy(min: -1, signals: queue)
    },
    Case("replicas.max: expected a whole number from 1 to 2147483647, found 0") {
      try WorkloadPolicy(min: 0, max: 0, signals: queue)
    },
    Case("replicas.max: expected a whole number not below replicas.min, 5, found 4") {
      try WorkloadPolicy(min: 5, max: 4, signals: queue)
    },
    Case("replicas.max: expected a whole number from 1 to 2147483647, found 2147483648") {
      try WorkloadPolicy(max: 2_147_483_648, signals: queue)
    },
    Case("tolerance: expected a finite number, 0 or more, found -0.1") {
      try WorkloadPolicy(tolerance: -0.1, signals: queue)
    },
    Case("tolerance: expected a finite number, 0 or more, found nan") {
      try WorkloadPolicy(tolerance: .nan, signals: queue)
    },
    Case("fallback: expected a whole number from 0 to 2147483647, found -3") {
      try WorkloadPolicy(fallback: -3, signals: queue)
    },
    Case("hold: expected a duration from 0 to ten years, found -1.0 seconds") {
      try WorkloadPolicy(hold: .seconds(-1), signals: queue)
    },
    Case("startup: expected a duration from 0 to ten years, found 9e+18 seconds") {
      try WorkloadPolicy(startup: .seconds(9_000_000_000_000_000_000), signals: queue)
    },
    Case("interval: expected a duration from 1 ms to ten years, found 0.0 seconds") {
      try WorkloadPolicy(interval: .zero, signals: queue)
    },
    Case("signals: expected at least one signal that asks for replicas, found 0") {
      try WorkloadPolicy(signals: [])
    },
    Case("signals.name: expected a name of its own, found queue") {
      try WorkloadPolicy(signals: queue + queue)
    },
    Case("signals.name: expected a name that is not empty, found ") {
      try WorkloadPolicy(signals: [SignalPolicy(name: "", target: .value(1))])
    },
    Case(
      "signals.queue.per_replica: expected a finite number above 0, found 0.0",
      target(.perReplica(0))),
    Case(
      "signals.queue.utilization: expected a finite number above 0, found -0.7",
      target(.utilization(-0.7))),
    Case(
      "signals.queue.value: expected a finite number above 0, found inf", target(.value(.infinity))),
    Case("signals.queue.value: expected a finite number above 0, found nan", target(.value(.nan))),
    Case("signals.queue.weight: expected a finite number above 0, found 0.0") {
      try WorkloadPolicy(signals: [SignalPolicy(name: "queue", target: .value(1), weight: 0)])
    },
    Case(
      "behavior.scaleDown.stabilizationWindowSeconds: expected a duration from 0 to 3,600 s, found 4000.0 seconds",
      behavior(window: .seconds(4000))),
    Case(
      "behavior.scaleDown.policies.value: expected a whole number from 1 to 2147483647, found 0",
      behavior(value: 0)),
    Case(
      "behavior.scaleDown.policies.periodSeconds: expected a duration above 0, up to 1,800 s, found 1801.0 seconds",
      behavior(period: .seconds(1801))),
    Case(
      "behavior.scaleDown.policies.periodSeconds: expected a duration above 0, up to 1,800 s, found 0.0 seconds",
      behavior(period: .zero)),
  ])
  func refuses(_ refused: Case) {
    let error = #expect(throws: PolicyError.self) { try refused.make() }
    #expect(error?.description == refused.complaint)
  }

  @Test func takesTheWidestSettings() throws {
    let longest = Duration.seconds(315_360_000)
    let policy = try WorkloadPolicy(
      min: ReplicaCount.most, max: ReplicaCount.most, tolerance: 1e308, hold: longest,
      fallback: ReplicaCount.most, startup: longest, interval: longest,
      signals: [
        SignalPolicy(name: "one", target: .value(.leastNonzeroMagnitude), weight: 1e308),
        SignalPolicy(name: "two", target: .perReplica(.greatestFiniteMagnitude), weight: 1e-308),
      ])
    #expect(policy.settling == longest * 3)
  }

  @Test func settlesAfterStartupAndTwoIntervals() throws {
    #expect(try WorkloadPolicy(signals: Self.queue).settling == .seconds(90))
    #expect(try WorkloadPolicy(startup: .zero, signals: Self.queue).settling == .seconds(90))
    #expect(
      try WorkloadPolicy(startup: .seconds(300), signals: Self.queue).settling == .seconds(330))
  }
}
