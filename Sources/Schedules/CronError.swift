/// Why a text is no ``CronExpression``: which field, what was found there, and what was expected.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One of the five fields.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    case minute
    case hour
    case dayOfMonth = "day of month"
    case month
    case dayOfWeek = "day of week"
  }

  /// The field that is wrong; nil where the expression as a whole is.
  public var field: Field?

  /// What stands there, cut off after 60 characters.
  public var found: String

  /// What would have been right.
  public var expected: String

  /// A complaint as given.
  public init(field: Field?, found: some StringProtocol, expected: String) {
    self.field = field
    self.found = found.count > 60 ? "\(found.prefix(60))..." : String(found)
    self.expected = expected
  }

  /// All in one line, for people: `hour: expected a number from 0 to 23, found "24"`.
  public var description: String {
    "\(field?.rawValue ?? "cron expression"): expected \(expected), found \"\(found)\""
  }
}
