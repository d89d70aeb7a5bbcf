import Calendar
import Testing
import TimeSeries

@testable import Schedules
import TestSupport

@Suite struct ScheduleBookTests {
  private static let now = Timestamp(milliseconds: 1_000_000)

  /// A book of schedules that are all in force, named `a`, `b`, `c` in order.
  private func book(_ entries: [(priority: Int, bounds: ReplicaBounds)]) throws -> ScheduleBook {
    try ScheduleBook(
      zip(["a", "b", "c", "d"], entries).map { name, entry in
        try ReplicaSchedule(
          name: name, priority: entry.priority, bounds: entry.bounds,
          timing: .window(from: Self.now, to: Self.now + .seconds(60)))
      })
  }

  private func text(_ bound: ScheduleState.Bound?) -> String? {
    bound.map { "\($0.replicas) \($0.schedule)" }
  }

  struct Merge: CustomTestStringConvertible {
    var testDescription: String
    var entries: [(priority: Int, bounds: ReplicaBounds)]
    var floor: String?
    var ceiling: String?
    var exact: String?
  }

  static let merges = [
    Merge(testDescription: "nothing", entries: []),
    Merge(testDescription: "one floor", entries: [(0, .floor(3))], floor: "3 a"),
    Merge(
      testDescription: "both bounds", entries: [(0, .between(floor: 2, ceiling: 9))], floor: "2 a",
      ceiling: "9 a"),
    Merge(
      testDescription: "the highest floor",
      entries: [(0, .floor(3)), (0, .floor(8)), (0, .floor(5))],
      floor: "8 b"),
    Merge(
      testDescription: "the lowest ceiling", entries: [(0, .ceiling(9)), (0, .ceiling(5))],
      ceiling: "5 b"),
    Merge(
      testDescription: "only the highest priority's floors",
      entries: [(1, .floor(3)), (0, .floor(8)), (1, .floor(2))], floor: "3 a"),
    Merge(
      testDescription: "only the highest priority's ceilings",
      entries: [(0, .ceiling(3)), (1, .ceiling(8))], ceiling: "8 b"),
    Merge(
      testDescription: "a priority without a floor leaves it to others",
      entries: [(5, .ceiling(9)), (-1, .floor(4))], floor: "4 b", ceiling: "9 a"),
    Merge(
      testDescription: "equal floors: the later", entries: [(0, .floor(3)), (0, .floor(3))],
      floor: "3 b"),
    Merge(
      testDescription: "floor above ceiling: the floor's priority",
      entries: [(2, .floor(10)), (1, .ceiling(6))], floor: "10 a", ceiling: "10 a"),
    Merge(
      testDescription: "floor above ceiling: the ceiling's priority",
      entries: [(2, .ceiling(6)), (1, .floor(10))], floor: "6 a", ceiling: "6 a"),
    Merge(
      testDescription: "floor above ceiling: the later",
      entries: [(0, .floor(10)), (0, .ceiling(6))], floor: "6 b", ceiling: "6 b"),
    Merge(
      testDescription: "the highest priority's exact count",
      entries: [(1, .exact(3)), (2, .exact(2)), (0, .exact(9))], exact: "2 b"),
    Merge(
      testDescription: "equal priorities: the later exact count",
      entries: [(1, .exact(3)), (1, .exact(2))], exact: "2 b"),
    Merge(
      testDescription: "exact goes before bounds of its priority and lower",
      entries: [(1, .exact(3)), (1, .floor(9)), (0, .ceiling(1))], exact: "3 a"),
    Merge(
      testDescription: "a higher floor bounds exact", entries: [(2, .floor(9)), (1, .exact(3))],
      exact: "9 a"),
    Merge(
      testDescription: "a higher ceiling bounds exact",
      entries: [(1, .exact(3)), (2, .ceiling(2))],
      exact: "2 b"),
    Merge(
      testDescription: "higher bounds that hold it leave exact alone",
      entries: [(2, .between(floor: 1, ceiling: 5)), (1, .exact(3))], exact: "3 b"),
  ]

  @Test(arguments: merges)
  func merging(merge: Merge) throws {
    let book = try book(merge.entries)
    let state = book.state(at: Self.now)
    #expect(text(state.floor) == merge.floor)
    #expect(text(state.ceiling) == merge.ceiling)
    #expect(text(state.exact) == merge.exact)
    #expect(state.inForce.count == merge.entries.count)
    #expect(book.state(at: Self.now + .seconds(60)) == ScheduleState())
  }

  @Test func clamping() throws {
    let between = try book([(0, .between(floor: 2, ceiling: 5))])
    #expect([0, 2, 3, 5, 9].map { between.apply(to: $0, at: Self.now) } == [2, 2, 3, 5, 5])
    let exact = try book([(0, .exact(4))])
    #expect([0, 4, 9].map { exact.apply(to: $0, at: Self.now) } == [4, 4, 4])
    #expect(exact.state(at: Self.now).bound(limiting: 4) == nil)
    #expect(text(exact.state(at: Self.now).bound(limiting: 9)) == "4 a")
    #expect(ScheduleBook.none.apply(to: 7, at: Self.now) == 7)
  }

