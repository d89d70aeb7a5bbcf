import Scaling
import Testing
import TimeSeries

/// The behavior against a slow model that looks at every pair of moments.
@Suite struct BehaviorPropertyTests {
  /// Replays random wishes through a behavior as an autoscaler would.
  private static func replay(
    _ behavior: ScalingBehavior, from first: Int, in life: inout RandomLife, steps: Int
  ) -> [(at: Timestamp, before: Int, after: Int, wish: Int)] {
    var history = ReplicaHistory()
    var current = first
    var steps = (0..<steps).map { _ in (at: life.at, before: 0, after: 0, wish: 0) }
    for index in steps.indices {
      life.pass()
      let wish = Int.random(in: 0...200, using: &life.generator)
      let stable = behavior.stabilized(wish, current: current, at: life.at, history: history)
      history.record(wish: wish, at: life.at)
      let next = behavior.rateLimited(stable, current: current, at: life.at, history: history)
      history.record(change: next - current, at: life.at)
      steps[index] = (at: life.at, before: current, after: next, wish: wish)
      current = next
    }
    return steps
  }

  @Test(arguments: UInt64(1)...80)
  func neverChangesMoreInAnyPeriodThanAPolicyAllows(seed: UInt64) {
    var life = RandomLife(seed: seed)
    let behavior = life.behavior()
    let steps = Self.replay(behavior, from: 50, in: &life, steps: 150)
    for (index, step) in steps.enumerated() where step.after != step.before {
      let isUp = step.after > step.before
      let rules = isUp ? behavior.scaleUp : behavior.scaleDown
      #expect(rules.selectPolicy != .disabled)
      let verdicts = rules.policies.map { policy in
        // What was there when the period began: before the first step that is younger than it.
        let start = steps[...index].first { step.at - $0.at < policy.period }?.before ?? step.before
        let change = isUp ? step.after - start : start - step.after
        switch policy.kind {
        case .pods: return change <= policy.value
        case .percent: return change * 100 < start * policy.value + 100
        }
      }
      guard !verdicts.isEmpty else { continue }
      #expect(rules.selectPolicy == .max ? verdicts.contains(true) : !verdicts.contains(false))
    }
  }

  @Test(arguments: UInt64(1)...80)
  func stabilizesOverExactlyTheWindow(seed: UInt64) {
    var life = RandomLife(seed: seed)
    var behavior = life.behavior()
    behavior.scaleUp.policies = []
    behavior.scaleDown.policies = []
    if behavior.scaleUp.selectPolicy == .disabled { behavior.scaleUp.selectPolicy = .max }
    if behavior.scaleDown.selectPolicy == .disabled { behavior.scaleDown.selectPolicy = .max }
    let steps = Self.replay(behavior, from: 50, in: &life, steps: 150)
    for (index, step) in steps.enumerated() {
      func wishes(within window: Duration) -> [Int] {
        steps[..<index].filter { step.at - $0.at < window }.map(\.wish) + [step.wish]
      }
      let smallest = wishes(within: behavior.scaleUp.stabilizationWindow).min() ?? 0
      let largest = wishes(within: behavior.scaleDown.stabilizationWindow).max() ?? 0
      #expect(step.after == min(max(step.before, smallest), largest))
    }
  }

  @Test func remembersNoMoreThanItMust() {
    var history = ReplicaHistory()
    var life = RandomLife(seed: 7)
    for tick in 0..<50_000 {
      let at = Timestamp(milliseconds: Int64(tick) * 100)
      history.record(wish: Int.random(in: 0...1_000_000, using: &life.generator), at: at)
      history.record(change: tick % 2 == 0 ? 3 : -2, at: at)
    }
    #expect(history.changes.count <= 1801)
    #expect(history.highest.count <= 3601 && history.lowest.count <= 3601)
    // A falling wish is the worst case for the rolling maximum.
    for tick in 0..<50_000 {
      history.record(wish: -tick, at: Timestamp(milliseconds: 5_000_000 + Int64(tick) * 100))
    }
    #expect(history.highest.count <= 3601)
  }

  @Test func remembersASteadyWishOnce() {
    var history = ReplicaHistory()
    for tick in 0..<100 {
      history.record(wish: 7, at: Timestamp(milliseconds: Int64(tick) * 15_000))
    }
    #expect(history.highest == history.lowest)
    #expect(history.highest == [.init(at: Timestamp(milliseconds: 1_485_000), replicas: 7)])
  }
}
