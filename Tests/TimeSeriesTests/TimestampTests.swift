import Foundation
import Testing
import TimeSeries
import TestSupport

struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
      ("2000-02-29t12:00:00z", 951_825_600_000),
      ("2024-02-29 23:59:59.5+00:00", 1_709_251_199_500),
      ("2026-02-28T09:30:00.123999-05:30", 1_772_290_800_123),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
    ] as [(String, Int64)])
  func textsOfRFC3339(text: String, milliseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2026-02-28", "2026-02-28T09:30Z", "2026-02-28T09:30:00", "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01", "2026-01-01T00:00:00Zx",
    "26-01-01T00:00:00Z",
    "+2026-01-01T00:00:00Z", "2026-01-01  00:00:00Z", "２026-01-01T00:00:00Z", "2026-1-01T00:00:00Z",
  ])
  func textsThatAreNotRFC3339(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func everyMomentComesBackAndIsFoundationsToo() throws {
    var random = SeededGenerator(seed: 1)
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
    for _ in 0..<2000 {
      let moment = Timestamp(
        milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))
      #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
      // Foundation changes to the Julian calendar in 1582.
      let seconds = moment.aligned(to: .seconds(1))
      if seconds.seconds > -12_000_000_000 {
        #expect(Date(timeIntervalSince1970: seconds.seconds).formatted(style) == seconds.rfc3339)
      }
    }
  }

  @Test func momentsBeyondTheCalendarDoNotTrap() {
    #expect(Timestamp(milliseconds: .max).rfc3339 == "+292278994-08-17T07:12:55.807Z")
    #expect(Timestamp(milliseconds: .min).rfc3339 == "-292275055-05-16T16:47:04.192Z")
  }

  @Test(
    arguments: [
      ("1700000000", 1_700_000_000_000), ("1700000000.25", 1_700_000_000_250),
      ("1.7e9", 1_700_000_000_000),
      ("-0.001", -1), ("0", 0), ("1970-01-01T00:00:01Z", 1000),
      ("1700000000.2499", 1_700_000_000_250),
      ("nan", nil), ("inf", nil), ("1e300", nil), ("0x10", nil), ("", nil), (" 1", nil),
      ("yesterday", nil),
      ("1970-01-01 00:00:01", nil),
    ] as [(String, Int64?)])
  func unixSecondsOrRFC3339(text: String, milliseconds: Int64?) {
    #expect(Timestamp(unixSecondsOrRFC3339: text)?.milliseconds == milliseconds)
  }

  @Test func arithmeticStopsAtTheEndsOfTime() {
    let last = Timestamp(milliseconds: .max)
    let first = Timestamp(milliseconds: .min)
    #expect(last + .seconds(1) == last)
    #expect(first - .seconds(1) == first)
    #expect(first + .seconds(-1) == first)
    #expect(last - first == .milliseconds(Int64.max))
    #expect(first - last == .milliseconds(Int64.min))
    #expect(first.aligned(to: .seconds(7)) >= first)
    #expect(last.alignedUp(to: .seconds(7)) == last)
    #expect(Timestamp(seconds: .infinity) == last && Timestamp(seconds: -.infinity) == first)
    #expect(Timestamp(seconds: .nan).milliseconds == 0)
  }

  @Test(
    arguments: [(7, 5, 5, 10), (-7, 5, -10, -5), (10, 5, 10, 10), (3, 0, 3, 3), (3, -1, 3, 3)]
      as [(Int64, Int64, Int64, Int64)])
  func alignment(moment: Int64, step: Int64, down: Int64, up: Int64) {
    let timestamp = Timestamp(milliseconds: moment)
    #expect(timestamp.aligned(to: .milliseconds(step)).milliseconds == down)
    #expect(timestamp.alignedUp(to: .milliseconds(step)).milliseconds == up)
  }
}