  @Test func whatIsInForceIsOrderedByRank() throws {
    let book = try book([(0, .floor(1)), (5, .floor(1)), (0, .ceiling(9)), (-1, .exact(3))])
    #expect(book.state(at: Self.now).inForce == ["b", "c", "a", "d"])
  }

  @Test func namesAreUnique() {
    let error = #expect(throws: ScheduleError.self) {
      try ScheduleBook(
        SchedulePreset.weekend.schedules() + SchedulePreset.weekend.schedules())
    }
    #expect(
      error?.description
        == "schedule \"weekend\": name: expected a name of its own, found one that another schedule has"
    )
  }

  /// Merged bounds are never contradictory, and clamping is monotone and idempotent.
  @Test func mergesAreSound() throws {
    var random = SeededGenerator(seed: 21)
    for _ in 0..<500 {
      let entries = (0..<4).map { _ -> (priority: Int, bounds: ReplicaBounds) in
        let counts = [Int.random(in: 0...9, using: &random), Int.random(in: 0...9, using: &random)]
        let bounds: [ReplicaBounds] = [
          .floor(counts[0]), .ceiling(counts[0]), .exact(counts[0]),
          .between(floor: counts.min() ?? 0, ceiling: counts.max() ?? 0),
        ]
        return (
          Int.random(in: 0...2, using: &random),
          bounds[Int.random(in: 0..<(random.next() % 3 == 0 ? 4 : 2), using: &random)]
        )
      }
      let state = try book(entries).state(at: Self.now)
      if let floor = state.floor, let ceiling = state.ceiling {
        #expect(floor.replicas <= ceiling.replicas)
      }
      #expect(state.exact == nil || state.floor == nil && state.ceiling == nil)
      let applied = (0...12).map(state.apply)
      #expect(applied == applied.sorted())
      #expect(applied.map(state.apply) == applied)
    }
  }

  @Test func upcomingOfThePresets() throws {
    let book = try ScheduleBook(SchedulePreset.allCases.flatMap { try $0.schedules() })
    let changes = book.upcoming(after: try moment("2026-03-06T17:00:00Z"), limit: 10)
    #expect(
      changes.map { "\($0.at) \($0.kind) \($0.schedule) \($0.bounds)" } == [
        "2026-03-06T18:00:00Z end business_hours exact 8",
        "2026-03-06T18:00:00Z start business_hours_night exact 4",
        "2026-03-06T22:00:00Z end weekend_over exact 6",
        "2026-03-06T22:00:00Z start weekend exact 2",
        "2026-03-08T02:00:00Z start maintenance_window exact 1",
        "2026-03-08T04:00:00Z end maintenance_window exact 1",
        "2026-03-09T08:00:00Z end business_hours_night exact 4",
        "2026-03-09T08:00:00Z end weekend exact 2",
        "2026-03-09T08:00:00Z start business_hours exact 8",
        "2026-03-09T08:00:00Z start weekend_over exact 6",
      ])
    #expect(book.upcoming(after: Self.now, limit: 0) == [])
    #expect(book.upcoming(after: Self.now, limit: -1) == [])
    #expect(ScheduleBook.none.upcoming(after: Self.now) == [])
    #expect(book.upcoming(after: Self.now, limit: .max).count == ScheduleBook.maximumChanges)
  }

  /// What is in force changes at the upcoming moments and at no others.
  @Test(arguments: ["UTC", "Europe/Berlin", "Australia/Lord_Howe"])
  func upcomingAgreesWithStates(name: String) throws {
    let zone = try ZoneFiles.rules(name)
    let hours = ["0 1", "15 2", "45 2", "30 1", "0 3", "0 8,20"]
    var random = SeededGenerator(seed: 22)
    for start in ["2026-03-28T00:00:00Z", "2026-10-03T00:00:00Z", "2026-10-24T00:00:00Z"] {
      let schedules = try (0..<4).map { index in
        let texts = (0..<2).map { _ in
          "\(hours[Int.random(in: 0..<hours.count, using: &random)]) * * *"
        }
        let timing =
          index == 0
          ? try ReplicaScheduleTests.repeating(texts[0], .seconds(5400))
          : try ReplicaScheduleTests.cron(texts[0], texts[1])
        return try ReplicaSchedule(
          name: "\(index)", zone: zone, bounds: .floor(index), timing: timing)
      }
      let book = try ScheduleBook(schedules)
      var time = try moment(start)
      let end = time + .seconds(2 * 86_400)
      var pending = book.upcoming(after: time, limit: 100)[...]
      var inForce = Set(book.state(at: time).inForce)
      while time < end {
        time = time + .seconds(300)
        while let change = pending.first, change.at <= time {
          pending = pending.dropFirst()
          if change.kind == .start {
            #expect(inForce.insert(change.schedule).inserted)
          } else {
            #expect(inForce.remove(change.schedule) != nil)
          }
        }
        #expect(Set(book.state(at: time).inForce) == inForce, "\(name) at \(time)")
      }
    }
  }
}
