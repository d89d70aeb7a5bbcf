import Scaling
import Testing
import TimeSeries

/// What must hold whatever happens, over random lives.
@Suite struct RecommenderPropertyTests {
  static let seeds = Array(UInt64(1)...60)

  /// A fleet that is sometimes seen, sometimes behind, and sometimes changed by hand.
  private static func replicas(
    _ last: Int?, in life: inout RandomLife
  ) -> ReplicaObservation {
    if life.chance(0.1) { return ReplicaObservation() }
    let current = life.chance(0.05) ? Int.random(in: 0...150, using: &life.generator) : last ?? 3
    return ReplicaObservation(
      current: current,
      ready: life.chance(0.3) ? Int.random(in: 0...current, using: &life.generator) : nil)
  }

  @Test(arguments: seeds)
  func moreLoadNeverMeansFewerReplicas(seed: UInt64) throws {
    var life = RandomLife(seed: seed)
    let policy = try life.policy()
    var recommender = Recommender(policy: policy)
    var last: Int?
    for _ in 0..<120 {
      life.pass()
      let signals = life.observe(policy, unknown: 0.1)
      let replicas = Self.replicas(last, in: &life)
      var more = signals
      for index in more.indices {
        let growth = Double.random(in: 1...3, using: &life.generator)
        if case .known(let load) = more[index].present {
          more[index].present = .known(load * growth)
        }
        more[index].forecast = more[index].forecast.map { $0 * growth }
      }
      var other = recommender
      let high = other.recommend(at: life.at, replicas: replicas, signals: more)
      let low = recommender.recommend(at: life.at, replicas: replicas, signals: signals)
      if let lower = low.replicas {
        #expect((high.replicas ?? -1) >= lower)
      }
      last = low.replicas
    }
  }

  @Test(arguments: seeds)
  func staysWithinItsBounds(seed: UInt64) throws {
    var life = RandomLife(seed: seed)
    var policy = try life.policy()
    var recommender = Recommender(policy: policy)
    var last: Int?
    var known = false
    for _ in 0..<200 {
      life.pass()
      if life.chance(0.03) {
        policy = try life.policy()
        recommender.adopt(policy: policy)
      }
      let answer = recommender.recommend(
        at: life.at, replicas: Self.replicas(last, in: &life),
        signals: life.observe(policy, unknown: 0.2))
      if let replicas = answer.replicas {
        #expect((policy.min...policy.max).contains(replicas))
        known = true
      }
      // Once there was a recommendation, there is always one.
      #expect(answer.replicas != nil || !known)
      #expect(answer.confidence.map { (0...1).contains($0) } ?? true)
      #expect(answer.limits.allSatisfy { $0.from != $0.to })
      #expect(!answer.explanation.isEmpty)
      last = answer.replicas
    }
  }

  @Test(arguments: seeds)
  func deadSignalsNeverScaleDownWithinHold(seed: UInt64) throws {
    var life = RandomLife(seed: seed)
    let policy = try life.policy()
    var recommender = Recommender(policy: policy)
    var last: Int?
    for _ in 0..<40 {
      life.pass()
      last =
        recommender.recommend(
          at: life.at, replicas: ReplicaObservation(current: last ?? 3),
          signals: life.observe(policy, unknown: 0)
        ).replicas
    }
    let good = try #require(last)
    let death = life.at
    let dead = Int.random(in: 1...policy.signals.count, using: &life.generator)
    for _ in 0..<40 where (life.at - death) + .seconds(30) < policy.hold {
      life.pass()
      var signals = life.observe(policy, unknown: 0)
      for index in 0..<dead { signals[index].present = .unknown("it is dead") }
      let answer = recommender.recommend(
        at: life.at, replicas: ReplicaObservation(current: last), signals: signals)
      #expect((answer.replicas ?? 0) >= good)
      if dead == signals.count { #expect((answer.replicas ?? 0) >= (last ?? 0)) }
      last = answer.replicas
    }
  }

  @Test(arguments: seeds)
  func equalLivesGiveEqualAnswersAndReloadsLoseNothing(seed: UInt64) throws {
    var life = RandomLife(seed: seed)
    let policy = try life.policy()
    var one = Recommender(policy: policy)
    var other = Recommender(policy: policy)
    let strange = try life.policy()
    var last: Int?
    for _ in 0..<120 {
      life.pass()
      let signals = life.observe(policy, unknown: 0.2)
      let replicas = Self.replicas(last, in: &life)
      let answer = one.recommend(at: life.at, replicas: replicas, signals: signals)
      // The other is reloaded, restarted from its state, and shown its signals the other way round.
      if life.chance(0.2) {
        var names = policy.signals
        names.reverse()
        other.adopt(
          policy: try WorkloadPolicy(
            min: strange.min, max: strange.max, behavior: strange.behavior, signals: names))
        other.adopt(policy: policy)
      }
      if life.chance(0.2) { other = Recommender(policy: policy, state: other.state) }
      #expect(
        other.recommend(at: life.at, replicas: replicas, signals: signals.reversed()) == answer)
      last = answer.replicas
    }
    #expect(one.state == other.state)
  }

  @Test(arguments: seeds)
  func survivesAnyClock(seed: UInt64) throws {
    var life = RandomLife(seed: seed)
    let policy = try life.policy()
    var recommender = Recommender(policy: policy)
    let moments: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max, 1_700_000_000_000]
    let loads: [Double] = [
      1e308, -1e308, 0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1, 1e18,
    ]
    let counts = [nil, 0, 1, -1, Int.min, Int.max, 7]
    for _ in 0..<200 {
      let at = Timestamp(
        milliseconds: life.chance(0.5)
          ? moments.randomElement(using: &life.generator) ?? 0
          : Int64.random(in: .min ... .max, using: &life.generator))
      let signals = policy.signals.map { signal in
        SignalObservation(
          name: signal.name,
          present: life.chance(0.2)
            ? .unknown("it is dead", since: Timestamp(milliseconds: life.chance(0.5) ? .min : .max))
            : .known(loads.randomElement(using: &life.generator) ?? 0),
          forecast: loads.randomElement(using: &life.generator),
          confidence: loads.randomElement(using: &life.generator),
          age: .milliseconds(Int64.random(in: .min ... .max, using: &life.generator)))
      }
      let answer = recommender.recommend(
        at: at,
        replicas: ReplicaObservation(
          current: counts.randomElement(using: &life.generator) ?? nil,
          ready: counts.randomElement(using: &life.generator) ?? nil),
        signals: signals)
      #expect(answer.replicas.map { (policy.min...policy.max).contains($0) } ?? true)
      #expect(!answer.explanation.isEmpty)
    }
  }
}
