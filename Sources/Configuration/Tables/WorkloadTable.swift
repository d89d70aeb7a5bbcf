internal import InstanceMix
internal import Scaling
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
        "startup", \.startup, .duration(from: .zero, through: .seconds(86_400)),
        "The time until a new replica serves; with one `interval` added, the forecast's horizon."),
      .value(
        "target_overload", \.targetOverload,
        .ratio(
          "a share above zero and below one, such as `0.1%` or `0.001`", bounds: "between 0 and 1"
        ) { $0 > 0 && $0 < 1 },
        "The share of time in which load may exceed ready capacity."),
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
      .block("behavior", \.behavior, BehaviorTable.behavior, "How fast replicas may change."),
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
        "signals", \.signals, SignalTable.signal, isRequired: true, nameOf: { $0.name },
        "What its load is read from."),
      .optionalBlock(
        "mix", \.mix, mix, absent: "no mix is recommended",
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
      let replicas = settings.replicas
      if let fallback = settings.fallback, !given.isBroken("replicas"),
        fallback < replicas.min || fallback > replicas.max
      {
        loading.warn(
          given.place(of: "fallback"),
          "`fallback` is \(fallback), outside the replicas' bounds and cut to them; expected a number from \(replicas.min) to \(replicas.max)"
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

  static let mix = Block<MixSettings, MixSettings>(
    title: "workloads[].mix", noun: "`mix`",
    introduction: """
      The cheapest combination of instances from a catalogue that holds the recommended replicas: sized by what \
      a replica needs (`per_replica`), or by the load that each instance serves (`rps_per_replica`).
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          mix:
            catalogue: catalogues/aws-us-east-1.csv
            per_replica: { cpu: 2, memory: 4GiB }
            budget_dollars_per_hour: 20
      """,
    initial: { MixSettings(catalogue: "") },
    keys: [
      .required(
        "catalogue", \.catalogue, .existingFile("a catalogue of instances (CSV)"),
        "Path of the catalogue, CSV."),
      .block("per_replica", \.perReplica, need, "What one replica needs."),
      .optional(
        "rps_per_replica", \.requestsPerSecondPerReplica,
        .number(above: 0, unit: "requests a second"),
        absent: "instances are sized by `per_replica`",
        "Instead of `per_replica`: the load of one replica, in requests per second; the catalogue has a column `rps`."
      ),
      .optional(
        "max_latency", \.maxLatency, .duration(from: .milliseconds(1), through: .seconds(86_400)),
        absent: "any latency", "Offers that are slower are not used."),
      .optional(
        "budget_dollars_per_hour", \.budgetDollarsPerHour,
        .number(above: 0, unit: "dollars an hour"), absent: "no bound",
        "Bound on the price, in dollars per hour."),
    ],
    elsewhere: [
      "catalog": "`catalogue`", "cpu": "it under `per_replica`", "memory": "it under `per_replica`",
      "gpu": "it under `per_replica`",
    ],
    finish: { settings, given, loading in
      switch (given.has("per_replica"), given.has("rps_per_replica")) {
      case (true, true):
        loading.report(
          given.keyPlace("rps_per_replica"),
          "`rps_per_replica` beside `per_replica`; expected one of the two")
      case (false, false):
        loading.report(
          given.place,
          "`mix` says nothing of what a replica needs; expected `per_replica` or `rps_per_replica`")
      default: break
      }
      return settings
    })

  static let need = Block<ResourceNeed, ResourceNeed>(
    title: "workloads[].mix.per_replica", noun: "`per_replica`",
    introduction:
      "What one replica needs of the instance that holds it. What is not named is not counted.",
    initial: { ResourceNeed() },
    keys: [
      .optional(
        "cpu", \.milliCores, .milliCores, absent: "not counted",
        "Virtual cores, or thousandths of one with `m`: `2`, `0.5`, `500m`."),
      .optional(
        "memory", \.memoryBytes, .byteCount, absent: "not counted",
        "Memory, in bytes or with a unit: `4GiB`, `512Mi`, `1.5GB`."),
      .optional("gpu", \.gpus, .count(1...1024), absent: "not counted", "Whole GPUs."),
    ],
    elsewhere: ["gpus": "`gpu`", "cores": "`cpu`"],
    finish: { need, given, loading in
      if need == ResourceNeed(), given.isWhole {
        loading.report(given.place, "`per_replica` is empty; expected `cpu`, `memory` or `gpu`")
      }
      return need
    })
}

extension ScalarType where Value == Int {
  /// A number of replicas: as many as the largest clusters hold pods.
  static var replicas: ScalarType { .count(0...100_000) }
}
