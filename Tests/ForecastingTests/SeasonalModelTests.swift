import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// `SeasonalRegression`, `SeasonalProfile`, `MedianPath`, and what they are made of.
@Suite struct SeasonalModelTests {
  func history(_ values: [Double], step: Duration = .seconds(3600)) -> GridHistory {
    GridHistory(RegularSeries(start: Timestamp(milliseconds: 0), step: step, values: values))
  }

  func path(
    _ model: some PathForecaster, _ values: [Double], steps: Int = 48
  ) throws(Abstention) -> [Double] {
    var model = model
    let history = history(values)
    model.refit(history)
    var path: [Double] = []
    if let abstention = model.appendPath(steps: steps, after: history, to: &path) {
      #expect(path.isEmpty)
      throw abstention
    }
    #expect(path.count == steps)
    #expect(path.allSatisfy { $0.isFinite })
    return path
  }

  /// A load with a day and a week, 50 to 250.
  static func load(_ hour: Int) -> Double {
    let day = sin(2 * .pi * Double(hour) / 24)
    let weekend = hour / 24 % 7 >= 5 ? 0.5 : 1
    return 150 + 80 * weekend * day + 20 * sin(4 * .pi * Double(hour) / 24 + 1)
  }

  static let models: [any PathForecaster] = [
    SeasonalRegression(seasons: [24, 168]),
    SeasonalRegression(seasons: [168, 24], scale: .logarithmic),
    SeasonalProfile(seasons: [24, 168], scale: .logarithmic),
    MedianPath.seasonal(seasons: [24, 168]),
  ]

  @Test(arguments: models.indices)
  func aDayAndAWeekGoOn(index: Int) throws {
    for count in [700, 733, 960] {
      let found = try path(Self.models[index], (0..<count).map(Self.load), steps: 200)
      for (ahead, value) in found.enumerated() {
        #expect(abs(value - Self.load(count + ahead)) < 0.5, "\(count) + \(ahead)")
      }
    }
  }

  @Test func growthByTheWeekIsAFactorToTheLogarithm() throws {
    let growing = { (hour: Int) in Self.load(hour) * exp(0.003 * Double(hour)) }
    let model = SeasonalRegression(seasons: [24, 168], scale: .logarithmic)
    for (ahead, value) in try path(model, (0..<960).map(growing)).enumerated() {
      #expect(abs(value / growing(960 + ahead) - 1) < 0.03)
    }
  }

  @Test func aLaunchIsNotTakenForASeason() throws {
    var values = (0..<960).map(Self.load)
    for hour in 700..<712 { values[hour] *= 20 }
    let found = try path(MedianPath.seasonal(seasons: [24, 168]), values)
    let error = found.enumerated().map { abs($1 - Self.load(960 + $0)) }.reduce(0, +) / 48
    #expect(error < 15)
  }

  @Test(arguments: models.indices)
  func gapsAreBridged(index: Int) throws {
    var random = SeededGenerator(seed: 11)
    var values = (0..<900).map { hour in
      Int.random(in: 0..<5, using: &random) == 0 ? .nan : Self.load(hour)
    }
    for hour in 300..<340 { values[hour] = .nan }
    let found = try path(Self.models[index], values)
    let error = found.enumerated().map { abs($1 - Self.load(900 + $0)) }.reduce(0, +) / 48
    #expect(error < 6)
  }

  @Test(arguments: models.indices)
  func zerosAndNegativesAreTakenAndThePathStaysNearTheRange(index: Int) throws {
    var random = SeededGenerator(seed: 12)
    for least in [0.0, -40] {
      let values = (0..<800).map { hour in
        max(least, Self.load(hour) - 150 + Double.random(in: -30...30, using: &random))
      }
      for value in try path(Self.models[index], values) {
        #expect(value > least - 100 && value < 300)
      }
    }
  }

  @Test(arguments: models.indices)
  func whatIsObservedAfterTheFitCounts(index: Int) throws {
    let values = (0..<900).map(Self.load)
    let later = (0..<900).map { $0 < 850 ? Self.load($0) : 1.5 * Self.load($0) }
    var model = Self.models[index]
    model.refit(history(Array(values[..<850])))
    var past: [Double] = []
    for hour in 850..<900 {
      past.append(later[hour])
      model.observe(history(past))
    }
    var found: [Double] = []
    #expect(model.appendPath(steps: 24, after: history(past), to: &found) == nil)
    // Half more since two days: the level follows, and the phase is that of the clock.
    let ratios = found.enumerated().map { $1 / Self.load(900 + $0) }
    #expect(ratios.reduce(0, +) / 24 > 1.1)
    let expected = (0..<24).max { Self.load(900 + $0) < Self.load(900 + $1) }
    let highest = found.indices.max { found[$0] < found[$1] }
    #expect(abs((highest ?? 99) - (expected ?? 0)) <= 1)
  }

