import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

@Suite struct SeriesForecasterTests {
  static let step = Duration.seconds(60)
  static let start = Timestamp(milliseconds: 1_700_000_040_000)

  static func series(_ values: [Double]) -> RegularSeries {
    RegularSeries(start: start, step: step, values: values)
  }

  static func archive(_ values: [Double]) -> CompressedSeries {
    var archive = CompressedSeries()
    let series = series(values)
    for (index, value) in values.enumerated() {
      archive.append(Sample(timestamp: series.timestamp(at: index), value: value))
    }
    return archive
  }

  static func forecaster(
    _ values: [Double], _ model: ForecastModel = .auto, targets: [ForecastTarget],
    seasons: [Duration] = [.seconds(3600)]
  ) -> SeriesForecaster {
    var parameters = ForecastModel.Parameters()
    parameters.seasons = seasons
    return SeriesForecaster(
      replaying: series(values),
      models: model.forecasters(step: step, targets: targets, parameters: parameters),
      targets: targets)
  }

  static func noise(_ count: Int, seed: UInt64, level: Double = 50) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { level + 10 * sin(Double($0) * .pi / 30) + random.normal() }
  }

  static func walk(_ count: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed)
    var level = 1000.0
    return (0..<count).map { _ in
      level += random.normal()
      return level
    }
  }

  @Test(arguments: [ForecastModel.lastValue, .auto], ["noise", "walk"])
  func quantilesCoverWhatTheySay(model: ForecastModel, kind: String) throws {
    var inside: [Double: Int] = [:]
    var total = 0
    let targets: [ForecastTarget] = [.value(steps: 5), .maximum(steps: 5)]
    for seed in UInt64(0)..<4 {
      let values = kind == "noise" ? Self.noise(2600, seed: seed) : Self.walk(2600, seed: seed)
      let archive = Self.archive(values)
      let first = Self.series(values).timestamp(at: 1999)
      var parameters = ForecastModel.Parameters()
      parameters.seasons = [.seconds(3600)]
      var forecaster = SeriesForecaster(
        replaying: archive, through: first, step: Self.step,
        models: model.forecasters(step: Self.step, targets: targets, parameters: parameters),
        targets: targets)
      for index in 2000..<2590 {
        forecaster.advance(to: Self.series(values).timestamp(at: index), archive: archive)
        for target in targets {
          let forecast = try forecaster.forecast(target)
          let window = values[index + 1...index + 5]
          let truth = target == targets[0] ? window.last! : window.max()!
          for level in [0.1, 0.5, 0.9, 0.95] {
            if truth <= (try #require(forecast.quantile(level))) { inside[level, default: 0] += 1 }
          }
          total += 1
        }
      }
    }
    for (level, count) in inside {
      let share = Double(count) / Double(total)
      #expect(abs(share - level) < 0.04, "\(model) \(kind) \(level): \(share)")
    }
  }

  /// A replay of an archive and of the same values in memory leave the same forecaster; living through them one near to it.
  @Test func aReplayForgetsNothing() throws {
    let values = Self.noise(6000, seed: 1)
    let archive = Self.archive(values)
    let targets: [ForecastTarget] = [.value(steps: 4), .maximum(steps: 9)]
    let models = ForecastModel.auto.forecasters(step: Self.step, targets: targets)
    let end = Self.series(values).timestamp(at: values.count - 1)
    let replayed = SeriesForecaster(
      replaying: archive, through: end, step: Self.step, models: models, targets: targets)
    let dense = SeriesForecaster(replaying: Self.series(values), models: models, targets: targets)
    var lived = SeriesForecaster(
      step: Self.step, now: Self.start - Self.step, models: models, targets: targets)
    for index in values.indices {
      lived.advance(to: Self.series(values).timestamp(at: index), archive: archive)
      if lived.isRefitDue { lived.refit(archive: Self.archive(Array(values[...index]))) }
    }
    for target in targets {
      let one = try replayed.forecast(target)
      let two = try dense.forecast(target)
      let three = try lived.forecast(target)
      for level in [0.05, 0.5, 0.9, 0.999] {
        #expect(one.quantile(level)?.bitPattern == two.quantile(level)?.bitPattern)
        #expect(one.quantile(level) != nil)
        // Models that were lived through are refitted by whoever owns the forecaster, as in a replay.
        let ratio = (one.quantile(level) ?? 0) / (three.quantile(level) ?? .nan)
        #expect(abs(ratio - 1) < 0.25)
      }
    }
  }

  @Test func windowMaximaAreThoseOfBruteForce() {
    var random = SeededGenerator(seed: 2)
    let values = (0..<300).map { _ in
      Int.random(in: 0..<12, using: &random) == 0
        ? Double.nan : Double.random(in: 0...9, using: &random)
    }
    for steps in [1, 2, 10, 40] {
      for end in steps..<values.count {
        let window = values[(end - steps + 1)...end]
        let known = window.filter(\.isFinite)
        let expected = 10 * (steps - known.count) <= steps ? known.max() : nil
        let history = ForecasterContractTests.history(Array(values[...end]))
        #expect(ForecastTarget.maximum(steps: steps).truth(in: history) == expected)
        #expect(
          ForecastTarget.value(steps: steps).truth(in: history)
            == (values[end].isFinite ? values[end] : nil))
      }
    }
  }

  @Test func autoFindsASeasonAndLeavesARandomWalkAlone() throws {
    let target = ForecastTarget.value(steps: 20)
    let seasonal = Self.forecaster(Self.noise(4000, seed: 3), targets: [target])
    #expect(try seasonal.forecast(target).weights.first?.model != "last_value")
    #expect((seasonal.accuracy(at: 0).scaledError ?? 9) < 0.5)
    let walk = Self.forecaster(Self.walk(4000, seed: 3), targets: [target])
    #expect((walk.accuracy(at: 0).scaledError ?? 9) < 1.1)
  }

  @Test func autoLeavesASeasonThatHasGone() throws {
    let target = ForecastTarget.value(steps: 10)
    let values = Self.noise(4000, seed: 3) + Self.walk(3000, seed: 4)
    let forecaster = Self.forecaster(values, targets: [target])
    #expect((forecaster.accuracy(at: 0).scaledError ?? 9) < 1.1)
  }

  @Test func autoStartsWithTheLastValue() throws {
    let target = ForecastTarget.value(steps: 1)
    for count in 1...2 {
      let forecast = try Self.forecaster((0..<count).map { Double($0 * $0) }, targets: [target])
        .forecast(target)
      #expect(forecast.mean == Double((count - 1) * (count - 1)))
    }
  }

  @Test func gapsAtTheEndAreBridgedThenAdmitted() throws {
    let target = ForecastTarget.value(steps: 1)
    let values = Self.noise(500, seed: 5)
    for gap in 0...8 {
      let forecaster = Self.forecaster(
        values + Array(repeating: .nan, count: gap), .lastValue, targets: [target])
      if gap <= 5 {
        #expect(try forecaster.forecast(target).mean == values[499])
      } else {
        #expect(throws: Abstention.gapTooLong(steps: gap, allowed: 5)) {
          try forecaster.forecast(target)
        }
      }
    }
  }

  @Test func nothingKnownIsSaid() {
    let target = ForecastTarget.value(steps: 1)
    for values in [[], [Double.nan], [.infinity, .nan]] {
      #expect(throws: Abstention.nothingKnown) {
        try Self.forecaster(values, targets: [target]).forecast(target)
      }
    }
    #expect(throws: Abstention.unknownTarget) {
      try Self.forecaster([1, 2, 3], targets: [target]).forecast(.value(steps: 2))
    }
    #expect(throws: Abstention.seasonUnknown(steps: 60)) {
      try Self.forecaster([1, 2, 3], .seasonalNaive, targets: [target]).forecast(target)
    }
  }

  @Test func aConstantSeriesHasAnIntervalOfItself() throws {
    let target = ForecastTarget.maximum(steps: 8)
    for level in [0, 7.25, -3] {
      let forecaster = Self.forecaster(Array(repeating: level, count: 3000), targets: [target])
      let forecast = try forecaster.forecast(target)
      #expect(forecast.mean == level)
      #expect(forecast.quantile(0.9) == level)
      #expect(forecast.quantile(0.999) == level)
      #expect(forecast.confidence > 0.9)
    }
  }

  @Test func countsNeverGoBelowZeroUnlessTheyHave() throws {
    let target = ForecastTarget.value(steps: 3)
    var random = SeededGenerator(seed: 7)
    let counts = (0..<1500).map { _ in abs(random.normal()) }
    #expect(
      try #require(Self.forecaster(counts, targets: [target]).forecast(target).quantile(0.01)) >= 0)
    let signed = counts.map { $0 - 1 }
    #expect(
      try #require(Self.forecaster(signed, targets: [target]).forecast(target).quantile(0.01)) < 0)
  }

  @Test func aClockThatStandsOrGoesBackChangesNothing() throws {
    let values = Self.noise(300, seed: 1)
    let archive = Self.archive(values)
    let target = ForecastTarget.value(steps: 2)
    var forecaster = SeriesForecaster(
      replaying: archive, through: Self.start + .seconds(60 * 200), step: Self.step,
      models: ForecastModel.auto.forecasters(step: Self.step, targets: [target]), targets: [target])
    let before = try forecaster.forecast(target)
    func advance(by duration: Duration) -> Bool {
      forecaster.advance(to: forecaster.now + duration, archive: archive)
    }
    #expect(!advance(by: .zero))
    #expect(!advance(by: .seconds(-3600)))
    #expect(!advance(by: .seconds(59)))
    #expect(try forecaster.forecast(target).mean == before.mean)
    #expect(advance(by: .seconds(61)))
    #expect(forecaster.now == Self.start + .seconds(60 * 201))
    // A jump of a century is a gap like another.
    #expect(advance(by: .seconds(3_000_000_000)))
    #expect(throws: Abstention.self) { try forecaster.forecast(target) }
  }

  @Test func stepsOutOfRangeAreClamped() throws {
    #expect(ForecastTarget.value(steps: 0).steps == 1)
    #expect(ForecastTarget.maximum(steps: .min).steps == 1)
    #expect(ForecastTarget.value(steps: .max).steps == 1_000_000)
    let target = ForecastTarget.maximum(steps: -4)
    #expect(try Self.forecaster([1, 2, 3], targets: [target]).forecast(target).mean == 3)
  }

  @Test func theStrideSharesNoDivisorWithAnHour() {
    let options = SeriesForecaster.Options()
    for seconds in [1, 5, 10, 15, 30, 60, 120, 300, 1800, 3600] {
      let stride = options.stride(step: .seconds(seconds), farthest: 1, targetCount: 2)
      #expect(stride == 1 || [2, 3, 5].allSatisfy { stride % $0 != 0 })
      #expect(stride * 768 * seconds <= 2 * 6 * 86_400 || stride == 1)
    }
    #expect(options.stride(step: .seconds(15), farthest: 1, targetCount: 2) == 43)
    #expect(options.stride(step: .seconds(3600), farthest: 6400, targetCount: 2) == 97)
  }

  @Test func memoryStaysBounded() {
    let values = Self.noise(6000, seed: 1)
    let archive = Self.archive(values)
    let targets: [ForecastTarget] = [.value(steps: 20), .maximum(steps: 20)]
    let forecaster = SeriesForecaster(
      replaying: archive, through: Self.series(values).timestamp(at: 5999), step: Self.step,
      models: ForecastModel.auto.forecasters(step: Self.step, targets: targets), targets: targets)
    #expect(forecaster.byteCount < 100_000)
  }

  @Test func confidenceRisesWithSkill() throws {
    let target = ForecastTarget.value(steps: 3)
    var last = 1.0
    for noise in [0.0, 0.1, 1, 10, 100] {
      var random = SeededGenerator(seed: 2)
      let values = (0..<2000).map { _ in 200 + noise * random.normal() }
      let confidence = try Self.forecaster(values, .lastValue, targets: [target])
        .forecast(target).confidence
      #expect(confidence < last)
      #expect(confidence > 0)
      last = confidence
    }
  }

  @Test func accuracyIsMeasured() {
    let forecaster = Self.forecaster(Self.walk(5000, seed: 1), targets: [.value(steps: 5)])
    let accuracy = forecaster.accuracy(at: 0)
    #expect(accuracy.scored > 200)
    #expect(abs((accuracy.scaledError ?? 0) - 1) < 0.05)
    for (level, share) in zip(SeriesForecaster.coverageLevels, accuracy.coverage) {
      #expect(abs((share ?? 0) - level) < 0.07)
    }
  }

  /// A model that counts what it is told, and regresses its targets itself.
  struct Counting: Forecaster {
    let name = "counting"
    let lookback = 5
    var observed: [Double] = []
    var refits = 0

    mutating func observe(_ history: GridHistory) { observed.append(history.value(age: 0)) }

    mutating func refit(_ history: GridHistory) { refits += 1 }

    func predict(
      _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
    ) -> Abstention? {
      for target in targets {
        output.append(PointForecast(Double(100 * refits + target.steps), scale: 2))
      }
      return nil
    }
  }

  @Test func aModelSeesEveryStepOnceAndItsOwnScaleCounts() throws {
    let values = Self.noise(120, seed: 1)
    let target = ForecastTarget.maximum(steps: 3)
    let archive = Self.archive(values)
    var forecaster = SeriesForecaster(
      replaying: archive, through: Self.start + .seconds(60 * 99), step: Self.step,
      models: [Counting()], targets: [target])
    forecaster.advance(to: Self.start + .seconds(60 * 101), archive: archive)
    forecaster.advance(to: Self.start + .seconds(60 * 119), archive: archive)
    let model = try #require(forecaster.models.compactMap { $0 as? Counting }.first)
    #expect(model.observed == values)
    #expect(try forecaster.forecast(target).mean == 3)
    #expect(abs(forecaster.tracks[0].errors.own.count - (120 - 3) / forecaster.stride) <= 1)
    forecaster.refit(archive: archive)
    #expect(try forecaster.forecast(target).mean == 103)
  }

  /// What a model gives beyond its duty is not believed.
  struct Broken: Forecaster {
    let name = "broken"
    let lookback = 1
    var value: Double
    var count: Int

    func predict(
      _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
    ) -> Abstention? {
      output.append(contentsOf: repeatElement(PointForecast(value), count: count))
      return nil
    }
  }

  @Test(arguments: [(Double.nan, 1), (.infinity, 1), (5, 0), (5, 2)])
  func aBrokenModelAbstains(value: Double, count: Int) throws {
    let target = ForecastTarget.value(steps: 1)
    let broken = Broken(value: value, count: count)
    let series = Self.series([1, 2, 3])
    let alone = SeriesForecaster(replaying: series, models: [broken], targets: [target])
    #expect(throws: Abstention.notFinite) { try alone.forecast(target) }
    let among = SeriesForecaster(
      replaying: series, models: [LastValue(lookback: 3), broken], targets: [target])
    #expect(try among.forecast(target).mean == 3)
    #expect(among.abstaining.map(\.model) == ["broken"])
  }

  /// 15-second steps in an archive of days, where seasons are looked up in the compressed part.
  @Test func anArchiveAndTheSameValuesDenseAgree() throws {
    let values = Self.noise(12_000, seed: 9).enumerated().map {
      $0.offset % 211 < 3 ? .nan : $0.element
    }
    let archive = Self.archive(values)
    let targets: [ForecastTarget] = [.value(steps: 30), .maximum(steps: 30)]
    let models = ForecastModel.auto.forecasters(step: Self.step, targets: targets)
    let one = SeriesForecaster(
      replaying: archive, through: Self.series(values).timestamp(at: 11_999), step: Self.step,
      models: models, targets: targets)
    let two = SeriesForecaster(replaying: Self.series(values), models: models, targets: targets)
    for target in targets {
      let first = try one.forecast(target)
      let second = try two.forecast(target)
      #expect(first.mean.bitPattern == second.mean.bitPattern)
      #expect(first.quantile(0.9)?.bitPattern == second.quantile(0.9)?.bitPattern)
      #expect(first.weights == second.weights)
    }
  }
}
