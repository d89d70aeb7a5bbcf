import Calendar
import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Loads that follow a clock which is put forward and back, days off, and events that are announced.
@Suite struct LoadClockTests {
  static let step = Duration.seconds(300)
  static let targets: [ForecastTarget] = [.value(steps: 6)]

  static func berlin() throws -> TimeZoneRules {
    let file = URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")
    return try TimeZoneRules(name: "Europe/Berlin", tzif: [UInt8](Data(contentsOf: file)))
  }

  static func moment(_ text: String) throws -> Timestamp {
    try #require(Timestamp(rfc3339: text))
  }

  /// A load that rises and falls steeply with office hours on the clock of `calendar`: none on days off, twice as much in events.
  static func load(
    from start: Timestamp, days: Int, calendar: EventCalendar, seed: UInt64 = 1
  ) -> RegularSeries {
    var random = SeededGenerator(seed: seed)
    let count = days * 288
    let end = start + step * count
    let events = calendar.occurrences(from: start, to: end).filter { $0.kind == .event }
    let values = (0..<count).map { place -> Double in
      let moment = start + step * place
      let local = calendar.zone.localTime(at: moment)
      let hour = Double(local.secondOfDay) / 3600
      let weekday = local.date.weekday
      let isOff = weekday == .saturday || weekday == .sunday || calendar.isHoliday(local.date)
      let open = 1 / (1 + exp(-4 * (hour - 8))) - 1 / (1 + exp(-4 * (hour - 18)))
      let isOn = events.contains { $0.start <= moment && moment < $0.end }
      let level = (50 + (isOff ? 20 : 500) * open) * (isOn ? 2 : 1)
      return level * (1 + 0.02 * random.normal())
    }
    return RegularSeries(start: start, step: step, values: values)
  }

  /// The mean absolute error of `auto` 30 minutes ahead over the last `days` days, of targets in some hours on the clock, by one that has learnt
  /// from the days before.
  static func error(
    _ series: RegularSeries, last days: Int, hours: ClosedRange<Double> = 0...24,
    calendar: EventCalendar, clock: TimeZoneRules
  ) throws -> Double {
    var parameters = ForecastModel.Parameters()
    parameters.calendar = calendar
    var archive = CompressedSeries()
    for (place, value) in series.values.enumerated() {
      archive.append(Sample(timestamp: series.timestamp(at: place), value: value))
    }
    let first = series.values.count - days * 288
    var forecaster = SeriesForecaster(
      replaying: archive, through: series.timestamp(at: first - 1), step: step,
      models: ForecastModel.auto.forecasters(
        step: step, targets: targets, parameters: parameters), targets: targets)
    var sum = 0.0
    var count = 0.0
    for place in first..<series.values.count - 6 {
      forecaster.advance(to: series.timestamp(at: place), archive: archive)
      if forecaster.isRefitDue { forecaster.refit(archive: archive) }
      let local = clock.localTime(at: series.timestamp(at: place + 6))
      guard hours.contains(Double(local.secondOfDay) / 3600) else { continue }
      sum += abs(try forecaster.forecast(at: 0).mean - series.values[place + 6])
      count += 1
    }
    return sum / count
  }

  @Test(arguments: ["2026-03-15T00:00:00Z", "2026-10-11T00:00:00Z"])
  func theDaysAfterTheClocksChangeAreForetold(start: String) throws {
    let calendar = EventCalendar(zone: try Self.berlin())
    // Clocks change on the 15th day, a Sunday; what counts are the Monday and the Tuesday after it.
    let series = Self.load(from: try Self.moment(start), days: 17, calendar: calendar)
    let knowing = try Self.error(series, last: 2, calendar: calendar, clock: calendar.zone)
    let unknowing = try Self.error(series, last: 2, calendar: EventCalendar(), clock: calendar.zone)
    #expect(knowing < 0.7 * unknowing)
  }

