/// Why a text is no recurrence rule that can be followed: what is wrong, and what was expected.
public struct RecurrenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Recurrence {
  /// Reads a word, `daily`, `weekdays`, `weekly`, `monthly` or `yearly`, or a rule as `init(text:)` does.
  public init(wordOrRule text: some StringProtocol) throws(RecurrenceError) {
    switch text {
    case "daily": self.init(.daily)
    case "weekly": self.init(.weekly)
    case "monthly": self.init(.monthly)
    case "yearly": self.init(.yearly)
    case "weekdays":
      self.init(.weekly)
      days = [.monday, .tuesday, .wednesday, .thursday, .friday].map { Day($0) }
    default: try self.init(text: text)
    }
  }

  /// Reads an RRULE: `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10`.
  ///
  /// FREQ of DAILY and longer, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS and WKST; all else is
  /// refused rather than followed half.
  public init(text: some StringProtocol) throws(RecurrenceError) {
    var parts: [String: Substring] = [:]
    for part in String(text).split(separator: ";", omittingEmptySubsequences: true).prefix(64) {
      guard let equals = part.firstIndex(of: "=") else {
        throw RecurrenceError("`\(part)` has no `=`; expected `NAME=VALUE`")
      }
      let name = part[..<equals].uppercased()
      guard Self.names.contains(name) else {
        throw RecurrenceError(
          "`\(name)` is not known; expected \(Self.names.joined(separator: ", "))")
      }
      guard parts.updateValue(part[part.index(after: equals)...], forKey: name) == nil else {
        throw RecurrenceError("`\(name)` stands there twice; expected it once")
      }
    }
    guard let frequency = parts["FREQ"].flatMap({ Frequency(rawValue: $0.uppercased()) }) else {
      throw RecurrenceError(
        "FREQ is \(Self.quote(parts["FREQ"])); expected DAILY, WEEKLY, MONTHLY or YEARLY")
    }
    self.init(frequency)
    if let text = parts["INTERVAL"] { interval = try Self.number(text, "INTERVAL", 1...100_000) }
    if let text = parts["BYMONTH"] { months = try Self.numbers(text, "BYMONTH", 1...12) }
    if let text = parts["BYMONTHDAY"] {
      monthDays = try Self.numbers(text, "BYMONTHDAY", -31...31)
    }
    if let text = parts["BYSETPOS"] { positions = try Self.numbers(text, "BYSETPOS", -366...366) }
    if let text = parts["BYDAY"] { days = try Self.days(text, frequency) }
    if let text = parts["WKST"] {
      guard let day = Weekday(code: text.uppercased()) else {
        throw RecurrenceError("WKST is \(Self.quote(text)); expected one of MO to SU")
      }
      weekStart = day
    }
    switch (parts["COUNT"], parts["UNTIL"]) {
    case (nil, nil): break
    case (let text?, nil): end = .count(try Self.number(text, "COUNT", 1...1_000_000))
    case (nil, let text?):
      guard let time = EventTimeText.parse(text, zone: nil) else {
        throw RecurrenceError(
          "UNTIL is \(Self.quote(text)); expected a date or time such as 20261231T235959Z")
      }
      end = .until(time)
    default: throw RecurrenceError("COUNT stands beside UNTIL; expected one of them")
    }
    if !positions.isEmpty, months.isEmpty, monthDays.isEmpty, days.isEmpty {
      throw RecurrenceError("BYSETPOS stands alone; expected BYDAY, BYMONTHDAY or BYMONTH with it")
    }
    if frequency == .weekly, !monthDays.isEmpty {
      throw RecurrenceError("BYMONTHDAY stands with FREQ=WEEKLY; expected it with another FREQ")
    }
  }

  private static let names = [
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST",
  ]

  private static func quote(_ text: (some StringProtocol)?) -> String {
    text.map { "`\($0.prefix(40))`" } ?? "missing"
  }

  private static func number(
    _ text: some StringProtocol, _ name: String, _ range: ClosedRange<Int>
  ) throws(RecurrenceError) -> Int {
    guard let number = Int(text), range.contains(number),
      !text.hasPrefix("+") || range.lowerBound < 0
    else {
      throw RecurrenceError(
        "\(name) is \(quote(text)); expected a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return number
  }

  private static func numbers(
    _ text: Substring, _ name: String, _ range: ClosedRange<Int>
  ) throws(RecurrenceError) -> Set<Int> {
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let value = try number(part, name, range)
      guard value != 0 else {
        throw RecurrenceError("\(name) has a 0 in it; expected other numbers")
      }
      numbers.insert(value)
    }
    return numbers
  }

  private static func days(
    _ text: Substring, _ frequency: Frequency
  ) throws(RecurrenceError) -> [Day] {
    var days: [Day] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let weekday = Weekday(code: part.suffix(2).uppercased()) else {
        throw RecurrenceError(
          "BYDAY is \(quote(part)); expected weekdays such as MO, or 1MO and -1FR")
      }
      let ordinal = part.dropLast(2)
      guard !ordinal.isEmpty else {
        days.append(Day(weekday))
        continue
      }
      guard frequency == .monthly || frequency == .yearly else {
        throw RecurrenceError(
          "BYDAY is \(quote(part)); expected a number only with MONTHLY and YEARLY")
      }
      let number = try number(ordinal, "BYDAY", -53...53)
      guard number != 0 else { throw RecurrenceError("BYDAY counts from 0; expected 1 or -1") }
      days.append(Day(weekday, ordinal: number))
    }
    guard days.count <= 100 else {
      throw RecurrenceError("BYDAY has \(days.count) days; expected at most 100")
    }
    return days
  }
}
