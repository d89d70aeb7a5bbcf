import Testing

@testable import Calendar

/// The examples of RFC 5545, section 3.8.5.3, and the corners between them.
@Suite struct RecurrenceTests {
  struct Case: CustomTestStringConvertible {
    var start: String
    var rule: String
    var dates: [String]
    var testDescription: String { rule }
  }

  @Test(arguments: [
    Case(
      start: "19970902", rule: "FREQ=DAILY;COUNT=3", dates: ["19970902", "19970903", "19970904"]),
    Case(
      start: "19970902", rule: "FREQ=DAILY;INTERVAL=10;COUNT=5",
      dates: ["19970902", "19970912", "19970922", "19971002", "19971012"]),
    Case(
      start: "19970902", rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971007;WKST=SU;BYDAY=TU,TH",
      dates: ["19970902", "19970904", "19970916", "19970918", "19970930", "19971002"]),
    Case(
      start: "19970805", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
      dates: ["19970805", "19970810", "19970819", "19970824"]),
    Case(
      start: "19970805", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
      dates: ["19970805", "19970817", "19970819", "19970831"]),
    Case(
      start: "19970905", rule: "FREQ=MONTHLY;COUNT=4;BYDAY=1FR",
      dates: ["19970905", "19971003", "19971107", "19971205"]),
    Case(
      start: "19970907", rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU",
      dates: ["19970907", "19970928", "19971102", "19971130", "19980104", "19980125"]),
    Case(
      start: "19970922", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=-2MO",
      dates: ["19970922", "19971020", "19971117"]),
    Case(
      start: "19970928", rule: "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3",
      dates: ["19970928", "19971029", "19971128"]),
    Case(
      start: "19970930", rule: "FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1",
      dates: ["19970930", "19971001", "19971031", "19971101"]),
    Case(
      start: "19970613", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=FR;BYMONTHDAY=13",
      dates: ["19970613", "19980213", "19980313"]),
    Case(
      start: "19970904", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
      dates: ["19970904", "19971007", "19971106"]),
    Case(
      start: "19970929", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
      dates: ["19970929", "19971030", "19971127"]),
    Case(
      start: "19970131", rule: "FREQ=MONTHLY;COUNT=4",
      dates: ["19970131", "19970331", "19970531", "19970731"]),
    Case(
      start: "19970610", rule: "FREQ=YEARLY;COUNT=4;BYMONTH=6,7",
      dates: ["19970610", "19970710", "19980610", "19980710"]),
    Case(
      start: "19970519", rule: "FREQ=YEARLY;COUNT=3;BYDAY=20MO",
      dates: ["19970519", "19980518", "19990517"]),
    Case(
      start: "19970313", rule: "FREQ=YEARLY;COUNT=4;BYMONTH=3;BYDAY=TH",
      dates: ["19970313", "19970320", "19970327", "19980305"]),
    Case(
      start: "19961105",
      rule: "FREQ=YEARLY;INTERVAL=4;COUNT=3;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      dates: ["19961105", "20001107", "20041102"]),
    Case(
      start: "20240229", rule: "FREQ=YEARLY;COUNT=3", dates: ["20240229", "20280229", "20320229"]),
    Case(
      start: "19980101", rule: "FREQ=DAILY;BYMONTH=1;COUNT=33",
      dates: (1...31).map { "199801" + ($0 < 10 ? "0\($0)" : "\($0)") } + ["19990101", "19990102"]),
    Case(
      start: "20260101", rule: "FREQ=DAILY;BYDAY=SA,SU;COUNT=3",
      dates: ["20260101", "20260103", "20260104"]),
    Case(start: "20260101", rule: "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", dates: ["20260101"]),
  ])
  func examples(_ example: Case) throws {
    let first = try date(example.start)
    let upper = try date("20401231")
    let recurrence = try Recurrence(text: example.rule)
    var budget = Recurrence.maximumUnits
    let dates = recurrence.dates(from: first, lower: first, through: upper, budget: &budget)
    #expect(dates == (try example.dates.map(date)))
    // A later window has the same dates, and perhaps a few before it.
    let lower = first.adding(days: 40)
    let later = recurrence.dates(from: first, lower: lower, through: upper, budget: &budget)
    #expect(later.filter { $0 >= lower } == dates.filter { $0 >= lower })
  }

  @Test(arguments: [
    ("", "FREQ is missing; expected DAILY, WEEKLY, MONTHLY or YEARLY"),
    ("FREQ=HOURLY", "FREQ is `HOURLY`; expected DAILY, WEEKLY, MONTHLY or YEARLY"),
    ("FREQ=DAILY;INTERVAL=0", "INTERVAL is `0`; expected a whole number from 1 to 100000"),
    ("FREQ=DAILY;COUNT=2;UNTIL=20260101", "COUNT stands beside UNTIL; expected one of them"),
    ("FREQ=DAILY;BYDAY=1MO", "BYDAY is `1MO`; expected a number only with MONTHLY and YEARLY"),
    ("FREQ=MONTHLY;BYDAY=XX", "BYDAY is `XX`; expected weekdays such as MO, or 1MO and -1FR"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has a 0 in it; expected other numbers"),
    (
      "FREQ=DAILY;UNTIL=yesterday",
      "UNTIL is `yesterday`; expected a date or time such as 20261231T235959Z"
    ),
    ("FREQ=DAILY;FREQ=DAILY", "`FREQ` stands there twice; expected it once"),
    ("weekly", "`weekly` has no `=`; expected `NAME=VALUE`"),
    (
      "FREQ=DAILY;BYSETPOS=1",
      "BYSETPOS stands alone; expected BYDAY, BYMONTHDAY or BYMONTH with it"
    ),
    (
      "FREQ=YEARLY;BYWEEKNO=20",
      "`BYWEEKNO` is not known; expected FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS, WKST"
    ),
  ])
  func problems(text: String, message: String) {
    #expect(throws: RecurrenceError(message)) { try Recurrence(text: text) }
  }

  @Test func endlessRulesEnd() throws {
    let first = try #require(CivilDate(year: 0, month: 1, day: 1))
    let upper = try #require(CivilDate(year: 9999, month: 12, day: 31))
    for text in [
      "FREQ=DAILY", "FREQ=DAILY;COUNT=1000000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
      "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;INTERVAL=100000",
    ] {
      var budget = 20_000
      let dates = try Recurrence(text: text).dates(
        from: first, lower: first, through: upper, budget: &budget)
      #expect(dates.count <= 20_001)
    }
  }

  private func date(_ text: String) throws -> CivilDate {
    try #require(EventTimeText.parse(text, zone: nil)).localTime.date
  }
}