  @Test func aHolidayIsForetoldWhereItIsAnnounced() throws {
    let day = try #require(CivilDate(year: 2026, month: 5, day: 14))
    let calendar = EventCalendar(
      zone: try Self.berlin(),
      events: [
        CalendarEvent(name: "Ascension Day", kind: .holiday, start: .day(day), length: .days(1))
      ])
    let series = Self.load(
      from: try Self.moment("2026-04-30T22:00:00Z"), days: 14, calendar: calendar)
    let knowing = try Self.error(
      series, last: 1, hours: 7...11, calendar: calendar, clock: calendar.zone)
    let unknowing = try Self.error(
      series, last: 1, hours: 7...11, calendar: EventCalendar(zone: calendar.zone),
      clock: calendar.zone)
    #expect(knowing < 0.7 * unknowing)
  }

  @Test func anEventThatComesAgainIsForetold() throws {
    // On some working days from 13:00 to 15:00, in no season.
    let days = [4, 5, 7, 11, 12, 14, 18].compactMap { CivilDate(year: 2026, month: 5, day: $0) }
    var event = CalendarEvent(
      name: "sale", start: .floating(LocalTime(days[0], secondOfDay: 13 * 3600)),
      length: .seconds(7200))
    event.additions = days.dropFirst().map { .floating(LocalTime($0, secondOfDay: 13 * 3600)) }
    let calendar = EventCalendar(zone: .utc, events: [event])
    let series = Self.load(
      from: try Self.moment("2026-05-01T00:00:00Z"), days: 18, calendar: calendar)
    let knowing = try Self.error(
      series, last: 1, hours: 12.9...15.6, calendar: calendar, clock: .utc)
    let unknowing = try Self.error(
      series, last: 1, hours: 12.9...15.6, calendar: EventCalendar(), clock: .utc)
    #expect(knowing < 0.75 * unknowing)
  }

  @Test func lagsAreDaysOnTheClock() throws {
    var clock = LoadClock(EventCalendar(zone: try Self.berlin()), stepMilliseconds: 300_000)
    // Noon in Berlin on the Monday after clocks were put forward.
    let noon = try Self.moment("2026-03-30T10:00:00Z").milliseconds / 300_000
    clock.cover(noon)
    #expect(clock.lag(days: 1, daySteps: 288, at: noon) == 288)
    #expect(clock.lag(days: 2, daySteps: 288, at: noon) == 2 * 288 - 12)
    #expect(clock.lag(days: 7, daySteps: 288, at: noon) == 7 * 288 - 12)
    #expect(clock.localMilliseconds(at: noon) % 86_400_000 == 12 * 3_600_000)
    #expect(!clock.isDayOff(at: noon))
    #expect(clock.isDayOff(at: noon - 288))
  }

  @Test func theTableIsMadeAnewInTime() throws {
    var clock = LoadClock(EventCalendar(zone: try Self.berlin()), stepMilliseconds: 300_000)
    let start = try Self.moment("2026-01-01T00:00:00Z").milliseconds / 300_000
    for day in 0..<400 {
      let index = start + Int64(day) * 288 + 100
      clock.cover(index)
      for ahead in [-9 * 288, 0, 8 * 288] {
        let moment = Timestamp(milliseconds: (index + Int64(ahead)) * 300_000)
        let offset = Int64(try Self.berlin().offset(at: moment)) * 1000
        #expect(clock.localMilliseconds(at: index + Int64(ahead)) == moment.milliseconds + offset)
      }
    }
  }

  @Test(arguments: [Int64.min, Int64.min + 1, -1, 0, Int64.max - 1, Int64.max])
  func momentsBeyondCalendarsAreBorne(milliseconds: Int64) {
    var clock = LoadClock(EventCalendar(), stepMilliseconds: 15_000)
    clock.cover(milliseconds / 15_000)
    #expect(clock.lag(days: 7, daySteps: 5760, at: milliseconds / 15_000) == 7 * 5760)
  }
}
