import Calendar
import Testing
import TimeSeries

@testable import Schedules

@Suite struct ReplicaScheduleTests {
  static func cron(_ start: String, _ end: String) throws -> ReplicaSchedule.Timing {
    .cron(start: try CronExpression(start), end: try CronExpression(end))
  }

  static func repeating(_ start: String, _ duration: Duration) throws -> ReplicaSchedule.Timing {
    .repeating(start: try CronExpression(start), duration: duration)
  }

  /// A schedule's changes after one moment, as texts, at most `limit`.
  private func changes(
    _ timing: ReplicaSchedule.Timing, zone: String = "UTC", after start: String, limit: Int = 4
  ) throws -> [String] {
    let schedule = try ReplicaSchedule(
      name: "s", zone: ZoneFiles.rules(zone), bounds: .floor(1), timing: timing)
    let book = try ScheduleBook([schedule])
    return book.upcoming(after: try moment(start), limit: limit).map { "\($0.kind) \($0.at)" }
  }

  @Test func fromStartToEnd() throws {
    let timing = try Self.cron("0 8 * * 1-5", "0 18 * * 1-5")
    #expect(
      try changes(timing, after: "2026-03-06T08:00:00Z")
        == [
          "end 2026-03-06T18:00:00Z", "start 2026-03-09T08:00:00Z", "end 2026-03-09T18:00:00Z",
          "start 2026-03-10T08:00:00Z",
        ])
  }

  @Test func aStartWhileInForceStartsNothing() throws {
    let timing = try Self.cron("0 8 * * *", "0 18 * * FRI")
    #expect(
      try changes(timing, after: "2026-03-02T09:00:00Z")
        == [
          "end 2026-03-06T18:00:00Z", "start 2026-03-07T08:00:00Z", "end 2026-03-13T18:00:00Z",
          "start 2026-03-14T08:00:00Z",
        ])
  }

  @Test func anEndGoesBeforeAStartAtTheSameMoment() throws {
    #expect(
      try changes(Self.cron("0 8 * * *", "0 8 * * *"), after: "2026-03-02T00:00:00Z") == [])
    // On Mondays both come at eight.
    #expect(
      try changes(Self.cron("0 8 * * *", "0 8 * * MON"), after: "2026-03-01T09:00:00Z", limit: 3)
        == ["end 2026-03-02T08:00:00Z", "start 2026-03-03T08:00:00Z", "end 2026-03-09T08:00:00Z"])
  }

  @Test func aDurationCountsSeconds() throws {
    // The night in which Berlin puts clocks forward, and the one in which it puts them back.
    let timing = try Self.repeating("0 1 * * *", .seconds(3 * 3600))
    #expect(
      try changes(timing, zone: "Europe/Berlin", after: "2026-03-28T23:00:00Z", limit: 3)
        == ["start 2026-03-29T00:00:00Z", "end 2026-03-29T03:00:00Z", "start 2026-03-29T23:00:00Z"])
    #expect(
      try changes(timing, zone: "Europe/Berlin", after: "2026-10-24T22:00:00Z", limit: 2)
        == ["start 2026-10-24T23:00:00Z", "end 2026-10-25T02:00:00Z"])
  }

  @Test func aDurationBeginsAnew() throws {
    let timing = try Self.repeating("0 8,9,10 * * *", .seconds(5400))
    #expect(
      try changes(timing, after: "2026-03-02T00:00:00Z", limit: 3)
        == ["start 2026-03-02T08:00:00Z", "end 2026-03-02T11:30:00Z", "start 2026-03-03T08:00:00Z"])
    // One that is as long as its rhythm never ends.
    #expect(
      try changes(Self.repeating("@hourly", .seconds(3600)), after: "2026-03-02T00:00:00Z") == [])
  }

  @Test func clocksThatSkipBothEnds() throws {
    // 02:15 and 02:45 are the same moment in that night: the window is empty.
    let short = try Self.cron("15 2 * * *", "45 2 * * *")
    #expect(
      try changes(short, zone: "Europe/Berlin", after: "2026-03-28T12:00:00Z", limit: 2)
        == ["start 2026-03-30T00:15:00Z", "end 2026-03-30T00:45:00Z"])
    // All day but for half an hour: in that night there is no such half hour.
    let long = try Self.cron("45 2 * * *", "15 2 * * *")
    #expect(
      try changes(long, zone: "Europe/Berlin", after: "2026-03-28T12:00:00Z", limit: 2)
        == ["end 2026-03-30T00:15:00Z", "start 2026-03-30T00:45:00Z"])
  }

  @Test func anHourThatComesTwice() throws {
    let timing = try Self.cron("30 2 * * *", "0 3 * * *")
    #expect(
      try changes(timing, zone: "Europe/Berlin", after: "2026-10-24T12:00:00Z", limit: 3)
        == ["start 2026-10-25T00:30:00Z", "end 2026-10-25T02:00:00Z", "start 2026-10-26T01:30:00Z"])
  }

  @Test func aWindowComesOnce() throws {
    let timing = ReplicaSchedule.Timing.window(
      from: try moment("2026-11-27T00:00:00Z"), to: try moment("2026-11-28T00:00:00Z"))
    #expect(
      try changes(timing, after: "2026-01-01T00:00:00Z")
        == ["start 2026-11-27T00:00:00Z", "end 2026-11-28T00:00:00Z"])
    #expect(
      try changes(timing, after: "2026-11-27T00:00:00Z") == ["end 2026-11-28T00:00:00Z"])
    #expect(try changes(timing, after: "2026-11-28T00:00:00Z") == [])
  }

  @Test func complaints() throws {
    let day = try Self.cron("0 8 * * *", "0 18 * * *")
    let epoch = Timestamp(milliseconds: 0)
    let cases: [(String, ReplicaBounds, ReplicaSchedule.Timing, String)] = [
      ("", .floor(1), day, "schedule \"\": name: expected a name that is not empty"),
      (
        "s", .floor(-1), day,
        "schedule \"s\": floor: expected a whole number from 0 to 2147483647, found -1"
      ),
      (
        "s", .exact(1 << 31), day,
        "schedule \"s\": exact: expected a whole number from 0 to 2147483647, found 2147483648"
      ),
      (
        "s", .between(floor: 3, ceiling: 2), day,
        "schedule \"s\": ceiling: expected a whole number not below floor, 3, found 2"
      ),
      (
        "s", .floor(1), try Self.cron("0 0 30 2 *", "@daily"),
        "schedule \"s\": start: expected a time that comes, found \"0 0 30 2 *\", which never does"
      ),
      (
        "s", .floor(1), try Self.cron("@daily", "0 0 31 4 *"),
        "schedule \"s\": end: expected a time that comes, found \"0 0 31 4 *\", which never does"
      ),
      (
        "s", .floor(1), try Self.repeating("@daily", .zero),
        "schedule \"s\": duration: expected a duration from 1 ms to ten years, found 0.0 seconds"
      ),
      (
        "s", .floor(1), .window(from: epoch, to: epoch),
        "schedule \"s\": to: expected a moment after from, 1970-01-01T00:00:00Z, found 1970-01-01T00:00:00Z"
      ),
    ]
    for (name, bounds, timing, complaint) in cases {
      let error = #expect(throws: ScheduleError.self) {
        try ReplicaSchedule(name: name, bounds: bounds, timing: timing)
      }
      #expect(error?.description == complaint)
    }
  }
}
