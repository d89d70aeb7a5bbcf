import Backtesting
import Configuration
import Feeds
import Glibc
import Scaling
import SignalSources
import Sizing
import Testing
import TimeSeries

@testable import Sidecar

/// A promise in a running workload.
struct PromiseTests {
  private static let interval = Duration.seconds(60)
  private static let start = Timestamp(milliseconds: 1_699_999_980_000)

  private static func moment(_ index: Int) -> Timestamp { start + interval * index }

  /// A load with days, hours and jolts, in requests; ten of which a replica serves.
  private static func load(_ count: Int) -> [Double] {
    var state: UInt64 = 7
    func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var jolt = 0.0
    return (0..<count).map { index in
      let day = Double(index) / 1440 * 2 * .pi
      jolt = unit() < 0.004 ? 60 * unit() : jolt * 0.9
      return (120 + 80 * sin(day) + 15 * sin(day * 6) + 8 * unit() + jolt).rounded()
    }
  }

  private static func settings(_ mode: WorkloadSettings.Mode = .live) -> WorkloadSettings {
    var settings = Fixture.workload()
    settings.mode = mode
    settings.policy = .promise
    settings.behavior = .unlimited
    settings.startup = .seconds(120)
    settings.targetOverload = 0.005
    settings.replicas.max = 60
    return settings
  }

  private static func series(_ values: ArraySlice<Double>) -> CompressedSeries {
    var series = CompressedSeries()
    for index in values.indices {
      series.append(Sample(timestamp: moment(index), value: values[index]))
    }
    return series
  }

  /// A runtime that knows the first `known` loads.
  private static func runtime(
    _ settings: WorkloadSettings, _ loads: [Double], known: Int, replicas: Int
  ) throws -> WorkloadRuntime {
    let load = SeriesName.load(workload: settings.name, settings.signals[0])
    let memory: WorkloadRuntime.Memory = [
      load: series(loads[..<known]),
      SeriesName.recommended(workload: settings.name): series([Double(replicas)][...]).moved(
        to: moment(known - 1)),
    ]
    var runtime = try WorkloadRuntime(
      settings, interval: interval, now: moment(known), memory: memory, mix: nil)
    let job = try #require(runtime.promiseJob)
    runtime.adopt(try #require(job.run()))
    return runtime
  }

  @Test func aRunOnAReplayAndABacktestDecideAlike() throws {
    let loads = Self.load(7200)
    var settings = Self.settings()
    settings.replicas.simulate = true
    let demand = try #require(
      Demand(
        loads: loads.map { $0 / 10 }, tick: Self.interval, start: Self.start, least: 1, most: 60))
    var risk = LoadRisk.Settings()
    risk.tick = Self.interval
    risk.startup = settings.startup
    risk.start = Self.start
    risk.least = 1
    risk.most = 60
    let backtest = Backtest(demand, startup: settings.startup)
    let played = backtest.play(PromisedSizing(share: settings.targetOverload, settings: risk))

    var runtime = try Self.runtime(
      settings, loads, known: backtest.begin, replicas: demand.needs[backtest.begin])
    var ran: [Int?] = []
    for index in backtest.begin..<loads.count {
      let status = runtime.decide(
        at: Self.moment(index), current: nil, ready: nil,
        signals: [.value(loads[index], at: Self.moment(index))])
      if index >= backtest.scored.lowerBound { ran.append(status.recommendation?.replicas) }
    }
    #expect(ran == played.totals)
    #expect(Set(played.totals).count > 10, "or there was nothing to decide")
  }

