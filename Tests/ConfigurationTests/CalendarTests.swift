import Calendar
import Configuration
import Testing
import TimeSeries

struct CalendarTests {
  private static let workloads = """
    sources:
      - prometheus: { url: http://127.0.0.1:9090 }
    workloads:
      - name: near
        signals: [{ query: up, per_replica: 25 }]
      - name: far
        calendar: { time_zone: America/New_York }
        signals: [{ query: up, per_replica: 25 }]
      - name: own
        calendar: { events: [{ name: fair, start: 2026-09-01T10:00, end: 2026-09-01T12:30 }] }
        signals: [{ query: up, per_replica: 25 }]

    """

  private static let calendar = """
    calendar:
      time_zone: Europe/Berlin
      holidays: holidays.ics
      events:
        - { name: launch, start: 2026-12-01T09:00, duration: 4h }
        - { name: retreat, start: 2026-06-03, end: 2026-06-05, kind: holiday }
        - { name: batch, start: "2026-06-01 23:00:00", duration: 90m, repeat: weekdays }
        - { name: call, start: 2026-06-01T10:00+01:00, duration: 1h }

    """

  @Test func withoutOneThereIsUTC() throws {
    let settings = try Fixture.load(Fixture.smallest).get()
    #expect(settings.calendar == CalendarSettings())
    #expect(settings.workloads[0].calendar == CalendarSettings())
    #expect(settings.calendar.zone == .utc)
  }

  @Test func workloadsTakeWhatTheyDoNotSayFromTheTop() throws {
    // In the other order in the file too: what is said is what counts, not where.
    for text in [Self.calendar + Self.workloads, Self.workloads + Self.calendar] {
      let load = Fixture.load(text)
      #expect(load.problems.map(\.description) == [])
      let settings = try load.get()
      let workloads = settings.workloads.map(\.calendar)
      #expect(workloads[0] == settings.calendar)
      #expect(workloads.map(\.zone.name) == ["Europe/Berlin", "America/New_York", "Europe/Berlin"])
      #expect(workloads[1].events == settings.calendar.events)
      #expect(workloads[1].holidays.count == 5)
      #expect(workloads[2].events.map(\.name) == ["fair"])
      #expect(workloads[2].holidays == settings.calendar.holidays)
      #expect(load.watchedFiles.paths.contains { $0.hasSuffix("/holidays.ics") })
    }
  }

  @Test func eventsAreThoseOfTheClock() throws {
    let settings = try Fixture.load(Self.calendar + Self.workloads).get()
    let calendar = settings.calendar.calendar
    let start = try #require(Timestamp(rfc3339: "2026-06-01T00:00:00Z"))
    let found = calendar.occurrences(from: start, to: start + .seconds(5 * 86_400))
    #expect(
      found.map { "\($0.name) \($0.start) \($0.end)" } == [
        "call 2026-06-01T09:00:00Z 2026-06-01T10:00:00Z",
        "batch 2026-06-01T21:00:00Z 2026-06-01T22:30:00Z",
        "batch 2026-06-02T21:00:00Z 2026-06-02T22:30:00Z",
        "retreat 2026-06-02T22:00:00Z 2026-06-05T22:00:00Z",
        "batch 2026-06-03T21:00:00Z 2026-06-03T22:30:00Z",
        "batch 2026-06-04T21:00:00Z 2026-06-04T22:30:00Z",
        "batch 2026-06-05T21:00:00Z 2026-06-05T22:30:00Z",
      ])
    for (day, isHoliday) in [(2, false), (3, true), (5, true), (6, false)] {
      let date = try #require(CivilDate(year: 2026, month: 6, day: day))
      #expect(calendar.isHoliday(date) == isHoliday)
    }
    let christmas = try #require(CivilDate(year: 2030, month: 12, day: 26))
    let thanksgiving = try #require(CivilDate(year: 2026, month: 11, day: 26))
    #expect(calendar.isHoliday(christmas))
    #expect(calendar.isHoliday(thanksgiving))
    let sale = try #require(Timestamp(rfc3339: "2027-01-25T12:00:00Z"))
    let atSale = calendar.occurrences(from: sale, to: sale + .seconds(1))
    #expect(atSale.map(\.name) == ["Winter sale"])
    #expect(atSale.map(\.kind) == [.event])
  }

  @Test func anEventThatCannotBeFollowedIsLeftOut() throws {
    let load = Fixture.load("calendar: { holidays: half-broken.ics }\n" + Fixture.smallest)
    let settings = try load.get()
    #expect(load.problems.map(\.severity) == [.warning])
    #expect(settings.calendar.holidays.count == 4)
  }

  @Test func theFolderOfZonesCanBeNamed() throws {
    let folder = TimeZoneFolder(environment: ["TZDIR": "/nonexistent"])
    #expect(folder.path == "/nonexistent")
    #expect(try folder.zone(named: "UTC") == .utc)
    #expect(throws: TimeZoneFolder.Failure.self) { try folder.zone(named: "Europe/Berlin") }
    let system = TimeZoneFolder(environment: [:])
    #expect(try system.zone(named: "Europe/Berlin").name == "Europe/Berlin")
    for name in ["", "/etc/passwd", "../zoneinfo/UTC", "Europe", "tzdata.zi", "Europe/Berlin\0"] {
      #expect(throws: TimeZoneFolder.Failure.self, "\(name)") { try system.zone(named: name) }
    }
  }

  @Test func theEnvironmentCanSayTheZone() throws {
    let load = Fixture.load(
      Fixture.smallest, environment: ["OUTRIDER_CALENDAR__TIME_ZONE": "Asia/Kathmandu"])
    #expect(try load.get().workloads[0].calendar.zone.name == "Asia/Kathmandu")
  }
}
