import Foundation
import Testing
import TimeSeries

@testable import Calendar
import TestSupport

@Suite struct TimeZoneRulesTests {
  /// Asks Python's zoneinfo about many moments and local times of many zones.
  private static let script = """
    import random, sys, zoneinfo
    from datetime import datetime, timedelta, timezone
    random.seed(7)
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    zoneinfo.reset_tzpath(to=[sys.argv[1]])
    for name in sorted(zoneinfo.available_timezones()):
        if name.startswith(("right/", "posix/")) or name == "localtime":
            continue
        zone = zoneinfo.ZoneInfo(name)
        for _ in range(60):
            second = random.randrange(-3_000_000_000, 6_000_000_000)
            local = (epoch + timedelta(seconds=second)).astimezone(zone)
            print("at", name, second, int(local.utcoffset().total_seconds()))
        for _ in range(20):
            year = random.choice([1943, 1977, 1999, 2011, 2026, 2040, 2077])
            day = datetime(year, random.randrange(1, 13), 1)
            while day.day < 28 and (day.replace(tzinfo=zone).utcoffset()
                    == (day + timedelta(days=1)).replace(tzinfo=zone).utcoffset()):
                day += timedelta(days=1)
            for half in range(0, 50):
                wall = day + timedelta(minutes=30 * half)
                seconds = []
                for fold in (0, 1):
                    offset = wall.replace(fold=fold, tzinfo=zone).utcoffset().total_seconds()
                    seconds.append(int((wall - datetime(1970, 1, 1)).total_seconds() - offset))
                if half == 0 or seconds[0] != seconds[1]:
                    print("local", name, int((wall - datetime(1970, 1, 1)).total_seconds()), *seconds)
    """

