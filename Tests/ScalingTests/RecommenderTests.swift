import Scaling
import Testing
import TimeSeries

/// What scenarios cannot say.
@Suite struct RecommenderTests {
  private static func policy(
    hold: Duration = .seconds(60), fallback: Int? = 3, max: Int = 100
  ) throws -> WorkloadPolicy {
    try WorkloadPolicy(
      max: max, hold: hold, fallback: fallback,
      signals: [SignalPolicy(name: "queue", target: .perReplica(10))])
  }

  private static func moment(_ second: Int64) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + second * 1000)
  }

  private static func load(_ load: Double) -> [SignalObservation] {
    [SignalObservation(name: "queue", present: .known(load))]
  }

  @Test func takesTheCallersWordForTheBeginningOfAnOutage() throws {
    var recommender = Recommender(policy: try Self.policy())
    let seen = ReplicaObservation(current: 9)
    _ = recommender.recommend(at: Self.moment(0), replicas: seen, signals: Self.load(90))
    let dead = [SignalObservation(name: "queue", present: .unknown("gone", since: Self.moment(10)))]
    #expect(recommender.recommend(at: Self.moment(45), replicas: seen, signals: dead).isHeld)
    let late = recommender.recommend(at: Self.moment(70), replicas: seen, signals: dead)
    #expect(late.replicas == 3)
    #expect(late.reason == .fallback)
  }

  @Test func countsAHoldOnThroughAClockSetBack() throws {
    var recommender = Recommender(policy: try Self.policy())
    let seen = ReplicaObservation(current: 9)
    _ = recommender.recommend(at: Self.moment(0), replicas: seen, signals: Self.load(90))
    // The caller goes on saying when the outage began by the clock as it was.
    let dead = [SignalObservation(name: "queue", present: .unknown("gone", since: Self.moment(10)))]
    _ = recommender.recommend(at: Self.moment(40), replicas: seen, signals: dead)
    _ = recommender.recommend(at: Self.moment(-3600), replicas: seen, signals: dead)
    #expect(recommender.recommend(at: Self.moment(-3571), replicas: seen, signals: dead).isHeld)
    let over = recommender.recommend(at: Self.moment(-3570), replicas: seen, signals: dead)
    #expect(over.reason == .fallback)
  }

  @Test func isUnknownSinceItWasLookedForAtTheEarliest() throws {
    var recommender = Recommender(policy: try Self.policy())
    let dead = [
      SignalObservation(name: "queue", present: .unknown("gone", since: Timestamp(milliseconds: 0)))
    ]
    let answer = recommender.recommend(
      at: Self.moment(0), replicas: ReplicaObservation(current: 9), signals: dead)
    #expect(answer.replicas == nil)
    #expect(answer.signals.map(\.state) == [.unknown("gone", since: Self.moment(0))])
  }

  /// A promise that the maximum breaks says so, and does not claim to be kept.
  @Test func saysWhereTheMaximumBreaksAPromise() throws {
    var recommender = Recommender(policy: try Self.policy(max: 10))
    let answer = recommender.recommend(
      at: Self.moment(0), replicas: ReplicaObservation(current: 10), signals: Self.load(140)
    ) { _ in
      PromisedReplicas(replicas: 10, need: 14, share: 0.001, chance: 0.99)
    }
    #expect(answer.replicas == 10)
    #expect(answer.wanted == 14)
    #expect(answer.limits == [Limit(kind: .max, from: 14, to: 10)])
    let told = answer.explanation.joined(separator: " ")
    #expect(told.contains("no more are allowed, and the load needs 14 now"))
    #expect(!told.contains("keep the promise"))
  }

  @Test func missesASignalThatIsNotObserved() throws {
    var recommender = Recommender(policy: try Self.policy())
    let answer = recommender.recommend(
      at: Self.moment(0), replicas: ReplicaObservation(current: 9),
      signals: [SignalObservation(name: "other", present: .known(1))])
    #expect(answer.replicas == nil)
    #expect(
      answer.explanation.first == "Signal queue is unknown for 0ms: it was not observed.")
  }

  /// A schedule, as a later step may be: at least so many.
  private struct Floor: RecommendationStep {
    var replicas: Int

    func apply(to proposal: inout Proposal, in situation: Situation, state: inout RecommenderState)
    {
      guard let wish = proposal.replicas, wish < replicas else { return }
      proposal.limit(to: replicas, by: .min)
    }
  }

  @Test func appliesAdjustmentsBeforeBehaviorAndBounds() throws {
    var recommender = Recommender(
      policy: try Self.policy(max: 18), adjustments: [Floor(replicas: 40)])
    let answer = recommender.recommend(
      at: Self.moment(0), replicas: ReplicaObservation(current: 10), signals: Self.load(50))
    #expect(answer.wanted == 5)
    #expect(
      answer.limits == [
        Limit(kind: .min, from: 5, to: 40), Limit(kind: .scaleUpRate, from: 40, to: 20),
        Limit(kind: .max, from: 20, to: 18),
      ])
    #expect(answer.replicas == 18)
  }

  @Test func remembersWhatARestartNeeds() throws {
    let seen = ReplicaObservation(current: 9)
    var recommender = Recommender(policy: try Self.policy())
    _ = recommender.recommend(at: Self.moment(0), replicas: seen, signals: Self.load(90))
    // Written out and read back, field by field.
    let old = recommender.state
    var state = RecommenderState()
    state.firstDecision = old.firstDecision
    state.lastDecision = old.lastDecision
    state.asked = old.asked
    state.hasObserved = old.hasObserved
    state.pending = old.pending.map {
      RecommenderState.PendingChange(fewest: $0.fewest, most: $0.most, since: $0.since)
    }
    state.lastGood = old.lastGood
    state.lastInformed = old.lastInformed
    state.confidence = old.confidence
    state.outages = old.outages
    state.history = ReplicaHistory(
      highest: old.history.highest, lowest: old.history.lowest, changes: old.history.changes)
    #expect(state == old)
    var restarted = Recommender(policy: try Self.policy(), state: state)
    let answer = restarted.recommend(at: Self.moment(15), replicas: seen, signals: [])
    #expect(answer.replicas == 9)
    #expect(answer.isHeld)
  }
}
