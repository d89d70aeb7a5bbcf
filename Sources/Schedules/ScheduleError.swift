/// Why a schedule cannot be used: which, which setting, and what was expected.
public struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The schedule's name, which may be empty.
  public var schedule: String
  /// The setting: `name`, `floor`, `duration`.
  public var setting: String
  /// What was expected, and what was found.
  public var problem: String

  /// A complaint as given.
  public init(schedule: String, setting: String, problem: String) {
    self.schedule = schedule
    self.setting = setting
    self.problem = problem
  }

  /// All in one line, for people.
  public var description: String { "schedule \"\(schedule)\": \(setting): \(problem)" }
}
