public import Calendar
public import TimeSeries

/// Bounds on replicas that are in force at certain times, checked.
public struct ReplicaSchedule: Hashable, Sendable {
  /// When it is in force: from a beginning up to, not including, an end.
  public enum Timing: Hashable, Sendable {
    /// From each time that `start` comes until `end` comes, as KEDA's cron scaler has it. Where both come at once, it is not in force.
    case cron(start: CronExpression, end: CronExpression)
    /// From each time that `start` comes for `duration`, which counts seconds and not what a clock shows. Where it comes again
    /// before that, the duration begins anew.
    case repeating(start: CronExpression, duration: Duration)
    /// Once.
    case window(from: Timestamp, to: Timestamp)
  }

  /// Its name, not empty.
  public let name: String
  /// How much it counts beside others: more is higher.
  public let priority: Int
  /// The zone on whose clock cron expressions are read.
  public let zone: TimeZoneRules
  /// What it asks for.
  public let bounds: ReplicaBounds
  /// When it is in force.
  public let timing: Timing

  /// The longest duration, ten years.
  public static let longest = Duration.seconds(315_360_000)

  /// A schedule as given.
  ///
  /// - Throws: ``ScheduleError`` for the first setting that is out of its range: an empty name, a count below 0 or above
  ///   ``ReplicaBounds/most``, a ceiling below the floor, an expression that never comes, a duration that is not 1 ms to ten years, a window that ends before it
  ///   begins.
  public init(
    name: String, priority: Int = 0, zone: TimeZoneRules = .utc, bounds: ReplicaBounds,
    timing: Timing
  ) throws(ScheduleError) {
    self.name = name
    self.priority = priority
    self.zone = zone
    self.bounds = bounds
    self.timing = timing
    try validate()
  }

  /// Whether it is in force at `moment`.
  public func isInForce(at moment: Timestamp) -> Bool {
    switch timing {
    case .cron(let start, let end):
      guard let begun = start.lastFiring(atOrBefore: moment, zone: zone) else { return false }
      guard let ended = end.lastFiring(atOrBefore: moment, zone: zone) else { return true }
      return begun > ended
    case .repeating(let start, let duration):
      guard let begun = start.previous(atOrBefore: moment, zone: zone) else { return false }
      return moment < begun + duration
    case .window(let from, let to):
      return from <= moment && moment < to
    }
  }
}

extension ReplicaSchedule {
  private func validate() throws(ScheduleError) {
    guard !name.isEmpty else { throw problem("name", "expected a name that is not empty") }
    let counts = [
      ("floor", bounds.floor), ("ceiling", bounds.ceiling), ("exact", bounds.exact),
    ]
    for case (let setting, let count?) in counts where !(0...ReplicaBounds.most).contains(count) {
      throw problem(
        setting, "expected a whole number from 0 to \(ReplicaBounds.most), found \(count)")
    }
    if case .between(let floor, let ceiling) = bounds, floor > ceiling {
      throw problem(
        "ceiling", "expected a whole number not below floor, \(floor), found \(ceiling)")
    }
    switch timing {
    case .cron(let start, let end):
      try check(start, "start")
      try check(end, "end")
    case .repeating(let start, let duration):
      try check(start, "start")
      guard (.milliseconds(1)...Self.longest).contains(duration) else {
        throw problem("duration", "expected a duration from 1 ms to ten years, found \(duration)")
      }
    case .window(let from, let to):
      guard from < to else {
        throw problem("to", "expected a moment after from, \(from), found \(to)")
      }
    }
  }

  private func check(
    _ expression: CronExpression, _ setting: String
  ) throws(ScheduleError) {
    guard expression.isPossible else {
      throw problem(
        setting, "expected a time that comes, found \"\(expression)\", which never does")
    }
  }

  private func problem(_ setting: String, _ problem: String) -> ScheduleError {
    ScheduleError(schedule: name, setting: setting, problem: problem)
  }
}