  @Test func aShortHistoryHasADayOnlyAndAShorterOneNothing() throws {
    let daily = { (hour: Int) in 10 + sin(2 * .pi * Double(hour) / 24) }
    let model = SeasonalRegression(seasons: [24, 168])
    for (ahead, value) in try path(model, (0..<130).map(daily)).enumerated() {
      #expect(abs(value - daily(130 + ahead)) < 0.02)
    }
    #expect(throws: Abstention.historyTooShort(found: 120, needed: 121)) {
      try path(model, (0..<120).map(daily))
    }
    #expect(throws: Abstention.historyTooShort(found: 23, needed: 24)) {
      try path(SeasonalProfile(seasons: [24, 168]), (0..<23).map(daily))
    }
    #expect(throws: Abstention.nothingKnown) { try path(model, []) }
    #expect(throws: Abstention.nothingKnown) {
      try path(SeasonalRegression(seasons: [1]), (0..<400).map(daily))
    }
    #expect(throws: Abstention.notFinite) {
      try path(model, (0..<400).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 })
    }
  }

  @Test(arguments: [(60, 1440), (300, 288), (1800, 48), (3600, 24), (15, 5760)])
  func aFineGridIsReadOffACoarseCurve(seconds: Int, day: Int) throws {
    let load = { (step: Int) in Self.load(0) + 60 * sin(2 * .pi * Double(step) / Double(day)) }
    let count = 14 * day + day / 3
    var model = MedianPath.seasonal(seasons: [day, 7 * day])
    model.refit(history((0..<count).map(load), step: .seconds(seconds)))
    for extra in [0, 1, 7] {
      var found: [Double] = []
      let grown = history((0..<count + extra).map(load), step: .seconds(seconds))
      if extra > 0 {
        var copy = model
        for step in 0..<extra {
          copy.observe(history([load(count + step)], step: .seconds(seconds)))
        }
        #expect(copy.appendPath(steps: 2 * day, after: grown, to: &found) == nil)
      } else {
        #expect(model.appendPath(steps: 2 * day, after: grown, to: &found) == nil)
      }
      for (ahead, value) in found.enumerated() {
        #expect(abs(value - load(count + extra + ahead)) < 1.5, "\(extra) \(ahead)")
      }
    }
  }

  @Test(arguments: [Int.min, 0, 1, 3, 48, 100_000, .max])
  func anyHorizonCanBeAskedFor(horizon: Int) throws {
    let model = MedianPath.seasonal(seasons: [24, 168], horizon: horizon)
    for (ahead, value) in try path(model, (0..<700).map(Self.load), steps: 72).enumerated() {
      #expect(abs(value - Self.load(700 + ahead)) < 2)
    }
  }

  @Test func seasonsArePairedLongestFirst() {
    let pairs = SeasonPair.candidates([24, 168, 24, 1, -5])
    #expect(pairs.map(\.long) == [168, nil])
    #expect(pairs.map(\.short) == [24, 24])
    let fine = SeasonPair.candidates([60, 1440, 10080])
    #expect(fine.map(\.resolution) == [30, 2, 2])
    #expect(fine.map(\.long) == [336, 720, nil])
    // Not twice as long: no pair.
    #expect(SeasonPair.candidates([24, 36]).map(\.long) == [nil])
    // Roundings do not add up.
    let odd = SeasonPair(short: 101, long: 707)
    #expect(odd?.resolution == 3)
    #expect(odd?.shortLag(3) == 101)
    #expect(odd?.longLag(3) == 707)
  }

  @Test func leastAbsoluteDeviationsPassOutliersBy() throws {
    var random = SeededGenerator(seed: 13)
    var rows: [Double] = []
    var targets: [Double] = []
    for index in 0..<500 {
      let (x, y) = (
        Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random)
      )
      rows += [x, y]
      targets.append(index % 5 == 0 ? 100 : 2 * x - 3 * y + 0.01 * Double(index % 7 - 3))
    }
    let found = try #require(
      LeastAbsoluteDeviations.fit(rows: rows, targets: targets, width: 2, passes: 20))
    #expect(abs(found[0] - 2) < 0.02)
    #expect(abs(found[1] + 3) < 0.02)
    #expect(LeastAbsoluteDeviations.fit(rows: [], targets: [], width: 2) == nil)
    #expect(LeastAbsoluteDeviations.fit(rows: [0, 0], targets: [1], width: 2) == [0, 0])
    #expect(LeastAbsoluteDeviations.fit(rows: [.nan, 0], targets: [1], width: 2) == nil)
  }

  /// Answers with a constant, or not at all.
  struct Constant: PathForecaster {
    let name = "constant"
    let value: Double?
    var lookback: Int { Int(value ?? 0) }
    func appendPath(
      steps: Int, after history: GridHistory, to output: inout [Double]
    ) -> Abstention? {
      guard let value else { return .seasonUnknown(steps: 24) }
      output += Array(repeating: value, count: steps)
      return nil
    }
  }

  static let medians: [([Double?], Double?)] = [
    ([3, 1, 2], 2), ([4, nil, 1, nil], 2.5), ([nil, 7], 7), ([nil], nil), ([], nil),
    ([1, 100, 2, 3], 2.5),
  ]

  @Test(arguments: medians.indices)
  func theMedianIsThatOfThoseWhoAnswer(index: Int) {
    let (members, expected) = Self.medians[index]
    let median = MedianPath(of: members.map(Constant.init), name: "median")
    var path: [Double] = [-1]
    let abstention = median.appendPath(steps: 2, after: history([1]), to: &path)
    #expect((abstention == nil) == (expected != nil))
    #expect(path == [-1] + (expected.map { [$0, $0] } ?? []))
  }
}
