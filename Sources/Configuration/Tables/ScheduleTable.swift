internal import Calendar
internal import Schedules
internal import TimeSeries

/// One entry of `schedules` while it is read.
struct ScheduleDraft: Sendable {
  var name: String?
  var preset: SchedulePreset?
  var start: String?
  var end: String?
  var duration: Duration?
  var from: String?
  var to: String?
  var zone = TimeZoneRules.utc
  var priority = 0
  var floor: Int?
  var ceiling: Int?
  var exact: Int?
}

extension SchedulePreset {
  /// The presets' names.
  static var list: String { allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") }
}

/// The keys of a schedule.
enum ScheduleTable {
  static let schedule = Block<ScheduleDraft, [ReplicaSchedule]>(
    title: "workloads[].schedules[]", noun: "a schedule",
    introduction: """
      Bounds on the replicas at certain times, for load that is known ahead: between two cron expressions, for a time \
      after one, once, or a preset. One of `floor`, `ceiling` and `exact` is needed without a preset. See \
      [Schedules](schedules.md).
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          schedules:
            - { preset: business_hours }
            - { name: campaign, from: '2026-11-27T00:00:00Z', to: '2026-11-30T00:00:00Z', floor: 20, priority: 50 }
            - { name: lunch, start: '30 11 * * MON-FRI', end: '0 14 * * MON-FRI', time_zone: UTC, floor: 12 }
            - { name: backup, start: '0 3 * * *', duration: 45m, ceiling: 4, priority: 20 }
      """,
    initial: { ScheduleDraft() },
    keys: [
      .optional(
        "name", \.name, .text("a schedule's name"), absent: "that of the preset",
        "Its name, used once in its list."),
      .optional(
        "preset", \.preset, .preset, absent: "none", "A ready-made set of schedules."),
      .optional(
        "start", \.start, .text("a cron expression"), absent: "`from`",
        "A cron expression of five fields: in force from each time that it comes."),
      .optional(
        "end", \.end, .text("a cron expression"), absent: "`duration`",
        "A cron expression: in force until it comes."),
      .optional(
        "duration", \.duration, .duration(from: .seconds(1), through: .seconds(366 * 86_400)),
        absent: "`end`", "How long it is in force each time."),
      .optional(
        "from", \.from, .text("a moment in RFC 3339"), absent: "`start`",
        "In force once, from this moment, such as `2026-11-27T00:00:00Z`."),
      .optional(
        "to", \.to, .text("a moment in RFC 3339"), absent: "`end`",
        "In force once, until this moment."),
      .value(
        "time_zone", \.zone, .timeZone,
        "The zone in which cron expressions are read, daylight saving time included."),
      .value(
        "priority", \.priority, .count(-1000...1000),
        "Of several at once the one with the higher priority counts."),
      .optional("floor", \.floor, .replicas, absent: "none", "The fewest replicas."),
      .optional("ceiling", \.ceiling, .replicas, absent: "none", "The most replicas."),
      .optional(
        "exact", \.exact, .replicas, absent: "none",
        "The number of replicas, whatever signals ask for."),
    ],
    elsewhere: [
      "cron": "`start`", "timezone": "`time_zone`", "tz": "`time_zone`", "min": "`floor`",
      "max": "`ceiling`", "replicas": "`exact`", "minReplicas": "`floor`",
    ],
    finish: { draft, given, loading in
      guard given.isWhole else { return nil }
      do {
        if let preset = draft.preset {
          return try preset.schedules(zone: draft.zone)
        }
        guard let name = draft.name else {
          loading.report(given.place, "a schedule has no name; expected `name` or `preset`")
          return nil
        }
        guard let bounds = bounds(draft, given, loading),
          let timing = try timing(draft, given, loading)
        else { return nil }
        return [
          try ReplicaSchedule(
            name: name, priority: draft.priority, zone: draft.zone, bounds: bounds, timing: timing)
        ]
      } catch {
        loading.report(given.place, "\(error)")
        return nil
      }
    })

  private static func bounds(
    _ draft: ScheduleDraft, _ given: Given, _ loading: LoadingContext
  ) -> ReplicaBounds? {
    switch (draft.floor, draft.ceiling, draft.exact) {
    case (nil, nil, let exact?): return .exact(exact)
    case (let floor?, nil, nil): return .floor(floor)
    case (nil, let ceiling?, nil): return .ceiling(ceiling)
    case (let floor?, let ceiling?, nil): return .between(floor: floor, ceiling: ceiling)
    case (nil, nil, nil):
      loading.report(
        given.place, "a schedule asks for nothing; expected `floor`, `ceiling` or `exact`")
    default:
      loading.report(
        given.keyPlace("exact"), "`exact` beside `floor` or `ceiling`; expected one or the other")
    }
    return nil
  }

  private static func timing(
    _ draft: ScheduleDraft, _ given: Given, _ loading: LoadingContext
  ) throws -> ReplicaSchedule.Timing? {
    switch (draft.start, draft.end, draft.duration, draft.from, draft.to) {
    case (let start?, let end?, nil, nil, nil):
      guard let start = cron(start, "start", given, loading),
        let end = cron(end, "end", given, loading)
      else { return nil }
      return .cron(start: start, end: end)
    case (let start?, nil, let duration?, nil, nil):
      guard let start = cron(start, "start", given, loading) else { return nil }
      return .repeating(start: start, duration: duration)
    case (nil, nil, nil, let from?, let to?):
      guard let from = moment(from, "from", given, loading),
        let to = moment(to, "to", given, loading)
      else { return nil }
      return .window(from: from, to: to)
    default:
      loading.report(
        given.place,
        "a schedule does not say when; expected `start` with `end` or `duration`, or `from` with `to`"
      )
      return nil
    }
  }

  private static func cron(
    _ text: String, _ key: String, _ given: Given, _ loading: LoadingContext
  ) -> CronExpression? {
    do {
      return try CronExpression(text)
    } catch {
      loading.report(given.place(of: key), "`\(key)`: \(error)")
      return nil
    }
  }

  private static func moment(
    _ text: String, _ key: String, _ given: Given, _ loading: LoadingContext
  ) -> Timestamp? {
    guard let moment = Timestamp(unixSecondsOrRFC3339: text) else {
      loading.report(
        given.place(of: key),
        "`\(key)` is \(Quotation.of(text)); expected a moment such as `2026-11-27T00:00:00Z`")
      return nil
    }
    return moment
  }
}

extension ScalarType where Value == SchedulePreset {
  /// A preset by its name.
  static var preset: ScalarType {
    ScalarType(
      name: SchedulePreset.list, expected: "one of \(SchedulePreset.list)",
      read: { (text, _) throws(Mismatch) in
        guard let preset = SchedulePreset(rawValue: text) else { throw Mismatch("") }
        return preset
      }, write: { $0.rawValue })
  }
}
