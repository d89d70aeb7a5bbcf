import Calendar
import Configuration
import Feeds
import Forecasting
import Testing
import TimeSeries

@testable import Sidecar

/// The next events of a workload.
@Suite struct AgendaTests {
  private static let start = Fixture.tick(0)

  /// An event a day at noon, and one that is soon.
  private static func calendar() throws -> EventCalendar {
    let soon = CalendarEvent(
      name: "soon", start: .zoned(LocalTime(start + .seconds(120), offset: 0), .utc),
      length: .seconds(60))
    let day = try #require(CivilDate(year: 2023, month: 11, day: 15))
    var daily = CalendarEvent(name: "daily", start: .day(day), length: .days(1))
    daily.additions = (1..<20).map { .day(day.adding(days: $0)) }
    return EventCalendar(zone: .utc, events: [daily, soon])
  }

  @Test func toldAreTheNextTenUntilTheyBegin() throws {
    var agenda = Agenda(try Self.calendar())
    let first = agenda.upcoming(at: Self.start)
    #expect(first.count == 10)
    #expect(first.first?.name == "soon")
    let later = agenda.upcoming(at: Self.start + .seconds(121))
    #expect(later.count == 10)
    #expect(later.first?.name == "daily")
    // A clock that goes back sees it again.
    #expect(agenda.upcoming(at: Self.start).first?.name == "soon")
  }

  @Test func withoutACalendarThereIsNothingToTell() {
    var agenda = Agenda(EventCalendar())
    #expect(agenda.upcoming(at: Self.start).isEmpty)
  }

  @Test func aWarmUpFindsPatternsAndAStatusTellsEvents() throws {
    var settings = Fixture.workload()
    settings.calendar.events = try Self.calendar().events
    var runtime = try Fixture.runtime(settings, at: 9000)
    let past = (0..<9000).map {
      Sample(timestamp: Fixture.tick($0), value: Double($0 / 240 % 24))
    }
    runtime.merge(CompressedSeries(past), signal: 0)
    runtime.adopt(try #require(runtime.warmUps.first).run(), signal: 0)
    let status = runtime.decide(9000, 12)
    let patterns = try #require(status.signals[0].patterns)
    #expect(patterns.end == Fixture.tick(8999))
    #expect(patterns.zone == "UTC")
    #expect(status.upcomingEvents.first?.name == "daily")
  }
}