  @Test func agreesWithPython() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, ZoneFiles.folder]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    var zones: [String: TimeZoneRules] = [:]
    var changes = 0
    var lines = 0
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let name = words[1]
      let numbers = words.dropFirst(2).compactMap { Int64($0) }
      let rules = try zones[name] ?? ZoneFiles.rules(name)
      zones[name] = rules
      lines += 1
      if words[0] == "at" {
        let moment = Timestamp(milliseconds: numbers[0] * 1000)
        #expect(rules.offset(at: moment) == Int(numbers[1]), "\(line)")
        continue
      }
      let moments = rules.moments(of: LocalTime(wallSeconds: numbers[0]))
      #expect(moments.moment.milliseconds == numbers[1] * 1000, "\(line): \(moments)")
      if case .once = moments {
        #expect(numbers[1] == numbers[2], "\(line): \(moments)")
      } else {
        changes += 1
      }
      if case .twice(_, let later) = moments {
        #expect(later.milliseconds == numbers[2] * 1000, "\(line): \(moments)")
      }
      if case .skipped(let change, let shifted) = moments {
        #expect(numbers[1] > numbers[2])
        #expect(change <= shifted)
      }
    }
    #expect(zones.count > 300)
    #expect(lines > 20_000)
    #expect(changes > 1000)
  }

  @Test(arguments: [
    ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59"),
    ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
    ("2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
    ("2026-10-25T01:00:00Z", "2026-10-25T02:00:00"),
    ("2099-07-01T12:00:00Z", "2099-07-01T14:00:00"),
    ("1800-01-01T00:00:00Z", "1800-01-01T00:53:28"),
  ])
  func clocksOfBerlin(moment: String, local: String) throws {
    let berlin = try ZoneFiles.rules("Europe/Berlin")
    let moment = try #require(Timestamp(rfc3339: moment))
    #expect(berlin.localTime(at: moment).description == local)
    var clock = LocalClock(berlin)
    #expect(clock.localTime(at: moment).description == local)
  }

  @Test func skippedAndRepeatedTimes() throws {
    let berlin = try ZoneFiles.rules("Europe/Berlin")
    let skipped = try #require(LocalTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30))
    #expect(
      berlin.moments(of: skipped)
        == .skipped(
          change: try #require(Timestamp(rfc3339: "2026-03-29T01:00:00Z")),
          shifted: try #require(Timestamp(rfc3339: "2026-03-29T01:30:00Z"))))
    let repeated = try #require(LocalTime(year: 2026, month: 10, day: 25, hour: 2, minute: 30))
    #expect(
      berlin.moments(of: repeated)
        == .twice(
          earlier: try #require(Timestamp(rfc3339: "2026-10-25T00:30:00Z")),
          later: try #require(Timestamp(rfc3339: "2026-10-25T01:30:00Z"))))
    // A whole day that Samoa left out.
    let apia = try ZoneFiles.rules("Pacific/Apia")
    let lost = try #require(CivilDate(year: 2011, month: 12, day: 30))
    #expect(apia.start(of: lost) == apia.start(of: lost.adding(days: 1)))
  }

  @Test func aClockAgreesWithItsZone() throws {
    var generator = SeededGenerator(seed: 3)
    for name in ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"] {
      let rules = try ZoneFiles.rules(name)
      var clock = LocalClock(rules)
      for _ in 0..<3000 {
        let moment = Timestamp(
          milliseconds: Int64.random(in: -4_000_000_000_000...9_000_000_000_000, using: &generator))
        #expect(clock.offset(at: moment) == rules.offset(at: moment))
      }
    }
  }

  @Test(arguments: [
    ("UTC", 0), ("Etc/UTC", 0), ("Z", 0), ("+02:00", 7200), ("-0330", -12_600), ("UTC+1", 3600),
    ("GMT-11", -39_600), ("+18", 64_800),
  ])
  func builtIn(name: String, offset: Int) {
    #expect(TimeZoneRules(builtIn: name)?.offset(at: Timestamp(milliseconds: 0)) == offset)
  }

  @Test(arguments: ["", "+", "+1:2", "+25", "+01:60", "++1", "CET", "+1:00:00", "+é1", "UTC1"])
  func noBuiltIn(name: String) {
    #expect(TimeZoneRules(builtIn: name) == nil)
  }

  @Test(arguments: [Int64.min, -62_135_596_800_000, 0, 253_402_300_799_000, Int64.max])
  func everyMomentHasALocalTime(milliseconds: Int64) throws {
    for name in ["Europe/Berlin", "Asia/Tokyo", "Africa/Casablanca"] {
      let rules = try ZoneFiles.rules(name)
      let time = rules.localTime(at: Timestamp(milliseconds: milliseconds))
      _ = rules.moments(of: time)
      _ = rules.start(of: time.date)
    }
  }

  @Test(arguments: [
    ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
    ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
    ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-06-01T00:00:00Z", -7200),
    ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-12-01T00:00:00Z", -10_800),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
    ("EET-2EEST,M3.5.4/50,M10.5.4/50", "2026-03-27T23:59:59Z", 7200),
    ("EET-2EEST,M3.5.4/50,M10.5.4/50", "2026-03-28T00:00:00Z", 10_800),
  ])
  func posixRules(text: String, moment: String, offset: Int) throws {
    let rule = try PosixRule(Array(text.utf8))
    let moment = try #require(Timestamp(rfc3339: moment))
    let span = rule.span(at: moment.milliseconds / 1000)
    #expect(span.offset == offset)
    #expect(span.contains(moment.milliseconds / 1000))
  }

  @Test(arguments: [
    "", "C", "CET", "CET-", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,J0,J3", "CET-1CEST,366,3", "CET-25", "<>1",
    "CET-1CEST,M3.5.0,M10.5.0/168", "CET-1CEST,M3.5.0,M10.5.0x",
  ])
  func wrongPosixRules(text: String) {
    #expect(throws: TimeZoneError.self) { try PosixRule(Array(text.utf8)) }
  }

  @Test func damagedFilesAreRefusedOrRead() throws {
    var generator = SeededGenerator(seed: 11)
    let whole = try ZoneFiles.bytes("America/New_York")
    for length in stride(from: 0, to: whole.count, by: 7) {
      #expect(throws: TimeZoneError.self) {
        try TimeZoneRules(name: "cut", tzif: Array(whole.prefix(length)))
      }
    }
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      guard let rules = try? TimeZoneRules(name: "damaged", tzif: bytes) else { continue }
      for _ in 0..<5 {
        let moment = Timestamp(
          milliseconds: Int64.random(in: .min ... .max, using: &generator)
            >> Int64.random(in: 0...40, using: &generator))
        _ = rules.moments(of: rules.localTime(at: moment))
      }
    }
  }

  @Test func errorsSayWhatWasExpected() {
    #expect(
      throws: TimeZoneError("it does not begin with `TZif`; expected a compiled time zone (TZif)")
    ) {
      try TimeZoneRules(name: "text", tzif: Array("hello world".utf8))
    }
  }
}
