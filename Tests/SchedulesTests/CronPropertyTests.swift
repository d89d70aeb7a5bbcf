import Calendar
import Testing
import TimeSeries

@testable import Schedules
import TestSupport

/// Random expressions against searches that know nothing of how ``CronExpression`` searches.
@Suite struct CronPropertyTests {
  /// An expression and the values that its fields were made from.
  struct Sample {
    var text: String
    var minutes: [Bool]
    var hours: [Bool]
    var monthDays: [Bool]
    var months: [Bool]
    var weekdays: [Bool]
    var isEitherDay: Bool

    init(_ random: inout SeededGenerator) {
      let fields = [0...59, 0...23, 1...31, 1...12, 0...6].map { Self.field($0, &random) }
      text = fields.map(\.text).joined(separator: " ")
      minutes = fields[0].values
      hours = fields[1].values
      monthDays = fields[2].values
      months = fields[3].values
      weekdays = fields[4].values
      isEitherDay = !fields[2].text.hasPrefix("*") && !fields[4].text.hasPrefix("*")
    }

    private static func field(
      _ range: ClosedRange<Int>, _ random: inout SeededGenerator
    ) -> (text: String, values: [Bool]) {
      var values = [Bool](repeating: false, count: range.upperBound + 1)
      func allow(_ chosen: some Sequence<Int>) { for value in chosen { values[value] = true } }
      let first = Int.random(in: range, using: &random)
      let last = Int.random(in: first...range.upperBound, using: &random)
      let step = Int.random(in: 1...range.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0...2:
        allow(range)
        return ("*", values)
      case 3:
        allow(stride(from: range.lowerBound, through: range.upperBound, by: step))
        return ("*/\(step)", values)
      case 4:
        allow(first...last)
        return ("\(first)-\(last)", values)
      case 5:
        allow(stride(from: first, through: last, by: step))
        return ("\(first)-\(last)/\(step)", values)
      default:
        let others = (0..<3).map { _ in Int.random(in: range, using: &random) }
        allow(others)
        return (others.map(String.init).joined(separator: ","), values)
      }
    }

    func matches(_ date: CivilDate) -> Bool {
      let (_, month, day) = date.numbers
      let weekday = date.weekday == .sunday ? 0 : date.weekday.rawValue
      guard months[month] else { return false }
      return isEitherDay
        ? monthDays[day] || weekdays[weekday] : monthDays[day] && weekdays[weekday]
    }

    func matches(minuteOfDay minute: Int) -> Bool { hours[minute / 60] && minutes[minute % 60] }
  }

  /// Minutes that the search by minutes looks at, at most: 20 days.
  static let horizon: Int64 = 20 * 1440

  /// Looks at minute after minute in UTC, in steps of 1 or -1, for the first from `minute` on.
  private func search(_ sample: Sample, from minute: Int64, step: Int64) -> Timestamp? {
    var today = Int64.min
    var isDay = false
    for index in 0..<Self.horizon {
      let candidate = minute + index * step
      let day = candidate >= 0 ? candidate / 1440 : (candidate - 1439) / 1440
      if day != today {
        today = day
        isDay = sample.matches(CivilDate(dayNumber: Int(day)))
      }
      if isDay, sample.matches(minuteOfDay: Int(candidate - day * 1440)) {
        return Timestamp(milliseconds: candidate * 60_000)
      }
    }
    return nil
  }

  @Test func agreesWithASearchByMinutes() throws {
    var random = SeededGenerator(seed: 11)
    var found = 0
    for _ in 0..<200 {
      let sample = Sample(&random)
      let cron = try CronExpression(sample.text)
      let minute = Int64.random(in: -40_000_000...70_000_000, using: &random)
      let time = Timestamp(
        milliseconds: minute * 60_000 + Int64.random(in: 0..<60_000, using: &random))
      let limit = Duration.seconds(Self.horizon * 60)
      let next = search(sample, from: minute + 1, step: 1)
      let previous = search(sample, from: minute, step: -1)
      let answer = (next: cron.next(after: time), previous: cron.previous(atOrBefore: time))
      if let next {
        #expect(answer.next == next, "\(sample.text) after \(time)")
        found += 1
      } else if let claimed = answer.next {
        #expect(claimed > time + limit, "\(sample.text) after \(time)")
      }
      if let previous {
        #expect(answer.previous == previous, "\(sample.text) before \(time)")
      } else if let claimed = answer.previous {
        #expect(claimed <= time - limit + .seconds(60), "\(sample.text) before \(time)")
      }
    }
    #expect(found > 80)
  }

  /// Rhythms come at the moments at which the clock shows a time that matches, and at no others.
  @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
  func rhythmsFollowTheClock(name: String) throws {
    let zone = try ZoneFiles.rules(name)
    var clock = LocalClock(zone)
    var random = SeededGenerator(seed: 12)
    // Around all changes of the year: three days each, in March, April, October and November.
    let starts = [
      "2026-03-07T18:00:00Z", "2026-03-28T12:00:00Z", "2026-04-04T00:00:00Z",
      "2026-10-03T00:00:00Z", "2026-10-24T12:00:00Z", "2026-10-31T18:00:00Z",
    ]
    for start in try starts.map({ try moment($0) }) {
      for _ in 0..<12 {
        let sample = Sample(&random)
        let cron = try CronExpression(sample.text)
        guard !cron.isFixedTime else { continue }
        let end = start + .seconds(36 * 3600)
        var expected: [Timestamp] = []
        var time = start
        while time < end {
          time = time + .seconds(60)
          let local = clock.localTime(at: time)
          if sample.matches(minuteOfDay: local.secondOfDay / 60), sample.matches(local.date) {
            expected.append(time)
          }
        }
        var found: [Timestamp] = []
        time = start
        while let next = cron.next(after: time, zone: zone), next <= end {
          found.append(next)
          time = next
        }
        #expect(found == expected, "\(sample.text) in \(name) from \(start)")
      }
    }
  }

  /// `next` and `previous` tell the same moments, of times of day too.
  @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])
  func bothDirectionsAgree(name: String) throws {
    let zone = try ZoneFiles.rules(name)
    var random = SeededGenerator(seed: 13)
    for _ in 0..<150 {
      let sample = Sample(&random)
      let cron = try CronExpression(sample.text)
      let second = Int64.random(in: 1_300_000_000...1_900_000_000, using: &random)
      let time = Timestamp(milliseconds: second * 1000)
      guard let next = cron.next(after: time, zone: zone) else { continue }
      #expect(next > time)
      #expect(cron.previous(atOrBefore: next, zone: zone) == next, "\(sample.text) \(next)")
      let before = cron.previous(atOrBefore: next - .milliseconds(1), zone: zone)
      if let before {
        #expect(before <= time, "\(sample.text) \(time)")
        #expect(cron.next(after: before, zone: zone) == next, "\(sample.text) \(before)")
      }
      #expect(cron.previous(atOrBefore: time, zone: zone) == before, "\(sample.text) \(time)")
    }
  }
}
