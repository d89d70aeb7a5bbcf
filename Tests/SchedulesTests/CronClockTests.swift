import Calendar
import Testing
import TimeSeries

@testable import Schedules

/// When expressions come, on clocks that never change and on clocks that do.
@Suite struct CronClockTests {
  @Test(arguments: [
    ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
    ("* * * * *", "2026-01-01T00:00:59.999Z", "2026-01-01T00:01:00Z"),
    ("* * * * *", "2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z"),
    ("0 8 * * 1-5", "2026-02-27T08:00:00Z", "2026-03-02T08:00:00Z"),
    ("0 8 * * 1-5", "2026-02-27T07:59:59.999Z", "2026-02-27T08:00:00Z"),
    ("*/20 9-17 * * *", "2026-02-27T17:40:00Z", "2026-02-28T09:00:00Z"),
    // The 13th or a Friday.
    ("0 0 13 * FRI", "2026-03-06T00:00:00Z", "2026-03-13T00:00:00Z"),
    ("0 0 13 * FRI", "2026-04-10T00:00:00Z", "2026-04-13T00:00:00Z"),
    // A star with a step is a star: odd days that are Fridays.
    ("0 0 */2 * FRI", "2026-03-06T00:00:00Z", "2026-03-13T00:00:00Z"),
    // Leap days.
    ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
    ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
    ("0 0 29 2 */7", "2026-01-01T00:00:00Z", "2032-02-29T00:00:00Z"),
    ("0 0 29 2 */7", "2088-02-29T00:00:00Z", "2128-02-29T00:00:00Z"),
    ("0 * 29 2 */7", "2088-02-29T23:00:00Z", "2128-02-29T00:00:00Z"),
    ("0 0 31 * *", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z"),
    ("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"),
    ("@hourly", "1969-12-31T22:30:00Z", "1969-12-31T23:00:00Z"),
    ("30 6 * * *", "1969-12-30T06:30:00Z", "1969-12-31T06:30:00Z"),
  ])
  func comesInUTC(text: String, after: String, expected: String) throws {
    let cron = try CronExpression(text)
    let next = try moment(expected)
    #expect(cron.next(after: try moment(after)) == next)
    #expect(cron.previous(atOrBefore: next) == next)
    #expect(cron.previous(atOrBefore: next + .milliseconds(1)) == next)
    let before = try #require(cron.previous(atOrBefore: next - .milliseconds(1)))
    #expect(try before <= moment(after))
    #expect(cron.next(after: before) == next)
  }

  @Test(arguments: ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 30-31 FEB *", "5 * 31 2 */2"])
  func neverComes(text: String) throws {
    let cron = try CronExpression(text)
    #expect(!cron.isPossible)
    for zone in [TimeZoneRules.utc, try ZoneFiles.rules("Europe/Berlin")] {
      for moment in [try moment("2026-01-01T00:00:00Z"), Timestamp(milliseconds: .max)] {
        #expect(cron.next(after: moment, zone: zone) == nil)
        #expect(cron.previous(atOrBefore: moment, zone: zone) == nil)
      }
    }
    // With a restricted day of the week the other half still comes.
    #expect(try CronExpression("0 0 30 2 MON").isPossible)
  }

  @Test(arguments: ["0 8 * * *", "*/5 * * * *", "0 0 29 2 */7"])
  func theEndsOfTime(text: String) throws {
    let cron = try CronExpression(text)
    for zone in [TimeZoneRules.utc, try ZoneFiles.rules("America/New_York")] {
      let first = Timestamp(milliseconds: .min)
      let last = Timestamp(milliseconds: .max)
      #expect(cron.next(after: last, zone: zone) == nil)
      #expect(cron.previous(atOrBefore: first, zone: zone) == nil)
      #expect(try #require(cron.next(after: first, zone: zone)) < moment("0041-01-01T00:00:00Z"))
      #expect(
        try #require(cron.previous(atOrBefore: last, zone: zone)) > moment("9950-01-01T00:00:00Z"))
    }
  }

  /// All times that an expression comes after one moment up to another, as `next` tells them.
  static let changes: [(zone: String, text: String, from: String, to: String, times: [String])] = [
    // Berlin puts clocks forward at 01:00 UTC on March 29, from 02:00 to 03:00.
    (
      "Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z",
      ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
    ),
    // Several times in the gap come once; 03:00 is the same moment.
    (
      "Europe/Berlin", "0,20,40 2,3 * * *", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z",
      ["2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z", "2026-03-29T01:40:00Z"]
    ),
    (
      "Europe/Berlin", "0 2 29 3 *", "2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z",
      ["2026-03-29T01:00:00Z", "2027-03-29T00:00:00Z"]
    ),
    (
      "Europe/Berlin", "30 * * * *", "2026-03-28T23:40:00Z", "2026-03-29T03:00:00Z",
      ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"]
    ),
    // A minute that begins with a star is a rhythm: nothing at 2 o'clock where there is none.
    (
      "Europe/Berlin", "*/30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-30T00:30:00Z",
      ["2026-03-30T00:00:00Z", "2026-03-30T00:30:00Z"]
    ),
    // And back at 01:00 UTC on October 25, from 03:00 to 02:00.
    (
      "Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z",
      ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
    ),
    (
      "Europe/Berlin", "0 0-23 * * *", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z",
      ["2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z"]
    ),
    (
      "Europe/Berlin", "0 * * * *", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z",
      [
        "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z",
        "2026-10-25T03:00:00Z",
      ]
    ),
    (
      "Europe/Berlin", "*/30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z",
      [
        "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z",
        "2026-10-25T01:30:00Z",
      ]
    ),
    // New York: forward at 07:00 UTC on March 8, back at 06:00 UTC on November 1.
    (
      "America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z",
      ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]
    ),
    (
      "America/New_York", "0 8 * * 1-5", "2026-03-06T00:00:00Z", "2026-03-10T00:00:00Z",
      ["2026-03-06T13:00:00Z", "2026-03-09T12:00:00Z"]
    ),
    (
      "America/New_York", "30 1 * * SUN", "2026-10-26T00:00:00Z", "2026-11-09T00:00:00Z",
      ["2026-11-01T05:30:00Z", "2026-11-08T06:30:00Z"]
    ),
    (
      "America/New_York", "30 */1 * * *", "2026-11-01T04:40:00Z", "2026-11-01T08:00:00Z",
      ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"]
    ),
    // Lord Howe moves by half an hour: forward from 02:00 to 02:30 on October 3 at 15:30 UTC, back from 02:00
    // to 01:30 on April 4 at 15:00 UTC.
    (
      "Australia/Lord_Howe", "15 2 * * *", "2026-10-02T00:00:00Z", "2026-10-05T00:00:00Z",
      ["2026-10-02T15:45:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
    ),
    (
      "Australia/Lord_Howe", "45 2 * * *", "2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z",
      ["2026-10-03T15:45:00Z"]
    ),
    (
      "Australia/Lord_Howe", "45 1 * * *", "2026-04-03T20:00:00Z", "2026-04-06T00:00:00Z",
      ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
    ),
    (
      "Australia/Lord_Howe", "45 * * * *", "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z",
      ["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-04T16:15:00Z"]
    ),
    // Midnight that does not exist: Beirut begins that day at 01:00.
    (
      "Asia/Beirut", "@daily", "2026-03-27T23:00:00Z", "2026-03-30T00:00:00Z",
      ["2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"]
    ),
    // Samoa left out December 30.
    (
      "Pacific/Apia", "0 9 * * *", "2011-12-29T10:00:00Z", "2012-01-01T00:00:00Z",
      [
        "2011-12-29T19:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T19:00:00Z",
        "2011-12-31T19:00:00Z",
      ]
    ),
  ]

  @Test(arguments: changes.indices)
  func clocksThatChange(index: Int) throws {
    let (name, text, from, to, times) = Self.changes[index]
    let zone = try ZoneFiles.rules(name)
    let cron = try CronExpression(text)
    let (start, end) = (try moment(from), try moment(to))
    var forward: [Timestamp] = []
    var time = start
    while let next = cron.next(after: time, zone: zone), next <= end {
      forward.append(next)
      time = next
    }
    var backward: [Timestamp] = []
    time = end
    while let previous = cron.previous(atOrBefore: time, zone: zone), previous > start {
      backward.append(previous)
      time = previous - .milliseconds(1)
    }
    let expected = try times.map { try moment($0) }
    #expect(forward == expected, "\(name) \(text): \(forward)")
    #expect(backward.reversed() == expected, "\(name) \(text): \(backward)")
  }
}
