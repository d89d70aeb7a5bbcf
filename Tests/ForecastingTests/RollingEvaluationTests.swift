import Glibc
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Looking back: what is scored, and that nothing looks ahead.
@Suite struct RollingEvaluationTests {
  static let step = Duration.seconds(300)

  static func series(_ values: [Double]) -> RegularSeries {
    RegularSeries(start: Timestamp(milliseconds: 1_700_000_100_000), step: step, values: values)
  }

  static func evaluation(
    _ values: [Double], _ models: [ForecastModel], _ targets: [ForecastTarget], heldBack: Int,
    levels: [Double] = [0.5, 0.9]
  ) -> RollingEvaluation {
    var parameters = ForecastModel.Parameters()
    parameters.seasons = [step * 24]
    return RollingEvaluation(
      series(values), models: models, targets: targets, parameters: parameters,
      heldBack: heldBack, levels: levels)
  }

  static func noisy(_ count: Int) -> [Double] {
    var random = SeededGenerator(seed: 6)
    return (0..<count).map { 50 + 20 * sin(Double($0) * .pi / 12) + random.normal() }
  }

  @Test func aPerfectSeasonHasNoErrorAndTheLastValueIsTheYardstick() throws {
    let values = (0..<600).map { Double($0 % 24) }
    let evaluation = Self.evaluation(
      values, [.seasonalNaive], [.value(steps: 3), .maximum(steps: 5)], heldBack: 200)
    #expect(evaluation.models == [.lastValue, .seasonalNaive])
    for (target, steps) in [(0, 3), (1, 5)] {
      let (last, seasonal) = (evaluation.scores[0][target], evaluation.scores[1][target])
      #expect(last.counts.scored == 200 - steps)
      #expect(last.scaledError == 1)
      #expect(last.skill == 0)
      #expect(seasonal.counts.scored == 200 - steps)
      #expect(seasonal.scaledError == 0)
      #expect(seasonal.skill == 1)
      #expect(seasonal.quantiles.allSatisfy { $0.coverage == 1 && ($0.loss ?? 1) < 1e-12 })
      #expect(last.quantiles.map(\.scaledLoss) == [1, 1])
    }
  }

  @Test func scoresAreThoseOfBruteForce() throws {
    var values = Self.noisy(400)
    for place in [290, 291, 333, 350] { values[place] = .nan }
    let targets = [ForecastTarget.value(steps: 2), .maximum(steps: 4)]
    let evaluation = Self.evaluation(values, [.movingAverage], targets, heldBack: 120)
    for (index, target) in targets.enumerated() {
      var sums = (own: 0.0, last: 0.0, loss: 0.0, covered: 0.0, count: 0.0)
      for origin in 280..<400 {
        let end = origin + target.steps
        guard end < 400, values[origin].isFinite else { continue }
        // From what was known then alone.
        let known = Array(values[...origin])
        func forecast(_ model: ForecastModel) throws -> Forecast {
          var forecaster = SeriesForecaster(
            replaying: Self.series(Array(values[..<280])),
            models: model.forecasters(step: Self.step, targets: targets), targets: targets)
          var past = CompressedSeries()
          for (place, value) in known.enumerated() {
            past.append(
              Sample(timestamp: Self.series(known).timestamp(at: place), value: value))
          }
          for place in 280...origin {
            forecaster.advance(to: Self.series(known).timestamp(at: place), archive: past)
            if forecaster.isRefitDue { forecaster.refit(archive: past) }
          }
          return try forecaster.forecast(at: index)
        }
        let window = values[origin + 1...end]
        guard let truth = target.truth(in: window) else { continue }
        let own = try forecast(.movingAverage)
        let upper = try #require(own.quantile(0.9))
        sums.own += abs(truth - own.mean)
        sums.last += abs(truth - values[origin])
        sums.loss += truth > upper ? 0.9 * (truth - upper) : 0.1 * (upper - truth)
        sums.covered += truth <= upper ? 1 : 0
        sums.count += 1
      }
      let score = evaluation.scores[1][index]
      #expect(score.counts.scored == Int(sums.count))
      #expect(abs(try #require(score.meanAbsoluteError) - sums.own / sums.count) < 1e-9)
      #expect(abs(try #require(score.scaledError) - sums.own / sums.last) < 1e-9)
      #expect(abs(try #require(score.quantiles[1].loss) - sums.loss / sums.count) < 1e-9)
      #expect(abs(try #require(score.quantiles[1].coverage) - sums.covered / sums.count) < 1e-9)
    }
  }

