import Configuration
import Feeds
import Scaling
import Schedules
import Testing
import TimeSeries

@testable import Sidecar

/// Schedules in a running workload.
struct ScheduleStepTests {
  /// A runtime whose only schedule is in force from cycle 10 up to 20.
  private func runtime(_ bounds: ReplicaBounds) throws -> WorkloadRuntime {
    var settings = Fixture.workload()
    settings.replicas.max = 30
    settings.scheduleGroups = [
      [
        try ReplicaSchedule(
          name: "sale", bounds: bounds,
          timing: .window(from: Fixture.tick(10), to: Fixture.tick(20)))
      ]
    ]
    return try Fixture.runtime(settings)
  }

  @Test(arguments: [
    (ReplicaBounds.floor(7), 25.0, 7), (.floor(7), 95.0, 10), (.ceiling(5), 95.0, 5),
    (.ceiling(5), 25.0, 3), (.exact(6), 25.0, 6), (.exact(6), 95.0, 6), (.floor(40), 25.0, 30),
  ])
  func boundsHoldWhileItIsInForce(_ bounds: ReplicaBounds, _ load: Double, _ expected: Int) throws {
    var runtime = try runtime(bounds)
    let asked = Int((load / 10).rounded(.up))
    #expect(runtime.decide(9, load).recommendation?.replicas == asked)
    var status = runtime.decide(10, load)
    // The behavior holds for schedules too: it may take a while to get there.
    for cycle in 11..<20 { status = runtime.decide(cycle, load) }
    #expect(status.recommendation?.replicas == expected)
    #expect(status.schedules?.inForce == ["sale"])
    let limits = status.recommendation?.limits.map(\.kind) ?? []
    #expect(limits.contains(.schedule) == (expected != asked))
    let after = runtime.decide(20, load)
    #expect(after.schedules?.inForce == [])
    #expect(after.schedules?.upcoming == [])
    #expect(after.recommendation?.limits.contains { $0.kind == .schedule } == false)
  }

  @Test func whatComesNextIsTold() throws {
    var runtime = try runtime(.exact(6))
    let status = runtime.decide(0, 25)
    #expect(status.schedules?.upcoming.map(\.change) == ["start", "end"])
    #expect(status.schedules?.upcoming.map(\.time) == [Fixture.tick(10), Fixture.tick(20)])
    #expect(status.schedules?.upcoming[0].exact == 6)
    var plain = try Fixture.runtime(Fixture.workload())
    #expect(plain.decide(0, 25).schedules == nil)
  }

  @Test func aScheduleNeedsNoSignal() throws {
    var runtime = try runtime(.floor(4))
    #expect(runtime.decide(0, nil).recommendation?.replicas == nil)
    #expect(runtime.decide(10, nil).recommendation?.replicas == 4)
  }
}
