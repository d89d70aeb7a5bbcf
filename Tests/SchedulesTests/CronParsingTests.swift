import Testing

@testable import Schedules

@Suite struct CronParsingTests {
  @Test(
    arguments: [
      ("* * * * *", 0..<60, 0..<24), ("*/15 0 * * *", nil, 0..<1),
      ("0-59 */1 * * *", 0..<60, 0..<24), ("7 9,8 * * *", 7..<8, 8..<10),
      ("\t58-59   22-23 * * *  ", 58..<60, 22..<24),
    ] as [(String, Range<Int>?, Range<Int>?)])
  func minutesAndHours(text: String, minutes: Range<Int>?, hours: Range<Int>?) throws {
    let cron = try CronExpression(text)
    if let minutes {
      #expect((0..<64).filter(cron.minutes.contains) == Array(minutes))
    }
    if let hours { #expect((0..<64).filter(cron.hours.contains) == Array(hours)) }
  }

  @Test(arguments: [
    ("*/15", [0, 15, 30, 45]), ("5/15", [5, 20, 35, 50]), ("1-10/4", [1, 5, 9]),
    ("59", [59]), ("3,1,2,2", [1, 2, 3]), ("0-4/2,50-51", [0, 2, 4, 50, 51]), ("*/60", [0]),
    ("007", [7]),
  ])
  func steps(field: String, minutes: [Int]) throws {
    let cron = try CronExpression("\(field) * * * *")
    #expect((0..<64).filter(cron.minutes.contains) == minutes)
  }

  @Test(arguments: [
    ("0", [0]), ("7", [0]), ("SUN", [0]), ("mon-Fri", [1, 2, 3, 4, 5]), ("5-7", [0, 5, 6]),
    ("FRI-SUN", [0, 5, 6]), ("SUN-TUE", [0, 1, 2]), ("*", [0, 1, 2, 3, 4, 5, 6]),
    ("0-7", [0, 1, 2, 3, 4, 5, 6]), ("*/2", [0, 2, 4, 6]), ("SAT,SUN", [0, 6]),
    ("1/2", [1, 3, 5]),
  ])
  func daysOfTheWeek(field: String, days: [Int]) throws {
    let cron = try CronExpression("0 0 * * \(field)")
    #expect((0..<64).filter(cron.weekdays.contains) == days)
  }

  @Test func monthsHaveNames() throws {
    let cron = try CronExpression("0 0 1 jan,MAR-may,12 *")
    #expect((0..<64).filter(cron.months.contains) == [1, 3, 4, 5, 12])
  }

  @Test(arguments: [
    ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"), ("@monthly", "0 0 1 * *"), ("@Yearly", "0 0 1 1 *"),
    (" @annually ", "0 0 1 1 *"),
  ])
  func shorthands(text: String, meaning: String) throws {
    let (short, long) = (try CronExpression(text), try CronExpression(meaning))
    #expect(short.minutes == long.minutes)
    #expect(short.hours == long.hours)
    #expect(short.monthDays == long.monthDays)
    #expect(short.months == long.months)
    #expect(short.weekdays == long.weekdays)
  }

  @Test func keepsItsText() throws {
    #expect(try CronExpression(" 0  8\t* * MON-FRI ").description == "0 8 * * MON-FRI")
    #expect(CronExpression(hour: 8, onWeekdays: 1...5) == (try CronExpression("0 8 * * 1-5")))
  }

  @Test(arguments: [
    ("60 * * * *", "minute: expected a number from 0 to 59, found \"60\""),
    ("-1 * * * *", "minute: expected a number from 0 to 59, found \"-1\""),
    ("0 24 * * *", "hour: expected a number from 0 to 23, found \"24\""),
    ("0 0 0 * *", "day of month: expected a number from 1 to 31, found \"0\""),
    ("0 0 1 13 *", "month: expected a number from 1 to 12 or a name from JAN to DEC, found \"13\""),
    (
      "0 0 * * 8",
      "day of week: expected a number from 0 to 7 or a name from SUN to SAT, found \"8\""
    ),
    (
      "0 0 * * MO",
      "day of week: expected a number from 0 to 7 or a name from SUN to SAT, found \"MO\""
    ),
    ("*/0 * * * *", "minute: expected a step from 1 to 60 after the `/`, found \"*/0\""),
    ("*/90 * * * *", "minute: expected a step from 1 to 60 after the `/`, found \"*/90\""),
    ("*/ * * * *", "minute: expected a step from 1 to 60 after the `/`, found \"*/\""),
    ("0 0 * * */8", "day of week: expected a step from 1 to 7 after the `/`, found \"*/8\""),
    ("1,, * * * *", "minute: expected `*` or a number from 0 to 59 between commas, found \"1,,\""),
    (
      "0 18-8 * * *",
      "hour: expected a range that ascends, or two ranges with a comma between them, found \"18-8\""
    ),
    (
      "0 0 * * SAT-MON",
      "day of week: expected a range that ascends, or two ranges with a comma between them, found \"SAT-MON\""
    ),
    ("0 1-2-3 * * *", "hour: expected a number from 0 to 23, found \"2-3\""),
    ("/5 * * * *", "minute: expected a number from 0 to 59, found \"/5\""),
    ("0 8- * * *", "hour: expected a number from 0 to 23, found \"8-\""),
    ("0 +1 * * *", "hour: expected a number from 0 to 23, found \"+1\""),
    ("0 0 L * *", "day of month: expected a number from 1 to 31, found \"L\""),
    ("0 0 ? * *", "day of month: expected a number from 1 to 31, found \"?\""),
    (
      "* * * *",
      "cron expression: expected five fields (minute, hour, day of month, month, day of week), found \"* * * *\""
    ),
    (
      "0 0 0 * * *",
      "cron expression: expected five fields (minute, hour, day of month, month, day of week), found \"0 0 0 * * *\""
    ),
    (
      "",
      "cron expression: expected five fields (minute, hour, day of month, month, day of week), found \"\""
    ),
    (
      "@reboot",
      "cron expression: expected one of @hourly, @daily, @weekly, @monthly, @yearly alone, found \"@reboot\""
    ),
    (
      "@daily 5",
      "cron expression: expected one of @hourly, @daily, @weekly, @monthly, @yearly alone, found \"@daily 5\""
    ),
  ])
  func complaints(text: String, complaint: String) {
    let error = #expect(throws: CronError.self) { try CronExpression(text) }
    #expect(error?.description == complaint)
  }

  @Test func longFindingsAreCutOff() {
    let error = #expect(throws: CronError.self) {
      try CronExpression(String(repeating: "9", count: 500) + " * * * *")
    }
    #expect(error?.found == String(repeating: "9", count: 60) + "...")
  }
}
