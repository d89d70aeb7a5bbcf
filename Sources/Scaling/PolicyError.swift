/// What is wrong with a ``WorkloadPolicy``: the setting, and what was expected.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The setting, as a path: `replicas.max`, `signals.queue.per_replica`.
  public var setting: String
  /// What was expected, and what was found.
  public var problem: String

  /// A complaint as given.
  public init(setting: String, problem: String) {
    self.setting = setting
    self.problem = problem
  }

  /// Both in one line, for people.
  public var description: String { "\(setting): \(problem)" }
}