  @Test func everyNumberIsExplained() throws {
    let loads = Self.load(2000)
    var runtime = try Self.runtime(Self.settings(), loads, known: 1990, replicas: 20)
    let status = runtime.decide(
      at: Self.moment(1990), current: .value(20, at: Self.moment(1990)), ready: nil,
      signals: [.value(loads[1990], at: Self.moment(1990))])
    let recommendation = try #require(status.recommendation)
    let promise = try #require(recommendation.promise)
    #expect(recommendation.replicas == promise.replicas)
    #expect(recommendation.trigger == .promise)
    #expect(promise.need == Int((loads[1990] / 10).rounded(.up)))
    let chance = try #require(promise.chance)
    #expect(try #require(promise.chanceWithOneFewer) >= chance)
    #expect(try #require(promise.chanceWithOneMore) <= chance)
    #expect(
      recommendation.explanation.contains {
        $0.hasPrefix("Load may exceed ready capacity in 0.5 % of the time")
      })
    #expect(recommendation.explanation.contains { $0.contains("with one fewer of") })
  }

  @Test func whatIsNotKnownNeverScalesDown() throws {
    let loads = Self.load(2000)
    var runtime = try Self.runtime(Self.settings(), loads, known: 1990, replicas: 30)
    var last = 0
    for index in 1990..<2000 {
      let reading: Reading =
        index < 1993 ? .value(loads[index], at: Self.moment(index)) : .absent("nothing")
      let status = runtime.decide(
        at: Self.moment(index), current: .value(Double(max(last, 30)), at: Self.moment(index)),
        ready: nil, signals: [reading])
      let replicas = try #require(status.recommendation?.replicas)
      if index >= 1993 { #expect(replicas >= last) }
      last = replicas
    }
  }

  @Test func whatIsLearntOfReplicasIsPutInForce() throws {
    var settings = Fixture.workload()
    settings.learnsStartup = true
    settings.replicas.current = Fixture.query("current")
    settings.replicas.ready = Fixture.query("ready")
    settings.signals[0].learnsFrom = "cpu"
    settings.signals.append(
      SignalSettings(name: "cpu", reference: Fixture.query("cpu"), target: .utilization(0.5)))
    var runtime = try Fixture.runtime(settings)
    var learnt: WorkloadSettings?
    for index in 0..<1200 {
      // Every 40 cycles two more, ready after eight cycles of 15 s; a full replica serves 40, so that one is to serve 20 at half.
      let round = index % 40
      let current = round < 20 ? 4 : 6
      let ready = round < 28 ? 4 : 6
      let now = Fixture.tick(index)
      _ = runtime.decide(
        at: now, current: .value(Double(current), at: now), ready: .value(Double(ready), at: now),
        signals: [
          .value(60, at: now), .value(60.0 / Double(ready) / 40, at: now),
        ])
      if let next = runtime.settingsToLearn(at: now) { learnt = next }
    }
    let next = try #require(learnt)
    #expect(next.startup >= .seconds(105) && next.startup <= .seconds(180), "\(next.startup)")
    guard case .perReplica(let capacity) = next.signals[0].target else {
      Issue.record("the target is another")
      return
    }
    #expect(abs(capacity - 20) < 2.5, "\(capacity)")
    let status = try #require(
      runtime.decide(
        at: Fixture.tick(1200), current: nil, ready: nil, signals: [.absent(""), .absent("")]
      ).learnt)
    #expect(status.startup?.count == 30)
    #expect(status.capacities.first?.count ?? 0 > 1000)
  }

  @Test func aShadowIsComparedWithWhatRan() throws {
    let loads = Self.load(3000)
    var runtime = try Self.runtime(Self.settings(.shadow), loads, known: 2000, replicas: 40)
    for index in 2000..<3000 {
      _ = runtime.decide(
        at: Self.moment(index), current: .value(40, at: Self.moment(index)), ready: nil,
        signals: [.value(loads[index], at: Self.moment(index))])
    }
    let status = runtime.decide(
      at: Self.moment(3000), current: .value(40, at: Self.moment(3000)), ready: nil,
      signals: [.absent("nothing")])
    let report = try #require(status.shadow)
    #expect(report.seconds == 60_000, "a moment of which nothing is known is not compared")
    #expect(report.actual.replicaSeconds == 40 * 60_000)
    #expect(report.actual.changes == 0)
    #expect(report.recommended.replicaSeconds < report.actual.replicaSeconds * 0.8)
    #expect(report.recommended.overloadSeconds <= 0.03 * 60_000)
    #expect(report.recommended.changes > 0)
    #expect(try #require(report.savingRatio) > 0.2)
  }
}

extension CompressedSeries {
  /// The same values, from `moment` on.
  fileprivate func moved(to moment: Timestamp) -> CompressedSeries {
    var series = CompressedSeries()
    let values = samples(
      from: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max))
    for sample in values {
      series.append(
        Sample(
          timestamp: moment + (sample.timestamp - values[0].timestamp), value: sample.value))
    }
    return series
  }
}
