import Scaling
import Testing
import TimeSeries

/// What is learnt of replicas.
struct LearnerTests {
  private static func moment(_ seconds: Int) -> Timestamp {
    Timestamp(milliseconds: 1_700_000_000_000 + Int64(seconds) * 1000)
  }

  @Test func theConfiguredStartUpTimeIsWhereItBegins() {
    let estimate = StartupLearner(prior: .seconds(60)).estimate
    #expect(estimate.median == .seconds(60))
    #expect(estimate.upper > .seconds(80) && estimate.upper < .seconds(120))
    #expect(estimate.count == 0)
  }

  @Test func startUpTimesAreLearnt() {
    var learner = StartupLearner(prior: .seconds(60))
    var now = 0
    for round in 0..<30 {
      // Two more each time, ready after 180 s and now and then 240.
      let lasts = round % 10 == 9 ? 240 : 180
      learner.observe(current: 4, ready: 4, at: Self.moment(now))
      for second in stride(from: 15, through: 300, by: 15) {
        learner.observe(
          current: 6, ready: second >= 15 + lasts ? 6 : 4, at: Self.moment(now + second))
      }
      now += 600
    }
    let estimate = learner.estimate
    #expect(estimate.count == 30)
    #expect(estimate.median > .seconds(150) && estimate.median < .seconds(195))
    #expect(estimate.upper > .seconds(185) && estimate.upper < .seconds(300))
  }

  @Test func whatWasGivenUpOrNotSeenIsNotLearnt() {
    var learner = StartupLearner(prior: .seconds(60))
    learner.observe(current: 2, ready: 2, at: Self.moment(0))
    learner.observe(current: 9, ready: 2, at: Self.moment(15))
    learner.observe(current: 3, ready: 3, at: Self.moment(30))
    learner.observe(current: 5, ready: 3, at: Self.moment(45))
    learner.observe(current: nil, ready: 5, at: Self.moment(60))
    learner.observe(current: 5, ready: 5, at: Self.moment(75))
    #expect(learner.estimate.count == 0)
  }

  @Test func capacityIsLearntFromUtilization() {
    var learner = CapacityLearner(prior: 25, target: 0.7)
    #expect(learner.estimate.perReplica == 25)
    for index in 0..<2000 {
      // A full replica serves 50: at 70 % one is to serve 35.
      let ready = 4 + index % 3
      let load = 60 + Double(index % 50)
      learner.observe(
        load: load, ready: ready,
        utilization: load / Double(ready) / 50 * (index % 2 == 0 ? 1.1 : 0.9))
    }
    let estimate = learner.estimate
    #expect(estimate.count == 2000)
    #expect(abs(estimate.perReplica - 35) < 1.5)
    #expect(estimate.deviationRatio > 0.05 && estimate.deviationRatio < 0.2)
  }

  @Test(arguments: [(0.0, 4, 0.5), (10, 0, 0.5), (10, 4, 0), (10, 4, .nan), (.nan, 4, 0.5)])
  func whatSaysNothingIsNotLearnt(_ load: Double, _ ready: Int, _ utilization: Double) {
    var learner = CapacityLearner(prior: 25, target: 0.7)
    learner.observe(load: load, ready: ready, utilization: utilization)
    #expect(learner.estimate.count == 0)
  }
}

/// Wait and queue around a scaling.
struct ScalingPhasesTests {
  @Test func eachPhaseHasItsMeans() {
    var phases = ScalingPhases()
    func see(_ demand: Double?, _ ready: Int, _ asked: Int) {
      phases.observe(demand: demand, ready: ready, asked: asked, interval: .seconds(10))
    }
    for _ in 0..<10 { see(4, 4, 4) }
    #expect(phases.waitSeconds == 0)
    #expect(phases.before == nil)
    // Two too few for 40 s, and eight from then on: 80 replica-seconds queue, and are gone after 40 s.
    see(6, 4, 8)
    #expect(phases.before == .init(waitSeconds: 0, queueReplicaSeconds: 0))
    for _ in 0..<3 { see(6, 4, 8) }
    #expect(phases.queueReplicaSeconds == 80)
    see(6, 8, 8)
    #expect(phases.during?.queueReplicaSeconds == 60.0)
    for _ in 0..<4 { see(6, 8, 8) }
    #expect(phases.after?.queueReplicaSeconds == 15.0)
    #expect(phases.waitSeconds == 0)
    see(nil, 8, 8)
    #expect(phases.waitSeconds == 0, "what is not known changes nothing")
  }
}
