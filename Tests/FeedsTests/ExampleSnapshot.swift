import Calendar
import Exposition
import Feeds
import Forecasting
import Scaling
import TimeSeries

/// A snapshot in which everything that a feed can show is known for the first workload, and nothing for the others.
enum Example {
  static let time = Timestamp(milliseconds: 1_700_000_010_000)

  /// A name that breaks out of whatever does not escape it.
  static let hostile = #"jobs/<script>alert("1")</script> & 'Käse'\"#

  static func snapshot(isReady: Bool = true) throws -> Snapshot {
    Snapshot(
      time: time, isReady: isReady,
      configuration: ConfigurationStatus(
        isLastReloadSuccessful: true, lastSuccess: Timestamp(milliseconds: 1_699_990_000_500)),
      sources: [
        SourceStatus(
          name: "main", kind: "prometheus", isUp: true, lastSuccess: time, problem: nil),
        SourceStatus(
          name: "jobs", kind: "redis", isUp: false, lastSuccess: nil,
          problem: "connection refused <b>"),
        SourceStatus(name: "unused", kind: "exposition", isUp: nil, lastSuccess: nil, problem: nil),
      ],
      workloads: [
        try checkout(), try unknown(name: hostile), try undecided(name: "new one"),
      ], nodePools: nodePools(),
      telemetry: try telemetry(), build: BuildInformation(version: "0.1.0", revision: "abc123"))
  }

  /// A live workload of which everything is known.
  static func checkout(name: String = "checkout", isLive: Bool = true) throws -> WorkloadStatus {
    var recommender = Recommender(
      policy: try WorkloadPolicy(
        min: 2, max: 50,
        signals: [
          SignalPolicy(name: "requests", target: .perReplica(25)),
          SignalPolicy(name: "cpu", target: .utilization(0.7)),
        ]))
    let seen = ReplicaObservation(current: 12, ready: 11)
    let recommendation = recommender.recommend(
      at: time, replicas: seen,
      signals: [
        SignalObservation(
          name: "requests", present: .known(280), forecast: 1_312.5, confidence: 0.93,
          age: .seconds(2)),
        SignalObservation(
          name: "cpu", present: .known(7.7), forecast: 8.25, confidence: 0.5,
          age: .milliseconds(250)
        ),
      ])
    var status = WorkloadStatus(
      name: name, labels: try LabelBlock(["workload": name]), isLive: isLive, time: time,
      replicas: seen, recommendation: recommendation,
      signals: [
        try signal(
          "requests", of: name, target: .perReplica(25), value: 280, load: 280, age: .seconds(2),
          most: 1_312.5),
        try signal(
          "cpu", of: name, target: .utilization(0.7), value: 0.7, load: 7.7,
          age: .milliseconds(250), most: 8.25),
      ],
      mix: mix(),
      service: ServiceStatus(overloadSeconds: 45, overloadRatio: 0.0005, headroomRatio: -0.0182),
      history: history(gapAt: 5))
    status.signals[0].patterns = patterns
    status.recommendation?.promise = PromisedReplicas(
      replicas: 53, need: 12, share: 0.001, delivered: 0.0007, chance: 0.0002,
      chanceWithOneFewer: 0.0005, chanceWithOneMore: 0.0001)
    var learnt = LearntStatus()
    learnt.startup = .init(
      configured: .seconds(60), median: .seconds(75), upper: .seconds(105), count: 12)
    learnt.capacities = [
      .init(signal: "requests", configured: 25, perReplica: 31.5, deviationRatio: 0.125, count: 960)
    ]
    status.learnt = learnt
    for (ready, asked) in [(4, 4), (4, 8), (4, 8), (8, 8), (8, 8), (8, 8), (8, 8), (8, 8)] {
      status.service.phases.observe(
        demand: 6, ready: ready, asked: asked, interval: .seconds(15))
    }
    status.shadow = ShadowReport(
      seconds: 7200, recommended: .init(replicaSeconds: 72_000, overloadSeconds: 15, changes: 6),
      actual: .init(replicaSeconds: 144_000, overloadSeconds: 45, changes: 2))
    status.upcomingEvents = [
      Occurrence(
        name: "<launch>", kind: .event, start: time + .seconds(3600), end: time + .seconds(7200))
    ]
    status.schedules = ScheduleStatus(
      inForce: ["business_hours"],
      upcoming: [
        .init(
          time: time + .seconds(3600), schedule: "business_hours", change: "end", floor: nil,
          ceiling: nil, exact: 8)
      ])
    return status
  }

  /// The patterns of two weeks in which each hour counts one more than the last, with a trend.
  static var patterns: PatternReport? {
    PatternReport(
      of: RegularSeries(
        start: Timestamp(milliseconds: 1_699_833_600_000), step: .seconds(3600),
        values: (0..<336).map { Double($0 % 24) + Double($0 / 24) }))
  }

  /// A workload in shadow mode whose only signal was never known.
  static func unknown(name: String) throws -> WorkloadStatus {
    var recommender = Recommender(
      policy: try WorkloadPolicy(
        signals: [SignalPolicy(name: "backlog", target: .perReplica(20))]))
    let recommendation = recommender.recommend(
      at: time, replicas: ReplicaObservation(),
      signals: [SignalObservation(name: "backlog", present: .unknown("the source is down"))])
    return WorkloadStatus(
      name: name, labels: try LabelBlock(["workload": name]), isLive: true, time: time,
      replicas: ReplicaObservation(), recommendation: recommendation,
      signals: [
        SignalStatus(
          name: "backlog", labels: try LabelBlock(["workload": name, "signal": "backlog"]),
          source: "jobs", target: .value(20), value: nil, load: nil, age: nil,
          problem: "connection: refused by <peer>", forecast: nil)
      ],
      mix: nil, service: ServiceStatus(),
      history: WorkloadHistory(
        step: .seconds(15),
        lines: [WorkloadHistory.Line(kind: "load", signal: "backlog", series: CompressedSeries())]))
  }

