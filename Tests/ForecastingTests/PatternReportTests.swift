import Calendar
import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

@Suite struct PatternReportTests {
  /// 2026-03-02 00:00 UTC, a Monday.
  private static let monday = Timestamp(milliseconds: 1_772_409_600_000)

  /// A series at `step` seconds from that Monday on; `value` gets the hour of the day, the day, and a generator.
  private static func series(
    days: Int, step: Int = 300, from start: Timestamp = monday,
    _ value: (Double, Int, inout SeededGenerator) -> Double
  ) -> RegularSeries {
    var generator = SeededGenerator(seed: 12)
    let values = (0..<days * 86_400 / step).map { index in
      value(Double(index * step % 86_400) / 3600, index * step / 86_400, &generator)
    }
    return RegularSeries(start: start, step: .seconds(step), values: values)
  }

  private static func officeHours(_ hour: Double, _ day: Int) -> Double {
    day % 7 < 5 && hour >= 9 && hour < 17 ? 100 : 20
  }

  @Test func officeHoursAreFound() throws {
    let series = Self.series(days: 28) { Self.officeHours($0, $1) + 3 * $2.normal() }
    let report = try #require(PatternReport(of: series))
    let weekly = try #require(report.weekly)
    let daily = try #require(report.daily)
    #expect(weekly.reliability > 0.95)
    #expect((0.4...0.8).contains(daily.reliability))
    #expect(weekly.cycles == 4)
    #expect(daily.cycles == 28)
    // Monday 10:00, Saturday 10:00, Monday 03:00.
    #expect(abs(try #require(weekly.means[10]) - 100) < 2)
    #expect(abs(try #require(weekly.means[5 * 24 + 10]) - 20) < 2)
    #expect(abs(try #require(weekly.means[3]) - 20) < 2)
    #expect(report.peakHours.map(\.hour) == Array(9..<17))
    for hour in report.peakHours { #expect((0.7...1).contains(hour.reliability)) }
    #expect(report.lowHours.map(\.hour) == Array(0..<9) + Array(17..<24))
    #expect(report.seasons.map(\.period) == [.seconds(86_400), .seconds(604_800)])
    let trend = try #require(report.trend)
    #expect(trend.reliability < 0.5)
    #expect(abs(trend.perDay) < 0.2)
  }

  @Test func hoursAreThoseOfTheLocalClockThroughTheChange() throws {
    // Clocks in Berlin change on 29 March 2026: on the UTC clock the peak moves, on the local one it does not.
    let berlin = try TimeZoneRules(
      name: "Europe/Berlin",
      tzif: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")))
    )
    let start = Timestamp(milliseconds: Self.monday.milliseconds + 14 * 86_400_000)
    let plain = Self.series(days: 28, from: start) { _, _, _ in 0 }
    var series = plain
    for index in series.values.indices {
      let hour = berlin.localTime(at: series.timestamp(at: index)).hour
      series.values[index] = hour == 12 ? 100 : 10
    }
    let local = try #require(PatternReport(of: series, zone: berlin))
    #expect(local.peakHours.map(\.hour) == [12])
    #expect(try #require(local.daily).reliability > 0.99)
    #expect(local.zone == "Europe/Berlin")
    let universal = try #require(PatternReport(of: series))
    #expect(try #require(universal.daily).reliability < 0.9)
    #expect(Set(universal.peakHours.map(\.hour)).isSubset(of: [10, 11]))
  }

  @Test func theMaintenanceWindowIsTheQuietestTime() throws {
    // Quiet from 2 to 4 on Sundays, and a bit less so every night.
    let series = Self.series(days: 28) { hour, day, generator in
      let isNight = hour >= 2 && hour < 4
      return (isNight ? day % 7 == 6 ? 5 : 40 : 100) + 2 * generator.normal()
    }
    let report = try #require(PatternReport(of: series))
    let window = try #require(report.maintenanceWindows.first)
    #expect(window.weekday == .sunday)
    #expect(window.hour == 2)
    #expect(window.hours == 2)
    #expect(window.reliability == 1)
    #expect(window.occasions == 4)
    #expect(abs(window.mean - 5) < 1)
    #expect(report.maintenanceWindows.count == 3)
    #expect(report.maintenanceWindows.dropFirst().allSatisfy { $0.hour == 2 && $0.mean > 30 })
  }

  @Test func aWindowOfEveryDayWhereWeekdaysAreAlike() throws {
    let series = Self.series(days: 10) { hour, _, generator in
      (hour >= 3 && hour < 5 ? 5 : 100) + 2 * generator.normal()
    }
    let report = try #require(PatternReport(of: series))
    #expect(report.maintenanceWindows.map(\.hour) == [3])
    #expect(report.maintenanceWindows.map(\.weekday) == [nil])
    #expect(report.maintenanceWindows.map(\.reliability) == [1])
  }

  @Test func spikesOfAJobOnTheHour() throws {
    let series = Self.series(days: 14, step: 60) { hour, _, generator in
      let minute = (hour * 60).rounded().truncatingRemainder(dividingBy: 60)
      let isJob = Int(hour) % 6 == 0 && minute < 5
      return 50 + (isJob ? 100 : 0) + 2 * generator.normal()
    }
    let spikes = try #require(PatternReport(of: series)?.spikes)
    #expect(spikes.count == 56)
    #expect(abs(spikes.perDay - 4) < 0.01)
    #expect(spikes.onTheHourShare == 1)
    #expect(spikes.typicalDuration == .seconds(300))
    #expect(spikes.typicalHourShare == 0.25)
    #expect(spikes.reliability > 0.99)
    #expect(spikes.spikes.count == SpikePattern.listed)
    #expect(try #require(spikes.afterRiseShare) < 0.1)
    let spike = try #require(spikes.spikes.last)
    #expect(spike.hour == 18)
    #expect(spike.isOnTheHour)
    #expect(abs(try #require(spike.levelBefore) - 50) < 2)
    #expect((140...160).contains(spike.peak))
    #expect((90...105).contains(spike.size))
  }

  @Test func oneLaunchIsNoPattern() throws {
    let series = Self.series(days: 14, step: 60) { hour, day, generator in
      // Load climbs for two hours before it.
      let climb = day == 9 && hour >= 12 && hour < 14 ? 40 * (hour - 12) : 0
      return 50 + climb + (day == 9 && hour >= 14 && hour < 15 ? 400 : 0) + 2 * generator.normal()
    }
    let report = try #require(PatternReport(of: series))
    let spikes = try #require(report.spikes)
    #expect(spikes.count <= 2)
    #expect(spikes.reliability == 0)
    let launch = try #require(spikes.spikes.last)
    #expect(try #require(launch.trendBefore) > 20)
    #expect(report.peakHours.isEmpty)
    #expect(report.seasons.isEmpty)
    #expect(try #require(report.daily).reliability < 0.2)
  }

  @Test(arguments: [0.0, 5, -3])
  func theTrendIsTold(perDay: Double) throws {
    let series = Self.series(days: 28) { hour, day, generator in
      Self.officeHours(hour, day) + perDay * (Double(day) + hour / 24) + 5 * generator.normal()
    }
    let report = try #require(PatternReport(of: series))
    let trend = try #require(report.trend)
    #expect(abs(trend.perDay - perDay) < 0.1)
    #expect(abs(trend.perWeek - 7 * perDay) < 0.7)
    #expect(perDay == 0 ? trend.reliability < 0.5 : trend.reliability > 0.95)
    #expect(trend.days == 28)
    #expect(try #require(report.weekly).reliability > 0.9)
  }

  @Test func chanceIsNotRelied() throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let values = (0..<8064).map { _ in 100 + 10 * generator.normal() }
      let series = RegularSeries(start: Self.monday, step: .seconds(300), values: values)
      let report = try #require(PatternReport(of: series))
      for (pattern, ratio) in report.strengths {
        // Of hours that differ by nothing, half of the days lie on each side.
        if ["peak_hours", "low_hours"].contains(pattern) { continue }
        #expect(ratio < (pattern == "spikes" ? 1.01 : 0.6), "\(pattern)")
      }
      #expect(report.peakHours.isEmpty)
      #expect(report.seasons.isEmpty)
    }
  }

  @Test func holidaysAreLeftOut() throws {
    let holiday = try #require(CivilDate(year: 2026, month: 3, day: 18))
    let calendar = EventCalendar(events: [
      CalendarEvent(name: "day off", kind: .holiday, start: .day(holiday), length: .days(1))
    ])
    let series = Self.series(days: 21) { hour, day, _ in
      day == 16 ? 1 : Self.officeHours(hour, day)
    }
    let table = calendar.holidays(
      from: holiday.adding(days: -30), through: holiday.adding(days: 30))
    let with = try #require(PatternReport(of: series, holidays: table)?.weekly)
    let without = try #require(PatternReport(of: series)?.weekly)
    #expect(with.reliability == 1)
    #expect(without.reliability < 1)
  }

  @Test func onlyTheNewestMonthCounts() throws {
    let series = Self.series(days: 60, step: 3600) { _, day, _ in day < 30 ? 1000 : 10 }
    let report = try #require(PatternReport(of: series))
    #expect(report.end - report.start <= PatternReport.longest)
    #expect(abs(report.mean - 10) < 2)
  }

  /// Loads of any size come out finite, and the same but for the size.
  @Test(arguments: [1e-300, 1, 1e150, 1e306])
  func anySizeIsBorne(unit: Double) throws {
    let series = Self.series(days: 14, step: 900) { hour, day, generator in
      unit * (Self.officeHours(hour, day) + generator.normal())
    }
    let report = try #require(PatternReport(of: series))
    #expect(report.mean.isFinite && report.deviation.isFinite)
    #expect(abs(try #require(report.maintenanceWindows.first?.mean) / unit - 20) < 3)
    #expect(report.spikes.map { $0.threshold.isFinite } ?? true)
    #expect(report.trend.map { $0.perWeek.isFinite } ?? true)
  }

  @Test func poorSeriesSayLittle() throws {
    func report(_ values: [Double], step: Duration = .seconds(60)) -> PatternReport? {
      PatternReport(of: RegularSeries(start: Self.monday, step: step, values: values))
    }
    #expect(report([]) == nil)
    #expect(report([.nan, .infinity, -.infinity]) == nil)
    for values in [[0], [1, 2], [Double](repeating: 7, count: 20_000)] {
      let report = try #require(report(values))
      #expect(report.spikes == nil)
      #expect(report.peakHours.isEmpty && report.seasons.isEmpty)
      #expect(report.strengths.allSatisfy { (0...1).contains($0.ratio) })
    }
    // By the day there are no hours to tell; by the century nothing to add up.
    #expect(try #require(report((0..<30).map(Double.init), step: .seconds(86_400))).daily == nil)
    #expect(report([1, 2, 3], step: .milliseconds(Int64.max / 2)) != nil)
    for start in [Int64.min, Int64.max - 10] {
      let series = RegularSeries(
        start: Timestamp(milliseconds: start), step: .seconds(60),
        values: (0..<5000).map { Double($0 % 7) })
      _ = PatternReport(of: series)
    }
  }

  @Test func gapsAreNotLoad() throws {
    let whole = Self.series(days: 21) { Self.officeHours($0, $1) + 3 * $2.normal() }
    var broken = whole
    var generator = SeededGenerator(seed: 8)
    for index in broken.values.indices
    where index / 100 % 7 == 0 || Int.random(in: 0..<4, using: &generator) == 0 {
      broken.values[index] = .nan
    }
    let one = try #require(PatternReport(of: whole))
    let other = try #require(PatternReport(of: broken))
    #expect(one.peakHours.map(\.hour) == other.peakHours.map(\.hour))
    #expect(abs(one.mean - other.mean) < 2)
    #expect(other.knownShare < 0.7)
    #expect(try #require(other.weekly).reliability > 0.9)
  }
}
