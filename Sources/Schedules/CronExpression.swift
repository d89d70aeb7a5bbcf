/// Moments that come again and again, as cron writes them: minute, hour, day of month, month, day of week.
///
/// Each field is `*`, a value, a range (`1-5`), or one of these with a step (`*/15`, `8-18/2`), or a list of such parts with
/// commas. Months and days of the week have names in any letter case (`JAN`, `MON`); Sunday is 0 and 7. `@hourly`, `@daily`,
/// `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually` stand for whole expressions.
///
/// As with Vixie cron a day counts where the day of month *or* the day of week matches, if both are restricted; where either field
/// begins with `*`, both must match.
///
/// Clocks that change, also as with Vixie cron:
/// - An expression whose minute and hour are both fixed (neither begins with `*`) means times of day. One that the clock skips comes at
///   the first moment after the gap; one that the clock shows twice comes once, the first time.
/// - Any other means a rhythm, and comes whenever the clock shows a time that matches: not in a gap, and in a repeated hour again.
public struct CronExpression: Hashable, Sendable {
  /// Minutes, 0 to 59.
  let minutes: CronField
  /// Hours, 0 to 23.
  let hours: CronField
  /// Days of the month, 1 to 31.
  let monthDays: CronField
  /// Months, 1 to 12.
  let months: CronField
  /// Days of the week, 0 (Sunday) to 6.
  let weekdays: CronField

  /// The expression as it was written, one space between fields.
  public let text: String

  /// The shorthands.
  private static let shorthands = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
  ]

  /// The expression that `text` says. One that never comes, such as February 30, is no error: ask ``isPossible``.
  ///
  /// - Throws: ``CronError`` for the first field that is wrong.
  public init(_ text: some StringProtocol) throws(CronError) {
    let words = text.split { $0 == " " || $0 == "\t" }
    self.text = words.joined(separator: " ")
    var fields = words.map { String($0) }
    if let word = fields.first, word.hasPrefix("@") {
      guard fields.count == 1, let meaning = Self.shorthands[word.lowercased()] else {
        throw CronError(
          field: nil, found: self.text,
          expected: "one of @hourly, @daily, @weekly, @monthly, @yearly alone")
      }
      fields = meaning.split(separator: " ").map { String($0) }
    }
    let vocabularies = CronField.Vocabulary.all
    guard fields.count == vocabularies.count else {
      throw CronError(
        field: nil, found: self.text,
        expected: "five fields (minute, hour, day of month, month, day of week)")
    }
    minutes = try CronField(fields[0][...], vocabularies[0])
    hours = try CronField(fields[1][...], vocabularies[1])
    monthDays = try CronField(fields[2][...], vocabularies[2])
    months = try CronField(fields[3][...], vocabularies[3])
    weekdays = try CronField(fields[4][...], vocabularies[4])
  }

  /// Full `hour`s on the days of the week in `days`, 0 (Sunday) to 6.
  init(hour: Int, onWeekdays days: ClosedRange<Int>) {
    var any = (day: CronField(1...31), month: CronField(1...12))
    any.day.isStar = true
    any.month.isStar = true
    minutes = CronField(0...0)
    hours = CronField(hour...hour)
    monthDays = any.day
    months = any.month
    weekdays = CronField(days)
    let dayText = days.count == 1 ? "\(days.lowerBound)" : "\(days.lowerBound)-\(days.upperBound)"
    text = "0 \(hour) * * \(dayText)"
  }

  /// Whether it means times of day, and not a rhythm.
  var isFixedTime: Bool { !minutes.isStar && !hours.isStar }

  /// Whether there is any day on which it comes.
  public var isPossible: Bool {
    // Every date, with its weekday, comes again after 400 years.
    nextDate(fromYear: 2000, month: 1, day: 1) != nil
  }
}

extension CronExpression: CustomStringConvertible {
  /// The expression as it was written.
  public var description: String { text }
}