  /// A mix of which everything is known.
  static func mix() -> MixStatus {
    var mix = MixStatus(
      replicas: 24,
      instances: [
        .init(
          type: "m5.large", lifecycle: "on-demand", zone: "us-east-1a", count: 3,
          dollarsPerHourEach: 0.096, milliCores: 2_000, memoryMebibytes: 8_192),
        .init(
          type: "c5.xlarge", lifecycle: "spot", zone: "", count: 4, dollarsPerHourEach: 0.068),
        // The same at another price: one series all the same.
        .init(
          type: "m5.large", lifecycle: "on-demand", zone: "us-east-1a", count: 2,
          dollarsPerHourEach: 0.092, milliCores: 2_000, memoryMebibytes: 8_192),
      ], dollarsPerHour: 1.368, optimalityGap: 0)
    mix.solveSeconds = 0.00125
    mix.currentDollarsPerHour = 2.5
    mix.savings = MixStatus.Savings(
      idleRemoval: 0.5, downsizing: 0.25, betterMix: 0.125, spot: 0.257)
    mix.risk = MixStatus.Risk(
      survival: 0.9975, poolsAtRisk: 1, expectedReplacementDollarsPerHour: 0.0125)
    return mix
  }

  /// Node pools: one that is known, and one that is not.
  static func nodePools() -> [NodePoolStatus] {
    [
      NodePoolStatus(
        name: "general", pods: [.init(workload: "checkout", replicas: 24)], mix: mix()),
      NodePoolStatus(
        name: "gpu \"x\"", pods: [.init(workload: "new one", replicas: nil)],
        mix: MixStatus(problem: "nothing is recommended for new one")),
    ]
  }

  /// A workload before its first decision.
  static func undecided(name: String) throws -> WorkloadStatus {
    WorkloadStatus(
      name: name, labels: try LabelBlock(["workload": name]), isLive: true,
      time: Timestamp(milliseconds: 0), replicas: ReplicaObservation(), recommendation: nil,
      signals: [], mix: nil, service: ServiceStatus(),
      history: WorkloadHistory(step: .seconds(15), lines: []))
  }

  static func signal(
    _ name: String, of workload: String, target: SignalTarget, value: Double, load: Double,
    age: Duration, most: Double
  ) throws -> SignalStatus {
    SignalStatus(
      name: name, labels: try LabelBlock(["workload": workload, "signal": name]), source: "main",
      target: target, value: value, load: load, age: age, problem: nil,
      forecast: SignalForecast(
        horizon: .seconds(135),
        end: [("mean", load), ("0.5", load), ("0.9", load * 1.25), ("0.999", most)],
        windowMax: [("mean", load * 1.125), ("0.5", load), ("0.9", load * 1.5), ("0.999", most)],
        decisiveLevel: "0.999", weights: [("last_value", 0.25), ("seasonal_naive", 0.75)],
        scaledError: 0.8125, coverage: [("0.5", 0.53125), ("0.9", 0.90625)],
        quantileLosses: [("0.5", 0.8125), ("0.9", 0.75)], confidence: 0.93))
  }

  /// Two minutes at 15 s, 100, 101, ..., with one gap.
  static func history(gapAt gap: Int) -> WorkloadHistory {
    var load = CompressedSeries()
    var replicas = CompressedSeries()
    for index in 0...8 {
      let moment = time - .seconds(15 * (8 - index))
      load.append(Sample(timestamp: moment, value: index == gap ? .nan : Double(100 + index)))
      replicas.append(Sample(timestamp: moment, value: 12))
    }
    return WorkloadHistory(
      step: .seconds(15),
      lines: [
        WorkloadHistory.Line(kind: "load", signal: "requests", series: load),
        WorkloadHistory.Line(kind: "forecast", signal: "requests", series: CompressedSeries()),
        WorkloadHistory.Line(kind: "recommended_replicas", series: replicas),
        WorkloadHistory.Line(kind: "current_replicas", series: replicas),
      ])
  }

  static func telemetry() throws -> Telemetry {
    var telemetry = Telemetry()
    telemetry.sourceErrors[.init(source: "jobs", reason: "connection"), default: Counter()].add(3)
    telemetry.fetchDurations["main", default: .ofDurations].observe(.milliseconds(7))
    telemetry.fetchDurations["jobs", default: .ofDurations].observe(.seconds(5))
    for stage in ["collect", "decide", "persist"] {
      telemetry.stageDurations[stage, default: .ofDurations].observe(.microseconds(1_500))
    }
    let up = Telemetry.Decision(workload: "checkout", action: "scale_up", trigger: "requests")
    telemetry.decisions[up, default: Counter()].add(2)
    telemetry.skippedCycles.add(1)
    telemetry.historySamples = 36
    telemetry.historyBytes = 4_096
    for (index, metric) in ProcessMetric.allCases.enumerated() {
      telemetry.process[metric] = Double(index) + 0.5
    }
    return telemetry
  }
}
