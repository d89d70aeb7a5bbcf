/// The name under which a series is kept on disk: the workload, the signal where it has one, and what is counted. A unit separator,
/// which no configured name can hold, keeps the parts apart.
enum SeriesName {
  private static let separator = "\u{1F}"

  static func load(workload: String, signal: String) -> String {
    [workload, "load", signal].joined(separator: separator)
  }

  static func forecast(workload: String, signal: String) -> String {
    [workload, "forecast", signal].joined(separator: separator)
  }

  static func recommended(workload: String) -> String {
    [workload, "recommended"].joined(separator: separator)
  }

  static func current(workload: String) -> String {
    [workload, "current"].joined(separator: separator)
  }

  static func ready(workload: String) -> String {
    [workload, "ready"].joined(separator: separator)
  }
}
