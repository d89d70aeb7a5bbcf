internal import Scaling
internal import Schedules
internal import TimeSeries

/// The keys of a workload.
enum WorkloadTable {
  static let workload = Block<WorkloadSettings, WorkloadSettings>(
    title: "workloads[]", noun: "a workload",
    introduction: """
      Something whose replicas can be changed. Replicas are recommended for the largest load that is expected \
      between now and `startup` plus one `interval`, at the quantile that keeps `target_overload`. A workload \
      is in shadow mode until it says `mode: live`: it is shown everywhere and fed to no autoscaler.
      """,
    example: """
      workloads:
        - name: checkout
          mode: live
          startup: 2m
          target_overload: 0.1%
          replicas: { min: 2, max: 50 }
          hold: 5m
          fallback: 10
          signals:
            - { name: requests, query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
      """,
    initial: { WorkloadSettings(name: "") },
    keys: [
      .required(
        "name", \.name, .name(of: "a workload"),
        "Unique name; 1 to 250 bytes of UTF-8 without control characters. It is the label `workload` on /metrics."
      ),
      .value("mode", \.mode, .choice, "Whether an autoscaler may read the recommendation."),
      .value(
        "startup", \.startupText, .startup,
        """
        The time until a new replica serves; with one `interval` added, the forecast's horizon. `auto` learns it from the replicas that there \
        are and those that are ready, beginning with `startup_prior`.
        """),
      .value(
        "startup_prior", \.startupPrior, .duration(from: .seconds(1), through: .seconds(86_400)),
        "With `startup: auto`: the time that learning begins with."),
      .value(
        "target_overload", \.targetOverload,
        .ratio(
          "a share above zero and below one, such as `0.1%` or `0.001`", bounds: "between 0 and 1"
        ) { $0 > 0 && $0 < 1 },
        "The share of time in which load may exceed ready capacity."),
      .optional(
        "overload_minute_dollars", \.overloadMinuteDollars, .number(above: 0, unit: "dollars"),
        absent: "not known",
        "What a minute of overload costs. With `replica_hour_dollars` in the place of `target_overload`: the cheaper of both is chosen at every moment."
      ),
      .optional(
        "replica_hour_dollars", \.replicaHourDollars, .number(above: 0, unit: "dollars"),
        absent: "not known", "What a replica costs an hour."),
      .optional(
        "policy", \.policy, .choice,
        absent: "`promise` where `target_overload` is stated, else `forecast`",
        """
        What decides: `promise` keeps `target_overload` at the least cost and corrects itself by what was delivered; `forecast` \
        covers the largest load that is forecast (see [Sizing](sizing.md)); the others are policies of thresholds, and `factors` the weighed sum \
        of all signals (see [Policies](policies.md)).
        """),
      .block(
        "thresholds", \.thresholds, ThresholdTable.thresholds,
        default: "those of the template that `policy` names",
        "What is to be other than in that template."),
      .block(
        "replicas", \.replicas, replicas, "Bounds on replicas, and where their number is read."),
      .value(
        "combine", \.combine, .choice,
        "How the replicas that each signal asks for become one number."),
      .value(
        "tolerance", \.tolerance,
        .ratio("a share from zero to one, such as `10%` or `0.1`", bounds: "0 to 1") {
          $0 >= 0 && $0 <= 1
        },
        "The relative change below which replicas stay as they are."),
      .value(
        "confidence_threshold", \.confidenceThreshold,
        .ratio("a share from zero to one, such as `80%` or `0.8`", bounds: "0 to 1") {
          $0 >= 0 && $0 <= 1
        },
        """
        The confidence below which a forecast asks for nothing and the load now decides alone. A forecast that is no \
        better than the last value stays below 0.8. See [Forecasting](forecasting.md).
        """),
      .block(
        "behavior", \.behavior, BehaviorTable.behavior,
        default:
          "that of Kubernetes; no limit where a promise or a policy with a pace of its own decides",
        "How fast replicas may change."),
      .value(
        "hold", \.hold, .duration(from: .zero, through: .seconds(30 * 86_400)),
        "How long the last good recommendation stands in for unknown signals."),
      .optional(
        "fallback", \.fallback, .replicas, absent: "the last good recommendation stays",
        "The replicas to recommend when signals stay unknown for longer than `hold`."),
      .block(
        "calendar", \.calendar, CalendarTable.calendar, default: "`calendar` at the top level",
        "The clock and the days that its load follows; what is left out is that of the top level."),
      .list(
        "schedules", \.scheduleGroups, ScheduleTable.schedule, isRequired: false, default: "none",
        "Bounds on the replicas at certain times."),
      .optionalBlock(
        "scale_target", \.scaleTarget, ActuationTable.target, absent: "nothing",
        "The object whose replicas `actuate` changes."),
      .list(
        "events", \.events, WorkloadEventTable.event, isRequired: false, nameOf: { $0.name },
        default: "none", "What replicas answer to for a time, beside the signals."),
      .list(
        "limits", \.limits, LimitTable.own, isRequired: false, nameOf: { $0.resource },
        default: "none", "What there is only so much of."),
      .optional(
        "decision_interval", \.decisionInterval,
        .duration(from: .seconds(1), through: .seconds(3600)), absent: "every `interval`",
        "The time from one decision to the next; what is urgent is decided at once."),
      .value(
        "pause", \.pause, .flag, "Whether replicas stay as they are, whatever asks for others."),
      .optional(
        "pin", \.pin, .replicas, absent: "none",
        "The number of replicas, whatever else asks for; within `min` and `max`."),
      .list(
        "signals", \.signals, SignalTable.signal, isRequired: true, nameOf: { $0.name },
        "What its load is read from."),
      .optionalBlock(
        "mix", \.mix, MixTable.mix, absent: "no mix is recommended",
        "The cheapest instances for the recommended replicas."),
    ],
    elsewhere: [
      "min": "it under `replicas`", "max": "it under `replicas`",
      "minReplicas": "`min` under `replicas`", "maxReplicas": "`max` under `replicas`",
      "query": "it under `signals`", "metrics": "`signals`",
    ],
    finish: { settings, given, loading in
      var settings = settings
      if !given.has("calendar") { settings.calendar = loading.calendar }
      if (settings.overloadMinuteDollars == nil) != (settings.replicaHourDollars == nil),
        given.isWhole
      {
        loading.report(
          given.place(of: "overload_minute_dollars", "replica_hour_dollars"),
          "one of `overload_minute_dollars` and `replica_hour_dollars` alone; expected both")
      }
      if settings.overloadPrice != nil, given.has("target_overload") {
        loading.report(
          given.place(of: "target_overload"),
          "`target_overload` beside prices; expected one or the other")
      }
      settings.learnsStartup = settings.startupText == nil
      settings.startup = settings.startupText ?? settings.startupPrior
      if settings.learnsStartup, settings.replicas.current == nil || settings.replicas.ready == nil,
        !settings.replicas.simulate, !given.isBroken("replicas")
      {
        loading.report(
          given.place(of: "startup"),
          "`startup: auto` learns from the replicas; expected `current` and `ready` under `replicas`"
        )
      }
      for signal in settings.signals {
        guard let name = signal.learnsFrom, !given.isBroken("signals") else { continue }
        let other = settings.signals.first { $0.name == name }
        guard case .perReplica = signal.target, case .utilization? = other?.target else {
          loading.report(
            given.place(of: "signals"),
            "`learn_from: \(name)` of signal \(signal.name); expected a `per_replica` signal that names a `utilization` signal"
          )
          continue
        }
      }
      settings.statesTargetOverload = given.has("target_overload")
      let hasOwnPace = settings.keepsPromise || settings.rule != .wishes
      if hasOwnPace, !given.has("behavior") { settings.behavior = .unlimited }
      if given.has("thresholds"), !given.isBroken("policy"), settings.policy?.template == nil {
        loading.report(
          given.place(of: "thresholds"),
          "`thresholds` without a policy that has any; expected `policy` to be one such as `conservative`"
        )
      } else if case .thresholds(let rules) = settings.rule, rules.below >= rules.above,
        !given.isBroken("thresholds")
      {
        loading.report(
          given.place(of: "thresholds"),
          "`scale_down_below` is \(rules.below), not below `scale_up_above`, which is \(rules.above); expected a smaller number"
        )
      }
      if settings.policy == .promise, settings.combine != .max {
        loading.report(
          given.place(of: "combine"),
          "`policy: promise` keeps its promise for every signal; expected `combine: max`")
      }
      if settings.policy == .promise, !settings.signals.contains(where: { $0.target.isTotal }),
        !given.isBroken("signals")
      {
        loading.report(
          given.place(of: "policy"),
          "`policy: promise` needs a load that does not depend on the replicas; expected a signal with `per_replica` or `utilization`"
        )
      }
      do {
        _ = try ScheduleBook(settings.scheduleGroups.flatMap { $0 })
      } catch {
        loading.report(given.place(of: "schedules"), "\(error)")
      }
      if settings.pause, settings.pin != nil {
        loading.report(given.keyPlace("pin"), "`pin` beside `pause: true`; expected one of the two")
      }
      let replicas = settings.replicas
      if let fallback = settings.fallback, !given.isBroken("replicas"),
        fallback < replicas.min || fallback > replicas.max
      {
        loading.warn(
          given.place(of: "fallback"),
          "`fallback` is \(fallback), outside the replicas' bounds and cut to them; expected a number from \(replicas.min) to \(replicas.max)"
        )
      }
      if let signal = settings.signals.first(where: { $0.target.dependsOnReplicas }),
        replicas.current == nil, replicas.ready == nil, !replicas.simulate,
        !given.isBroken("replicas"), !given.isBroken("signals")
      {
        loading.warn(
          given.place(of: "signals"),
          "the target of `\(signal.name)` depends on how many replicas there are, and the last recommendation stands in for them; expected `current` or `ready` under `replicas`"
        )
      }
      if !settings.signals.isEmpty, settings.signals.allSatisfy({ $0.target == .leading }) {
        loading.report(
          given.place(of: "signals"),
          "every signal is `leading`; expected one with `per_replica`, `utilization` or `value`")
      }
      return settings
    })

