public import Calendar

/// Schedules that many workloads have, with counts to change as needed.
///
/// All of them may stand in one book: each says what holds until another outranks it, so that on weekdays business hours decide, at
/// weekends the weekend does, and maintenance goes before both. The counts are exact as they stand; as floors they leave the load to ask
/// for more.
extension ReplicaSchedule {
  /// Business hours: Monday to Friday from 08:00 `day` replicas, from 18:00 `night`, until the next of them begins.
  ///
  /// - Returns: `business_hours` and `business_hours_night`, of `priority` both, or with another name in place of `business_hours`.
  /// - Throws: ``ScheduleError`` for counts that are out of range.
  public static func businessHours(
    name: String = "business_hours", day: Int = 8, night: Int = 4,
    as kind: ReplicaBounds.Kind = .exact,
    zone: TimeZoneRules = .utc, priority: Int = 10
  ) throws(ScheduleError) -> [ReplicaSchedule] {
    let morning = CronExpression(hour: 8, onWeekdays: 1...5)
    let evening = CronExpression(hour: 18, onWeekdays: 1...5)
    return [
      try ReplicaSchedule(
        name: name, priority: priority, zone: zone, bounds: ReplicaBounds(kind, day),
        timing: .cron(start: morning, end: evening)),
      try ReplicaSchedule(
        name: "\(name)_night", priority: priority, zone: zone, bounds: ReplicaBounds(kind, night),
        timing: .cron(start: evening, end: morning)),
    ]
  }

  /// The weekend: from Friday 22:00 `weekend` replicas, from Monday 08:00 `week`, until the next Friday.
  ///
  /// - Returns: `weekend` of `priority`, above business hours, and `weekend_over` of `weekPriority`, below them; or with another name in
  ///   place of `weekend`.
  /// - Throws: ``ScheduleError`` for counts that are out of range.
  public static func weekend(
    name: String = "weekend", weekend: Int = 2, week: Int = 6, as kind: ReplicaBounds.Kind = .exact,
    zone: TimeZoneRules = .utc, priority: Int = 20, weekPriority: Int = 0
  ) throws(ScheduleError) -> [ReplicaSchedule] {
    let friday = CronExpression(hour: 22, onWeekdays: 5...5)
    let monday = CronExpression(hour: 8, onWeekdays: 1...1)
    return [
      try ReplicaSchedule(
        name: name, priority: priority, zone: zone, bounds: ReplicaBounds(kind, weekend),
        timing: .cron(start: friday, end: monday)),
      try ReplicaSchedule(
        name: "\(name)_over", priority: weekPriority, zone: zone, bounds: ReplicaBounds(kind, week),
        timing: .cron(start: monday, end: friday)),
    ]
  }

  /// Maintenance: on Sundays from 02:00 for `duration`, two hours, `replicas`.
  ///
  /// - Returns: `maintenance_window`, above the other presets.
  /// - Throws: ``ScheduleError`` for a count or a duration that is out of range.
  public static func maintenanceWindow(
    name: String = "maintenance_window", replicas: Int = 1, duration: Duration = .seconds(7200),
    as kind: ReplicaBounds.Kind = .exact, zone: TimeZoneRules = .utc, priority: Int = 100
  ) throws(ScheduleError) -> [ReplicaSchedule] {
    [
      try ReplicaSchedule(
        name: name, priority: priority, zone: zone, bounds: ReplicaBounds(kind, replicas),
        timing: .repeating(
          start: CronExpression(hour: 2, onWeekdays: 0...0), duration: duration))
    ]
  }
}