  @Test(arguments: [ForecastModel.auto, .holtWinters, .directRegression])
  func nothingLooksAhead(model: ForecastModel) throws {
    let values = Self.noisy(900)
    var other = values
    for place in 800..<900 { other[place] = 1e6 }
    let targets = [ForecastTarget.value(steps: 4), .maximum(steps: 4)]
    func score(_ values: [Double]) -> ForecastScore {
      Self.evaluation(values, [model], targets, heldBack: 300).scores[1][0]
    }
    #expect(score(values) != score(other))
    #expect(score(values) == score(values))

    // Four unknown steps, four known ones, and so on: no four steps ahead does a known origin have a known truth, so of this future nothing is scored.
    func scores(future: Double) -> [[ForecastScore]] {
      let tail = (0..<96).map { $0 % 8 < 4 ? Double.nan : future }
      return Self.evaluation(Array(values[..<800]) + tail, [model], targets, heldBack: 296).scores
    }
    let low = scores(future: 0)
    #expect(low == scores(future: 1e6))
    var whole = Self.evaluation(Array(values[..<800]), [model], targets, heldBack: 200).scores
    for (model, target) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      #expect(whole[model][target].counts.scored == 196)
      #expect(whole[model][target].counts.scored == low[model][target].counts.scored)
      whole[model][target].counts = low[model][target].counts
    }
    #expect(whole == low)
  }

  /// One origin, whose truth is above all that is said: its errors tell the forecast.
  @Test(arguments: [ForecastModel.auto, .holtWinters, .directRegression, .seasonalNaive])
  func theTruthDoesNotChangeWhatWasSaidOfIt(model: ForecastModel) throws {
    let values = Self.noisy(700)
    func said(truth: Double) throws -> [Double] {
      let future = Array(repeating: truth, count: 3)
      let targets = [ForecastTarget.value(steps: 3), .maximum(steps: 3)]
      return try Self.evaluation(values + future, [model], targets, heldBack: 4).scores
        .joined().flatMap { score in
          #expect(score.counts.origins == 1)
          return try [truth - #require(score.meanAbsoluteError)]
            + score.quantiles.map { try truth - #require($0.loss) / $0.level }
        }
    }
    for (one, other) in zip(try said(truth: 1000), try said(truth: 1e6)) {
      #expect(one < 900)
      #expect(abs(one - other) < 1e-6)
    }
  }

  @Test func gapsAreNeitherOriginsNorTruths() throws {
    var values = Self.noisy(300)
    for place in 250..<300 { values[place] = .nan }
    let evaluation = Self.evaluation(
      values, [.movingAverage], [.value(steps: 1)], heldBack: 50)
    // The only origins lie in the gap.
    let score = evaluation.scores[1][0]
    #expect(score.counts.scored == 0)
    #expect(score.meanAbsoluteError == nil)
    #expect(score.skill == nil)
    #expect(score.quantiles.allSatisfy { $0.coverage == nil && $0.loss == nil })
  }

  @Test func aModelThatCannotBeMadeHasNoScore() throws {
    var parameters = ForecastModel.Parameters()
    parameters.smoothingFactor = 2
    let evaluation = RollingEvaluation(
      Self.series(Self.noisy(100)), models: [.doubleExponentialSmoothing],
      targets: [.value(steps: 1)], parameters: parameters, heldBack: 40, levels: [0.9])
    #expect(evaluation.scores[1][0].counts.scored == 0)
    #expect(evaluation.scores[0][0].counts.scored == 39)
  }
}