  static let replicas = Block<ReplicaSettings, ReplicaSettings>(
    title: "workloads[].replicas", noun: "`replicas`",
    introduction: """
      Recommendations stay within `min` and `max`. Without `current` Outrider takes its own last recommendation \
      as the present number, and says so.
      """,
    initial: { ReplicaSettings() },
    keys: [
      .value("min", \.min, .replicas, "The fewest replicas."),
      .value("max", \.max, .count(1...100_000), "The most replicas; not below `min`."),
      .optionalBlock(
        "current", \.current, SelectorTable.reference, absent: "the last recommendation",
        "Where the present number of replicas is read."),
      .optionalBlock(
        "ready", \.ready, SelectorTable.reference, absent: "the same as `current`",
        "Where the number of ready replicas is read."),
      .value(
        "simulate", \.simulate, .flag,
        "Whether a simulated fleet follows the recommendation, each new replica ready after `startup`; excludes `current` and `ready`."
      ),
    ],
    elsewhere: ["minReplicas": "`min`", "maxReplicas": "`max`"],
    finish: { settings, given, loading in
      if settings.min > settings.max, !given.isBroken("min"), !given.isBroken("max") {
        let defaulted = given.has("max") ? "" : " by default"
        loading.report(
          given.place(of: "min", "max"),
          "`min` is \(settings.min), above `max`, which is \(settings.max)\(defaulted); expected `min` at most `max`"
        )
      }
      if settings.simulate, let real = given.among(["current", "ready"]).first {
        loading.report(
          given.place(of: "simulate"),
          "`simulate` beside `\(real)`; expected a simulated fleet or a real one")
      }
      return settings
    })
}

extension ScalarType where Value == Int {
  /// A number of replicas: as many as the largest clusters hold pods.
  static var replicas: ScalarType { .count(0...100_000) }
}

extension ScalarType where Value == Duration? {
  /// A time, or `auto`: nil.
  static var startup: ScalarType {
    let duration = ScalarType<Duration>.duration(from: .zero, through: .seconds(86_400))
    return ScalarType(
      name: "\(duration.name), or `auto`", expected: "`auto`, or \(duration.expected)",
      read: { (text, place) throws(Mismatch) in
        text == "auto" ? nil : try duration.read(text, place)
      }, write: { $0.map(duration.write) ?? "auto" })
  }
}
