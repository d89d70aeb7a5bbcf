import Configuration
import Feeds
import Scaling
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// One workload from readings to recommendations.
@Suite struct WorkloadRuntimeTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var target = SignalTarget.perReplica(10)
    var reading: Reading
    var ready: Reading?
    var load: Double?
    var problem: String?
  }

  private static let now = Fixture.tick(0)

  @Test(arguments: [
    Case(testDescription: "a value", reading: .value(35, at: now), load: 35),
    Case(testDescription: "zero is known", reading: .value(0, at: now), load: 0),
    Case(
      testDescription: "as old as allowed", reading: .value(35, at: now - .seconds(300)), load: 35),
    Case(
      testDescription: "too old", reading: .value(35, at: now - .milliseconds(300_001)),
      problem: "max_age"),
    Case(testDescription: "from the future", reading: .value(35, at: now + .seconds(5)), load: 35),
    Case(testDescription: "negative", reading: .value(-1, at: now), problem: "below zero"),
    Case(testDescription: "absent", reading: .absent("empty"), problem: "empty"),
    Case(
      testDescription: "failed", reading: .failed(SourceError(.timeout, "no answer in 5s")),
      problem: "timeout: no answer in 5s"),
    Case(
      testDescription: "utilization", target: .utilization(0.5), reading: .value(0.75, at: now),
      ready: .value(4, at: now), load: 3),
    Case(
      testDescription: "utilization without ready replicas", target: .utilization(0.5),
      reading: .value(0.75, at: now), ready: .absent("empty"),
      problem: "replicas that serve are not known"),
    Case(
      testDescription: "utilization of nobody", target: .utilization(0.5),
      reading: .value(0.75, at: now), ready: .value(0, at: now),
      problem: "no replica serves"),
    Case(
      testDescription: "a value target", target: .value(10), reading: .value(30, at: now),
      ready: .value(2, at: now), load: 30),
  ])
  func readsSignals(_ test: Case) throws {
    var settings = Fixture.workload(target: test.target)
    if test.ready != nil { settings.replicas.ready = Fixture.query("ready") }
    var runtime = try Fixture.runtime(settings)
    let status = runtime.decide(
      at: Self.now, current: nil, ready: test.ready, signals: [test.reading])
    let signal = try #require(status.signals.first)
    #expect(signal.load == test.load)
    #expect((signal.problem == nil) == (test.problem == nil))
    if let problem = test.problem { #expect(signal.problem?.contains(problem) == true) }
    #expect((status.recommendation?.replicas != nil) == (test.load != nil))
    #expect(runtime.signals[0].load.values == [test.load])
  }

  private static let counts: [(Reading, Int?)] = [
    (.value(7.4, at: now), 7), (.value(0, at: now), 0), (.value(-1, at: now), nil),
    (.value(1e300, at: now), nil), (.absent("empty"), nil),
    (.failed(SourceError(.query, "bad")), nil),
  ]

  @Test(arguments: counts)
  func readsReplicas(_ reading: Reading, _ expected: Int?) throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    let status = runtime.decide(0, 35, current: reading, ready: reading)
    #expect(status.replicas == ReplicaObservation(current: expected, ready: expected))
  }

  @Test func recommendsWhatTheLoadNeeds() throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    #expect(runtime.decide(0, 35).recommendation?.replicas == 4)
    #expect(runtime.decide(1, nil).recommendation?.isHeld == true)
    #expect(runtime.decide(2, 61).recommendation?.replicas == 7)
    #expect(runtime.recommended.values == [4, 4, 7])
    #expect(runtime.signals[0].load.values == [35, nil, 61])
  }

  @Test func knowsNothingBeforeTheFirstDecision() throws {
    let status = try Fixture.runtime(Fixture.workload()).undecided
    #expect(status.recommendation == nil)
    #expect(status.replicas == ReplicaObservation())
    #expect(status.service == ServiceStatus())
  }

  @Test func neverRecommendsFromNothing() throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    for index in 0..<40 {
      #expect(runtime.decide(index, nil).recommendation?.replicas == nil)
    }
    #expect(runtime.recommended.values.allSatisfy { $0 == nil })
  }

  /// Nobody tells the replicas: the own last recommendation stands in for them, and at the beginning the fewest.
  @Test func makesLoadOfAUtilizationWithoutReplicas() throws {
    var settings = Fixture.workload(target: .utilization(0.5))
    settings.replicas.min = 2
    var runtime = try Fixture.runtime(settings)
    #expect(runtime.decide(0, 0.75).recommendation?.replicas == 3)
    #expect(runtime.decide(1, 0.75).recommendation?.replicas == 5)
    #expect(runtime.signals[0].load.values == [1.5, 2.25])
  }

  @Test func publishesNoStaleValue() throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    let stale = Reading.value(35, at: Self.now - .seconds(301))
    let signal = runtime.decide(at: Self.now, current: nil, ready: nil, signals: [stale]).signals[0]
    #expect(signal.value == nil)
    #expect(signal.age == .seconds(301))
  }

  @Test(arguments: [
    (0.001, "0.999"), (0.07, "0.93"), (0.05, "0.95"), (0.1, "0.9"), (0.0003, "0.9997"),
    (1e-9, "0.999999999"),
  ])
  func namesLevelsShortly(_ overload: Double, _ level: String) throws {
    var settings = Fixture.workload()
    settings.targetOverload = overload
    settings.signals[0].model = "last_value"
    var runtime = try Fixture.runtime(settings)
    var status = runtime.decide(0, 1)
    for index in 1..<60 { status = runtime.decide(index, Double(index % 7)) }
    let forecast = try #require(status.signals[0].forecast)
    #expect(forecast.decisiveLevel == level)
    let levels = forecast.windowMax.map(\.level)
    #expect(levels.first == "mean")
    #expect(levels.contains(level))
    #expect(Set(levels).count == levels.count)
  }

  // MARK: Lifecycle

  @Test func keepsItsStateThroughAReload() throws {
    var old = try Fixture.runtime(Fixture.workload())
    for index in 0..<4 { _ = old.decide(index, 95, ready: .value(3, at: Fixture.tick(index))) }
    var settings = Fixture.workload()
    settings.replicas.max = 6
    var new = try Fixture.runtime(settings, at: 4, memory: old.memory)
    new.adopt(old)
    // The load is unknown now: what is held is what the old one recommended, within the new bounds.
    let status = new.decide(4, nil, ready: .value(3, at: Fixture.tick(4)))
    #expect(status.recommendation?.isHeld == true)
    #expect(status.recommendation?.replicas == 6)
    #expect(status.service.overloadSeconds == 60)
    #expect(status.service.overloadRatio == 1)
    #expect(new.signals[0].load.values == [95, 95, 95, 95, nil])
  }

  @Test func resumesAfterARestart() throws {
    var old = try Fixture.runtime(Fixture.workload())
    for index in 0..<3 { _ = old.decide(index, 35) }
    var soon = try Fixture.runtime(Fixture.workload(), at: 5, memory: old.memory)
    let held = soon.decide(5, nil).recommendation
    #expect(held?.replicas == 4)
    #expect(held?.isHeld == true)
    #expect(soon.signals[0].load.values == [35, 35, 35, nil])
    // Longer ago than `hold`: nobody knows what has become of it.
    var late = try Fixture.runtime(Fixture.workload(), at: 30, memory: old.memory)
    #expect(late.decide(30, nil).recommendation?.replicas == nil)
    #expect(late.recommended.values == [4, 4, 4, nil])
  }

  @Test(arguments: [1e300, -1, 2.5, .infinity, .nan])
  func resumesOnlyFromWhatIsACount(_ value: Double) throws {
    var series = CompressedSeries()
    series.append(Sample(timestamp: Fixture.tick(0), value: value))
    let memory = [SeriesName.recommended(workload: "web"): series]
    var runtime = try Fixture.runtime(Fixture.workload(), at: 1, memory: memory)
    #expect(runtime.decide(1, nil).recommendation?.replicas == nil)
  }

  @Test func takesInItsPast() throws {
    var runtime = try Fixture.runtime(Fixture.workload(), at: 10)
    _ = runtime.decide(10, 35)
    let past = (0..<10).map { Sample(timestamp: Fixture.tick($0), value: Double($0)) }
    runtime.merge(CompressedSeries(past), signal: 0)
    #expect(runtime.signals[0].load.values == (0..<10).map(Double.init) + [35])
    #expect(runtime.signals[0].lastKnown == Fixture.tick(10))
    let job = try #require(runtime.warmUps.first)
    runtime.adopt(job.run(), signal: 0)
    #expect(runtime.warmUps.isEmpty)
    let forecast = try #require(runtime.decide(11, 35).signals.first?.forecast)
    #expect(forecast.horizon == .seconds(45))
    #expect(forecast.windowMax.first?.level == "mean")
  }

  @Test func leavesAWarmUpForAnotherPast() throws {
    var runtime = try Fixture.runtime(Fixture.workload(), at: 10)
    runtime.merge(CompressedSeries([Sample(timestamp: Fixture.tick(1), value: 1)]), signal: 0)
    let stale = try #require(runtime.warmUps.first)
    runtime.merge(CompressedSeries([Sample(timestamp: Fixture.tick(0), value: 1)]), signal: 0)
    runtime.adopt(stale.run(), signal: 0)
    #expect(runtime.warmUps.count == 1)
  }

  @Test func forgetsWhatIsTooOld() throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    for index in 0..<600 { _ = runtime.decide(index, 10) }
    runtime.trim(before: Fixture.tick(500))
    let kept = runtime.signals[0].load.count
    #expect((100..<600).contains(kept))
    #expect(runtime.size.samples < 5 * 600)
  }

  // MARK: Fleet

  @Test func playsASimulatedFleet() throws {
    var settings = Fixture.workload()
    settings.replicas.simulate = true
    settings.replicas.max = 5
    var runtime = try Fixture.runtime(settings)
    let first = runtime.decide(0, 50)
    #expect(first.replicas == ReplicaObservation(current: 1, ready: 1))
    #expect(first.recommendation?.replicas == 5)
    #expect(first.service.headroomRatio == -4)
    let second = runtime.decide(1, 50)
    #expect(second.replicas == ReplicaObservation(current: 5, ready: 1))
    let third = runtime.decide(2, 50)
    #expect(third.replicas == ReplicaObservation(current: 5, ready: 5))
    #expect(third.service.headroomRatio == 0)
    #expect(third.service.overloadSeconds == 30)
    #expect(third.service.overloadRatio == 2.0 / 3.0)
    // A reload leaves the fleet as it is.
    var reloaded = try Fixture.runtime(settings, at: 3, memory: runtime.memory)
    reloaded.adopt(runtime)
    #expect(reloaded.decide(3, 50).replicas == ReplicaObservation(current: 5, ready: 5))
  }

  @Test func knowsNoOverloadWithoutReplicas() throws {
    var runtime = try Fixture.runtime(Fixture.workload())
    let status = runtime.decide(0, 35)
    #expect(status.service == ServiceStatus())
  }
}
