import Glibc
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Other series that move before the load does.
@Suite struct LeadingRegressionTests {
  static let step = Duration.seconds(60)
  static let lead = 20
  static let targets = [ForecastTarget.value(steps: lead)]

  /// A load that wanders without a season, and what comes in upstream 20 minutes before.
  static func wave(_ count: Int, seed: UInt64) -> (load: [Double], upstream: [Double]) {
    var random = SeededGenerator(seed: seed)
    var level = 0.0
    let upstream = (0..<count + lead).map { _ in
      level = 0.98 * level + random.normal()
      return 100 * exp(0.1 * level)
    }
    let load = (0..<count).map { 5 * upstream[$0] * exp(0.01 * random.normal()) }
    return (load, Array(upstream[lead...]))
  }

  static func forecaster(_ load: [Double], beside: [[Double]]) -> SeriesForecaster {
    var parameters = ForecastModel.Parameters()
    parameters.companionCount = beside.count
    return SeriesForecaster(
      replaying: SeriesForecasterTests.series(load),
      companions: beside.map { SeriesForecasterTests.series($0) },
      models: ForecastModel.auto.forecasters(
        step: step, targets: targets, parameters: parameters), targets: targets)
  }

  @Test func whatMovesFirstForetellsTheLoad() throws {
    let (load, upstream) = Self.wave(3000, seed: 1)
    let alone = try #require(Self.forecaster(load, beside: []).accuracy(at: 0).scaledError)
    let forecaster = Self.forecaster(load, beside: [upstream])
    let together = try #require(forecaster.accuracy(at: 0).scaledError)
    #expect(alone > 0.8)
    #expect(together < 0.4)
    let weights = try forecaster.forecast(at: 0).weights
    #expect(weights.first?.model == "leading_regression")
  }

  @Test func whatHasNothingToDoWithTheLoadDoesNoHarm() throws {
    let (load, _) = Self.wave(3000, seed: 1)
    let (noise, _) = Self.wave(3000, seed: 2)
    let alone = try #require(Self.forecaster(load, beside: []).accuracy(at: 0).scaledError)
    let together = try #require(Self.forecaster(load, beside: [noise]).accuracy(at: 0).scaledError)
    #expect(together < 1.05 * alone)
  }

  @Test func aCompanionThatFallsSilentLeavesTheRestStanding() throws {
    var (load, upstream) = Self.wave(3000, seed: 1)
    for place in 2000..<3000 { upstream[place] = .nan }
    let forecaster = Self.forecaster(load, beside: [upstream])
    let forecast = try forecaster.forecast(at: 0)
    #expect(forecast.mean.isFinite)
    #expect(try #require(forecaster.accuracy(at: 0).scaledError) < 1.05)
  }

  @Test func livingThroughIsReplaying() throws {
    let (load, upstream) = Self.wave(1200, seed: 3)
    var parameters = ForecastModel.Parameters()
    parameters.companionCount = 1
    let models = ForecastModel.auto.forecasters(
      step: Self.step, targets: Self.targets, parameters: parameters)
    let archive = SeriesForecasterTests.archive(load)
    let beside = SeriesForecasterTests.archive(upstream)
    let series = SeriesForecasterTests.series(load)
    var lived = SeriesForecaster(
      step: Self.step, now: series.start - Self.step, models: models, targets: Self.targets,
      companionCount: 1)
    for place in load.indices {
      lived.advance(to: series.timestamp(at: place), archive: archive, companions: [beside])
      if lived.isRefitDue { lived.refit(archive: archive, companions: [beside]) }
    }
    lived.refit(archive: archive, companions: [beside])
    var replayed = SeriesForecaster(
      replaying: archive, companions: [beside], through: series.timestamp(at: load.count - 1),
      step: Self.step, models: models, targets: Self.targets)
    replayed.refit(archive: archive, companions: [beside])
    let model = try #require(lived.models.firstIndex { $0.name == "leading_regression" })
    var left: [PointForecast] = []
    var right: [PointForecast] = []
    let history = GridHistory(series, companions: [SeriesForecasterTests.series(upstream)])
    #expect(lived.models[model].predict(Self.targets, after: history, into: &left) == nil)
    #expect(replayed.models[model].predict(Self.targets, after: history, into: &right) == nil)
    #expect(left == right)
  }
}
