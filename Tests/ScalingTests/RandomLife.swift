import Scaling
import TimeSeries
import TestSupport

/// A workload with random settings and a random life, equal for equal seeds.
struct RandomLife {
  var generator: SeededGenerator
  var at = Timestamp(milliseconds: 1_700_000_000_000)
  private var level = 50.0

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &generator) < probability
  }

  mutating func policy() throws -> WorkloadPolicy {
    let min = Int.random(in: 0...5, using: &generator)
    let targets: [SignalTarget] = [.perReplica(7), .utilization(0.7), .value(40), .perReplica(1)]
    let count = Int.random(in: 1...4, using: &generator)
    return try WorkloadPolicy(
      min: min, max: Int.random(in: Swift.max(1, min)...120, using: &generator),
      combination: SignalCombination.allCases.randomElement(using: &generator) ?? .max,
      tolerance: chance(0.5) ? 0 : 0.1, behavior: behavior(),
      hold: .seconds(Int.random(in: 0...600, using: &generator)),
      fallback: chance(0.5) ? nil : Int.random(in: 0...150, using: &generator),
      startup: .seconds(Int.random(in: 0...300, using: &generator)),
      signals: targets.shuffled(using: &generator).prefix(count).enumerated().map {
        SignalPolicy(name: "signal\($0.offset)", target: $0.element, weight: 1 + Double($0.offset))
      })
  }

  mutating func behavior() -> ScalingBehavior {
    ScalingBehavior(scaleUp: rules(), scaleDown: rules())
  }

  private mutating func rules() -> ScalingBehavior.Rules {
    let windows: [Duration] = [.zero, .seconds(30), .seconds(300)]
    return ScalingBehavior.Rules(
      stabilizationWindow: windows.randomElement(using: &generator) ?? .zero,
      selectPolicy: chance(0.1) ? .disabled : chance(0.5) ? .max : .min,
      policies: (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        ScalingBehavior.Policy(
          kind: chance(0.5) ? .pods : .percent, value: Int.random(in: 1...60, using: &generator),
          period: .seconds(Int.random(in: 1...120, using: &generator)))
      })
  }

  /// The signals a while later; `dead` of them are unknown.
  mutating func observe(_ policy: WorkloadPolicy, unknown: Double) -> [SignalObservation] {
    level = Swift.max(0, level * Double.random(in: 0.7...1.4, using: &generator))
    if chance(0.05) { level = Double.random(in: 0...400, using: &generator) }
    return policy.signals.map { signal in
      let load =
        level * (signal.target.threshold ?? 1) * Double.random(in: 0.5...1.5, using: &generator) / 4
      return SignalObservation(
        name: signal.name, present: chance(unknown) ? .unknown("it is dead") : .known(load),
        forecast: chance(0.7) ? load * Double.random(in: 0.5...2, using: &generator) : nil,
        confidence: chance(0.5) ? Double.random(in: 0...1, using: &generator) : nil)
    }
  }

  mutating func pass() { at = at + .milliseconds(Int.random(in: 1000...30_000, using: &generator)) }
}
