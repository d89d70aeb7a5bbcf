import Calendar
import Testing
import TimeSeries

@testable import Schedules

/// The presets alone and together, over a week that begins on Monday, March 2, 2026.
@Suite struct SchedulePresetTests {
  @Test(arguments: [
    ("2026-03-02T07:59:59Z", 4), ("2026-03-02T08:00:00Z", 8), ("2026-03-02T17:59:59Z", 8),
    ("2026-03-02T18:00:00Z", 4), ("2026-03-03T03:00:00Z", 4), ("2026-03-06T12:00:00Z", 8),
    ("2026-03-06T18:00:00Z", 4), ("2026-03-07T12:00:00Z", 4), ("2026-03-08T23:59:59Z", 4),
    ("2026-03-09T08:00:00Z", 8),
  ])
  func businessHours(at text: String, replicas: Int) throws {
    let book = try ScheduleBook(SchedulePreset.businessHours.schedules())
    #expect(book.apply(to: 50, at: try moment(text)) == replicas)
    #expect(book.apply(to: 0, at: try moment(text)) == replicas)
  }

  @Test(arguments: [
    ("2026-03-02T07:59:59Z", 2), ("2026-03-02T08:00:00Z", 6), ("2026-03-04T23:00:00Z", 6),
    ("2026-03-06T21:59:59Z", 6), ("2026-03-06T22:00:00Z", 2), ("2026-03-08T12:00:00Z", 2),
  ])
  func weekend(at text: String, replicas: Int) throws {
    let book = try ScheduleBook(SchedulePreset.weekend.schedules())
    #expect(book.apply(to: 50, at: try moment(text)) == replicas)
  }

  @Test(arguments: [
    ("2026-03-08T01:59:59Z", 50), ("2026-03-08T02:00:00Z", 1), ("2026-03-08T03:59:59.999Z", 1),
    ("2026-03-08T04:00:00Z", 50), ("2026-03-09T02:00:00Z", 50),
  ])
  func maintenance(at text: String, replicas: Int) throws {
    let book = try ScheduleBook(SchedulePreset.maintenanceWindow.schedules())
    #expect(book.apply(to: 50, at: try moment(text)) == replicas)
  }

  @Test(arguments: [
    ("2026-03-02T07:59:59Z", 2, "weekend"), ("2026-03-02T08:00:00Z", 8, "business_hours"),
    ("2026-03-02T18:00:00Z", 4, "business_hours_night"),
    ("2026-03-06T18:00:00Z", 4, "business_hours_night"), ("2026-03-06T22:00:00Z", 2, "weekend"),
    ("2026-03-08T02:00:00Z", 1, "maintenance_window"), ("2026-03-08T04:00:00Z", 2, "weekend"),
  ])
  func allTogether(at text: String, replicas: Int, schedule: String) throws {
    let schedules = try SchedulePreset.allCases.flatMap { try $0.schedules() }
    // The order of entries does not matter: priorities differ.
    for schedules in [schedules, schedules.reversed()] {
      let exact = try ScheduleBook(schedules).state(at: moment(text)).exact
      #expect(exact?.replicas == replicas)
      #expect(exact?.schedule == schedule)
    }
  }

  @Test func countsKindsAndZonesAreTheUsers() throws {
    let berlin = try ZoneFiles.rules("Europe/Berlin")
    let book = try ScheduleBook(
      ReplicaSchedule.businessHours(name: "shop", day: 20, night: 3, as: .floor, zone: berlin)
        + ReplicaSchedule.maintenanceWindow(replicas: 0, duration: .seconds(60), as: .ceiling)
        + ReplicaSchedule.weekend(weekend: 5, week: 7, as: .floor))
    // Eight in Berlin is seven in UTC in winter, six in summer.
    #expect(book.apply(to: 1, at: try moment("2026-03-03T06:59:00Z")) == 3)
    #expect(book.apply(to: 1, at: try moment("2026-03-03T07:00:00Z")) == 20)
    #expect(book.apply(to: 90, at: try moment("2026-03-03T07:00:00Z")) == 90)
    #expect(book.apply(to: 1, at: try moment("2026-07-07T06:00:00Z")) == 20)
    #expect(book.apply(to: 1, at: try moment("2026-03-07T12:00:00Z")) == 5)
    #expect(book.apply(to: 9, at: try moment("2026-03-08T02:00:30Z")) == 0)
    #expect(throws: ScheduleError.self) { try ReplicaSchedule.weekend(week: -1) }
  }
}
