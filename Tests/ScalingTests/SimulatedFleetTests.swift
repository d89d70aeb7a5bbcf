import Scaling
import Testing
import TimeSeries
import TestSupport

@Suite struct SimulatedFleetTests {
  private static func second(_ second: Int64) -> Timestamp {
    Timestamp(milliseconds: second * 1000)
  }

  @Test func servesAfterItsStartup() {
    var fleet = SimulatedFleet(replicas: 3, startup: .seconds(120))
    #expect(fleet.ready(at: Self.second(0)) == 3)
    fleet.scale(to: 5, at: Self.second(10))
    fleet.scale(to: 9, at: Self.second(70))
    #expect(fleet.total == 9)
    #expect(fleet.ready(at: Self.second(129)) == 3)
    #expect(fleet.ready(at: Self.second(130)) == 5)
    #expect(fleet.pending(at: Self.second(189)) == 4)
    #expect(fleet.ready(at: Self.second(190)) == 9)
  }

  @Test func givesUpTheYoungestFirst() {
    var fleet = SimulatedFleet(replicas: 3, startup: .seconds(120))
    fleet.scale(to: 5, at: Self.second(0))
    fleet.scale(to: 9, at: Self.second(60))
    // Two of the four that started last go on starting, and the two before them.
    fleet.scale(to: 7, at: Self.second(90))
    #expect(fleet.ready(at: Self.second(90)) == 3)
    #expect(fleet.ready(at: Self.second(120)) == 5)
    #expect(fleet.ready(at: Self.second(180)) == 7)
    // All that start go before any that serves.
    fleet.scale(to: 4, at: Self.second(100))
    #expect(fleet.ready(at: Self.second(100)) == 3)
    #expect(fleet.ready(at: Self.second(120)) == 4)
    fleet.scale(to: 1, at: Self.second(101))
    #expect(fleet.ready(at: Self.second(101)) == 1)
    #expect(fleet.ready(at: Self.second(900)) == 1)
  }

  @Test func bearsAnything() {
    var fleet = SimulatedFleet(replicas: -4, startup: .seconds(-5))
    #expect(fleet.total == 0)
    fleet.scale(to: .max, at: Timestamp(milliseconds: .max))
    #expect(fleet.total == ReplicaCount.most)
    #expect(fleet.ready(at: Timestamp(milliseconds: .max)) == ReplicaCount.most)
    fleet.startup = .seconds(Int64.max)
    fleet.scale(to: .min, at: Timestamp(milliseconds: .min))
    fleet.scale(to: 2, at: Timestamp(milliseconds: .max))
    #expect(fleet.pending(at: Timestamp(milliseconds: .min)) == 2)
  }

  @Test(arguments: UInt64(1)...30)
  func agreesWithAFleetOfSingleReplicas(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var fleet = SimulatedFleet(replicas: 5, startup: .seconds(90))
    var birthdays = Array(repeating: Int64.min / 2, count: 5)
    var now: Int64 = 0
    for _ in 0..<200 {
      now += Int64.random(in: 1...60, using: &generator)
      let goal = Int.random(in: 0...20, using: &generator)
      fleet.scale(to: goal, at: Self.second(now))
      while birthdays.count > goal { birthdays.removeLast() }
      while birthdays.count < goal { birthdays.append(now) }
      #expect(fleet.ready(at: Self.second(now)) == birthdays.count { now - $0 >= 90 })
    }
  }
}
