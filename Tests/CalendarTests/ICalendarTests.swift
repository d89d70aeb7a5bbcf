import Testing
import TimeSeries

@testable import Calendar
import TestSupport

@Suite struct ICalendarTests {
  private static func read(
    _ body: String, kinds: ICalendar.KindRule = .categories, ending: String = "\r\n"
  ) -> ICalendar {
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\n\(body)\nEND:VCALENDAR\n"
    return ICalendar(
      Array(text.split(separator: "\n").joined(separator: ending).utf8), kinds: kinds,
      zone: ZoneFiles.find)
  }

  private static func event(_ lines: String) -> String { "BEGIN:VEVENT\n\(lines)\nEND:VEVENT" }

  @Test func aWholeFile() throws {
    let calendar = Self.read(
      """
      BEGIN:VTIMEZONE
      TZID:Europe/Berlin
      BEGIN:STANDARD
      DTSTART:19701025T030000
      RRULE:FREQ=HOURLY
      END:STANDARD
      END:VTIMEZONE
      BEGIN:VEVENT
      UID:1
      SUMMARY:Launch\\, with a long name that is fol
       ded\\; and more\\n
      DTSTART;TZID="Europe/Berlin":20261201T090000
      DTEND;TZID=Europe/Berlin:20261201T130000
      CATEGORIES:MARKETING,CAMPAIGN
      BEGIN:VALARM
      DURATION:nonsense
      END:VALARM
      END:VEVENT
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20261225
      SUMMARY:Christmas
      CATEGORIES:Public holiday
      RRULE:FREQ=YEARLY
      END:VEVENT
      """)
    #expect(calendar.problems.isEmpty)
    #expect(
      calendar.events.map(\.name) == [
        "Launch, with a long name that is folded; and more\n", "Christmas",
      ])
    #expect(calendar.events.map(\.kind) == [.event, .holiday])
    let events = EventCalendar(zone: try ZoneFiles.rules("Europe/Berlin"), events: calendar.events)
    let found = events.occurrences(
      from: try moment("2026-12-01T00:00:00Z"), to: try moment("2027-12-31T00:00:00Z"))
    #expect(
      found.map { "\($0.start) \($0.end)" } == [
        "2026-12-01T08:00:00Z 2026-12-01T12:00:00Z", "2026-12-24T23:00:00Z 2026-12-25T23:00:00Z",
        "2027-12-24T23:00:00Z 2027-12-25T23:00:00Z",
      ])
    let christmas = try #require(CivilDate(year: 2030, month: 12, day: 25))
    #expect(events.isHoliday(christmas))
    #expect(!events.isHoliday(christmas.adding(days: 1)))
    #expect(!events.isHoliday(christmas.adding(days: -1)))
    #expect(events.holidays(from: christmas, through: christmas).name(of: christmas) == "Christmas")
  }

  @Test func bothLineEndingsAndAMarkAreRead() {
    let body = Self.event("DTSTART:20260101\nSUMMARY:Ä")
    for ending in ["\r\n", "\n"] {
      #expect(Self.read(body, ending: ending).events.map(\.name) == ["Ä"])
    }
    let marked = [0xEF, 0xBB, 0xBF] + Array("BEGIN:VCALENDAR\nEND:VCALENDAR".utf8)
    #expect(ICalendar(marked, zone: ZoneFiles.find).problems.isEmpty)
  }

  @Test func aHolidayFileNeedsNoCategories() {
    let body = [
      Self.event("DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day"),
      Self.event("DTSTART:20260501T100000\nSUMMARY:Parade"),
      Self.event("DTSTART;VALUE=DATE:20260502\nSUMMARY:Sale\nCATEGORIES:Campaign"),
    ].joined(separator: "\n")
    #expect(
      Self.read(body, kinds: .holidayFile).events.map(\.kind) == [.holiday, .event, .event])
    #expect(Self.read(body).events.map(\.kind) == [.event, .event, .event])
  }

  @Test func wallClocksKeepTheirHourThroughChanges() throws {
    let body = Self.event(
      "DTSTART;TZID=America/New_York:20260301T013000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=9")
    let events = EventCalendar(events: Self.read(body).events)
    let starts = events.occurrences(
      from: try moment("2026-03-06T00:00:00Z"), to: try moment("2026-03-10T00:00:00Z"))
    #expect(
      starts.map(\.start.rfc3339) == [
        "2026-03-06T06:30:00Z", "2026-03-07T06:30:00Z", "2026-03-08T06:30:00Z",
        "2026-03-09T05:30:00Z",
      ])
  }

  @Test func exclusionsAdditionsAndChangedInstances() throws {
    let body = [
      Self.event(
        """
        UID:standup
        DTSTART:20260105T090000Z
        DURATION:PT15M
        RRULE:FREQ=DAILY;UNTIL=20260110T090000Z
        EXDATE:20260106T090000Z
        EXDATE;VALUE=DATE:20260107
        RDATE:20260115T090000Z,20260116T090000Z
        """),
      Self.event(
        "UID:standup\nRECURRENCE-ID:20260108T090000Z\nDTSTART:20260108T110000Z\nDURATION:PT15M"),
      Self.event(
        "UID:standup\nRECURRENCE-ID:20260109T090000Z\nDTSTART:20260109T090000Z\nSTATUS:CANCELLED"),
    ].joined(separator: "\n")
    let events = EventCalendar(events: Self.read(body).events)
    let found = events.occurrences(
      from: try moment("2026-01-01T00:00:00Z"), to: try moment("2026-02-01T00:00:00Z"))
    #expect(
      found.map(\.start.rfc3339) == [
        "2026-01-05T09:00:00Z", "2026-01-08T11:00:00Z", "2026-01-10T09:00:00Z",
        "2026-01-15T09:00:00Z", "2026-01-16T09:00:00Z",
      ])
    let next = events.next(after: try moment("2026-01-09T00:00:00Z"), limit: 2)
    #expect(next.map(\.start.rfc3339) == ["2026-01-10T09:00:00Z", "2026-01-15T09:00:00Z"])
  }

  @Test func whatGoesOnAtTheEdgesCounts() throws {
    let body = Self.event("DTSTART:20260105T090000Z\nDTEND:20260105T100000Z")
    let events = EventCalendar(events: Self.read(body).events)
    func count(_ from: String, _ to: String) throws -> Int {
      events.occurrences(
        from: try moment("2026-01-05T\(from)Z"), to: try moment("2026-01-05T\(to)Z")
      ).count
    }
    #expect(try count("09:59:59", "11:00:00") == 1)
    #expect(try count("10:00:00", "11:00:00") == 0)
    #expect(try count("08:00:00", "09:00:00") == 0)
    #expect(try count("08:00:00", "09:00:01") == 1)
    #expect(try count("11:00:00", "09:00:00") == 0)
  }

  @Test(arguments: [
    (
      "DTSTART:2026-01-01",
      "4: DTSTART is `2026-01-01`; expected a date (20260228) or a time (20260228T093000, with Z for UTC)"
    ),
    (
      "DTSTART:20260230",
      "4: DTSTART is `20260230`; expected a date (20260228) or a time (20260228T093000, with Z for UTC)"
    ),
    ("SUMMARY:x", "3: an event without DTSTART; expected when it begins"),
    (
      "DTSTART;TZID=Mars/Base:20260101T000000",
      "4: TZID is `Mars/Base`; expected the name of a time zone such as Europe/Berlin"
    ),
    ("DTSTART:20260101\nDTEND:20251201", "5: DTEND is before DTSTART; expected a later end"),
    (
      "DTSTART:20260101\nDTEND:20260101T000000",
      "5: one of DTSTART and DTEND is a date, the other a time; expected both alike"
    ),
    (
      "DTSTART:20260101\nDTEND:20260102\nDURATION:P1D",
      "5: DTEND stands beside DURATION; expected one of them"
    ),
    (
      "DTSTART:20260101\nDURATION:-P1D",
      "5: DURATION is `-P1D`; expected one such as PT1H30M or P1D"
    ),
    (
      "DTSTART:20260101\nRRULE:FREQ=SECONDLY",
      "5: RRULE: FREQ is `SECONDLY`; expected DAILY, WEEKLY, MONTHLY or YEARLY"
    ),
    ("DTSTART:20260101\nno colon", "5: a line without a name and a colon; expected `NAME:VALUE`"),
  ])
  func problemsHaveALine(lines: String, problem: String) {
    let calendar = Self.read(Self.event(lines))
    #expect(calendar.problems.map(\.description) == [problem])
  }

  @Test(arguments: [
    ("", "1: it is empty; expected an iCalendar file that begins with `BEGIN:VCALENDAR`"),
    ("hello", "1: a line without a name and a colon; expected `NAME:VALUE`"),
    ("<html>:", "1: a line without a name and a colon; expected `NAME:VALUE`"),
    ("A:B", "1: it does not begin with `BEGIN:VCALENDAR`; expected an iCalendar file"),
    ("BEGIN:VEVENT", "1: it does not begin with `BEGIN:VCALENDAR`; expected an iCalendar file"),
    ("BEGIN:VCALENDAR\nBEGIN:VEVENT", "2: `VEVENT` is not closed; expected `END:VEVENT`"),
    ("BEGIN:VCALENDAR\nEND:VEVENT", "2: `END:VEVENT` closes nothing; expected a BEGIN before it"),
  ])
  func filesThatAreNone(text: String, problem: String) {
    let calendar = ICalendar(Array(text.utf8), zone: ZoneFiles.find)
    #expect(calendar.problems.map(\.description) == [problem])
    #expect(calendar.events.isEmpty)
  }

  @Test func mutationsNeverTrapAndAlwaysEnd() throws {
    var generator = SeededGenerator(seed: 5)
    let seed = Array(
      """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      UID:a
      SUMMARY:Folded
        line\\, with escapes
      DTSTART;TZID=Europe/Berlin:20260101T090000
      DURATION:PT1H30M
      RRULE:FREQ=MONTHLY;INTERVAL=2;COUNT=99;BYDAY=1MO,-1FR;BYSETPOS=1
      EXDATE;VALUE=DATE:20260302,20260706
      CATEGORIES:HOLIDAY
      END:VEVENT
      BEGIN:VEVENT
      DTSTART:20260101
      DTEND:20260103
      RRULE:FREQ=YEARLY;UNTIL=99991231
      END:VEVENT
      END:VCALENDAR
      """.utf8)
    let alphabet = Array("0123456789:;=,-TZP\"\\\n\r \u{9}MOFRBYDAY".utf8) + [0, 0x80, 0xFF]
    let berlin = try ZoneFiles.rules("Europe/Berlin")
    for _ in 0..<3000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
        case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
        case 2: bytes.remove(at: index)
        default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 30)], at: index)
        }
        if bytes.isEmpty { bytes = seed }
      }
      let calendar = ICalendar(bytes) { $0 == "Europe/Berlin" ? berlin : nil }
      let events = EventCalendar(zone: berlin, events: calendar.events)
      let start = Timestamp(milliseconds: 1_767_225_600_000)
      let found = events.occurrences(from: start, to: start + .seconds(90 * 86_400))
      for occurrence in found { #expect(occurrence.start <= occurrence.end) }
      #expect(calendar.problems.count <= ICalendar.maximumProblems)
    }
  }

  @Test func farAwayAndEndlessQuestionsEnd() {
    let body = Self.event("DTSTART:00000101\nRRULE:FREQ=DAILY")
    let events = EventCalendar(events: Self.read(body).events)
    let all = events.occurrences(
      from: Timestamp(milliseconds: .min), to: Timestamp(milliseconds: .max))
    #expect(all.count <= EventCalendar.maximumOccurrences)
    #expect(events.next(after: Timestamp(milliseconds: .max)).isEmpty)
  }

  private func moment(_ text: String) throws -> Timestamp {
    try #require(Timestamp(rfc3339: text))
  }
}
