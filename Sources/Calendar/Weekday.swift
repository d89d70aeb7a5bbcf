/// A day of the week, numbered as ISO 8601 does: Monday is 1, Sunday 7.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  /// Whether it is Saturday or Sunday.
  public var isWeekend: Bool { rawValue >= 6 }

  /// Its name in English: `Monday`.
  public var name: String {
    switch self {
    case .monday: "Monday"
    case .tuesday: "Tuesday"
    case .wednesday: "Wednesday"
    case .thursday: "Thursday"
    case .friday: "Friday"
    case .saturday: "Saturday"
    case .sunday: "Sunday"
    }
  }

  /// The day that iCalendar calls `code`: `MO`, `TU`, `WE`, `TH`, `FR`, `SA`, `SU`; nil for anything else.
  init?(code: some StringProtocol) {
    let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    guard let index = codes.firstIndex(where: { $0 == code }) else { return nil }
    self.init(rawValue: index + 1)
  }
}
