import Glibc
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// What happens to loads in the field, and must not mislead `auto`: each case is lived through step by step, refits as they fall due.
@Suite struct RobustnessTests {
  static let step = Duration.seconds(300)
  static let day = 288
  static let targets: [ForecastTarget] = [.value(steps: 2), .value(steps: 6), .maximum(steps: 6)]

  /// A load with a daily course, noise of 3 % and no trend.
  static func days(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count * day).map { place in
      let course = 1 - 0.7 * cos(2 * .pi * Double(place) / Double(day))
      return 500 * course * (1 + 0.03 * random.normal())
    }
  }

  /// The mean absolute errors of `auto` and of the last value in half-open `ranges` of steps, for each target.
  struct Life {
    var forecaster: SeriesForecaster
    private(set) var errors: [[(auto: Double, last: Double)]] = []

    init(_ values: [Double]) {
      let start = SeriesForecasterTests.start
      let step = RobustnessTests.step
      let targets = RobustnessTests.targets
      forecaster = SeriesForecaster(
        step: step, now: start.aligned(to: step) - step,
        models: ForecastModel.auto.forecasters(step: step, targets: targets), targets: targets)
      var archive = CompressedSeries()
      var forecasts: [[Double]] = targets.map { _ in [] }
      for (place, value) in values.enumerated() {
        let moment = start.aligned(to: step) + step * place
        if value.isFinite { archive.append(Sample(timestamp: moment, value: value)) }
        forecaster.advance(to: moment, archive: archive)
        if forecaster.isRefitDue { forecaster.refit(archive: archive) }
        for index in targets.indices {
          forecasts[index].append((try? forecaster.forecast(at: index).mean) ?? .nan)
        }
      }
      for (index, target) in targets.enumerated() {
        errors.append(
          values.indices.map { place in
            let origin = place - target.steps
            guard origin >= 0, values[origin].isFinite else { return (.nan, .nan) }
            var truth = values[place]
            if case .maximum = target { truth = values[origin + 1...place].max() ?? .nan }
            return (abs(truth - forecasts[index][origin]), abs(truth - values[origin]))
          })
      }
    }

    /// Error over that of the last value from the start of one day to that of another.
    func scaledError(_ target: Int, days: Range<Int>) -> Double {
      var sum = (auto: 0.0, last: 0.0)
      for place in days.lowerBound * RobustnessTests.day..<days.upperBound * RobustnessTests.day {
        let error = errors[target][place]
        guard error.auto.isFinite, error.last.isFinite else { continue }
        sum.auto += error.auto
        sum.last += error.last
      }
      return sum.auto / sum.last
    }
  }

  @Test func aLaunchDoesNotBecomeNextWeeksForecast() {
    var values = Self.days(15)
    for place in 6 * Self.day + 100..<6 * Self.day + 220 { values[place] *= 5 }
    let life = Life(values)
    let calm = Life(Self.days(15))
    // The same day of the next week, and the days between.
    for target in Self.targets.indices {
      #expect(
        life.scaledError(target, days: 13..<14) < 1.4 * calm.scaledError(target, days: 13..<14))
      #expect(life.scaledError(target, days: 8..<13) < 0.8)
    }
  }

  @Test(arguments: [0.3, 2.0, 5.0])
  func aLevelShiftIsFollowedWithinADay(factor: Double) {
    let values = Self.days(8) + Self.days(4, seed: 2).map { factor * $0 }
    let life = Life(values)
    for target in Self.targets.indices {
      // On the day of the shift never much worse than the last value, on the next as good as ever.
      #expect(life.scaledError(target, days: 8..<9) < 1.3)
      #expect(life.scaledError(target, days: 9..<12) < 0.8)
    }
  }

  @Test func outliersMoveNeitherForecastsNorLaterIntervals() throws {
    var values = Self.days(12)
    var random = SeededGenerator(seed: 5)
    for _ in 0..<40 { values[Int.random(in: 0..<values.count - 20, using: &random)] *= 40 }
    let life = Life(values)
    let calm = Life(Self.days(12))
    for target in 0..<2 {
      let forecast = try life.forecaster.forecast(at: target)
      let expected = try calm.forecaster.forecast(at: target)
      #expect(abs(forecast.mean - expected.mean) < 0.1 * expected.mean)
      let upper = try #require(forecast.quantile(0.9))
      #expect(upper < 1.5 * expected.mean)
    }
  }

  @Test func aClockChangeOfTheSourceIsFollowed() {
    // All at once the day begins six hours earlier.
    let values = Self.days(8) + Self.days(5, seed: 2)[(Self.day / 4)...]
    let life = Life(values)
    for target in Self.targets.indices {
      #expect(life.scaledError(target, days: 8..<9) < 1.4)
      #expect(life.scaledError(target, days: 10..<12) < 0.8)
    }
  }

  @Test func gapsAreBridgedAndHoursWithoutValuesAreAdmitted() {
    var values = Self.days(12)
    var random = SeededGenerator(seed: 8)
    for _ in 0..<values.count / 20 {
      values[Int.random(in: 0..<values.count, using: &random)] = .nan
    }
    for place in 7 * Self.day..<7 * Self.day + 150 { values[place] = .nan }
    let life = Life(values)
    for target in Self.targets.indices {
      #expect(life.scaledError(target, days: 8..<12) < 0.7)
    }
  }

  @Test func zerosAtNightAndASleepingQueueStayNearZero() throws {
    var values = Self.days(10)
    for place in values.indices where place % Self.day < 80 { values[place] = 0 }
    let life = Life(values)
    #expect(life.scaledError(1, days: 6..<10) < 0.7)
    let asleep = Life(values + Array(repeating: 0, count: 3 * Self.day))
    let forecast = try asleep.forecaster.forecast(at: 1)
    #expect(forecast.mean >= 0)
    #expect(forecast.mean < 5)
  }

  @Test(arguments: [0.0, 7.0, -3.0, 1e300, 1e-300])
  func aConstantStaysAConstant(value: Double) throws {
    let life = Life(Array(repeating: value, count: 3 * Self.day))
    for target in Self.targets.indices {
      let forecast = try life.forecaster.forecast(at: target)
      #expect(forecast.mean == value)
      #expect(forecast.quantile(0.9) == value)
      #expect(forecast.confidence > 0.8)
    }
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan, 1e308, -1e308])
  func whatIsNoNumberNeverPasses(value: Double) throws {
    var values = Self.days(4)
    for place in stride(from: 50, to: values.count - 5, by: 97) { values[place] = value }
    let life = Life(values)
    for target in Self.targets.indices {
      let forecast = try life.forecaster.forecast(at: target)
      #expect(forecast.mean.isFinite)
      for level in [0.01, 0.5, 0.9, 0.999] {
        if let quantile = forecast.quantile(level) { #expect(quantile.isFinite) }
      }
      #expect((0...1).contains(forecast.confidence))
    }
  }

  @Test func theSameInputGivesTheSameBits() throws {
    let values = Self.days(9)
    let (first, second) = (Life(values), Life(values))
    for target in Self.targets.indices {
      let left = try first.forecaster.forecast(at: target)
      let right = try second.forecaster.forecast(at: target)
      #expect(left.mean.bitPattern == right.mean.bitPattern)
      #expect(left.quantile(0.9)?.bitPattern == right.quantile(0.9)?.bitPattern)
      #expect(left.weights == right.weights)
      #expect(left.confidence.bitPattern == right.confidence.bitPattern)
    }
  }

  @Test func confidenceFallsWithSkill() throws {
    var confidences: [Double] = []
    for noise in [0.01, 0.05, 0.2, 0.6] {
      var random = SeededGenerator(seed: 3)
      let values = (0..<8 * Self.day).map { place in
        let course = 1 - 0.7 * cos(2 * .pi * Double(place) / Double(Self.day))
        return max(0, 500 * course * (1 + noise * random.normal()))
      }
      confidences.append(try Life(values).forecaster.forecast(at: 1).confidence)
    }
    #expect(confidences == confidences.sorted(by: >))
    #expect(confidences[0] > 0.85)
    #expect(confidences[3] < 0.7)
  }

  @Test func withoutSkillConfidenceStaysBelowTheSourceDesignsThreshold() throws {
    let life = Life(SeriesForecasterTests.walk(8 * Self.day, seed: 4))
    for target in 0..<2 {
      #expect(try life.forecaster.forecast(at: target).confidence < 0.81)
    }
  }

  @Test func jobsThatStartOnTheHourAreForeseen() throws {
    var random = SeededGenerator(seed: 12)
    // Three days at a minute: one minute in sixty is five times as high, the one after it three times.
    let values = (0..<3 * 1440).map { place in
      let factor = place % 60 == 0 ? 5.0 : place % 60 == 1 ? 3 : 1
      return 100 * factor * (1 + 0.05 * random.normal())
    }
    let targets: [ForecastTarget] = [.value(steps: 20), .maximum(steps: 20)]
    func forecasts(endingAtMinute minute: Int) throws -> (value: Double, most: Double) {
      let count = values.count - 60 + minute + 1
      let forecaster = SeriesForecaster(
        replaying: RegularSeries(
          start: Timestamp(milliseconds: 1_699_920_000_000), step: .seconds(60),
          values: Array(values[..<count])),
        models: ForecastModel.auto.forecasters(step: .seconds(60), targets: targets),
        targets: targets)
      return (try forecaster.forecast(at: 0).mean, try forecaster.forecast(at: 1).mean)
    }
    let onTheHour = try forecasts(endingAtMinute: 40)
    let between = try forecasts(endingAtMinute: 15)
    #expect(onTheHour.value > 300)
    #expect(between.value < 150)
    #expect(onTheHour.most > 350)
    #expect(between.most < 200)
  }
}
