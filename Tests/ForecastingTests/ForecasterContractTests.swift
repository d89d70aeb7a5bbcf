import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// What every forecaster must do, whatever its method.
@Suite struct ForecasterContractTests {
  static let step = Duration.seconds(60)
  static let targets: [ForecastTarget] = [
    .value(steps: 1), .value(steps: 7), .maximum(steps: 7), .value(steps: 40), .maximum(steps: 40),
  ]

  /// A new one of every model that can be chosen.
  static var models: [any Forecaster] {
    var parameters = ForecastModel.Parameters()
    parameters.seasons = [step * 24, step * 168]
    return ForecastModel.allCases.filter { $0 != .auto }
      .flatMap { $0.forecasters(step: step, targets: targets, parameters: parameters) }
  }

  static let names = models.map(\.name)

  static func model(_ name: String) throws -> any Forecaster {
    try #require(models.first { $0.name == name })
  }

  static func history(_ values: [Double]) -> GridHistory {
    GridHistory(
      RegularSeries(start: Timestamp(milliseconds: 0), step: step, values: values))
  }

  /// What a model has lived through before it is asked.
  enum Training: CaseIterable {
    case none, observed, refit, refitThenObserved
  }

  /// Models that answer only once they have observed steps or been refitted, and those that need a refit.
  static let learners: [String: [Training]] = [
    "holt_winters": [.observed, .refit, .refitThenObserved],
    "holt_winters_multiplicative": [.observed, .refit, .refitThenObserved],
    "ets": [.observed, .refit, .refitThenObserved],
    "theta": [.observed, .refit, .refitThenObserved],
    "croston": [.observed, .refit, .refitThenObserved],
    "tsb": [.observed, .refit, .refitThenObserved],
    "harmonic_regression": [.refit, .refitThenObserved],
    "calendar_regression": [.refit, .refitThenObserved],
    "seasonal_profile": [.refit, .refitThenObserved],
    "seasonal_regression": [.refit, .refitThenObserved],
    "seasonal_regression_log": [.refit, .refitThenObserved],
    "seasonal_median": [.refit, .refitThenObserved],
    "direct_regression": [.refit, .refitThenObserved],
    "leading_regression": [.refit, .refitThenObserved],
  ]

  /// Models whose forecast of 4 y + 1000 is not 4 times that of y, plus 1000, and why.
  static let notShifted: [String: String] = [
    "holt_winters_multiplicative": "the season is a share of the level",
    "ets": "it may choose relative errors or a season that is a share of the level",
    "theta": "the season is a share of the level where values are positive",
    "seasonal_mean": "past seasons are brought to the level of now by its ratio",
    "croston": "zero is the absence of demand",
    "tsb": "zero is the absence of demand",
    "seasonal_profile": "it reckons in logarithms",
    "seasonal_regression_log": "it reckons in logarithms",
    "seasonal_median": "two of its members reckon in logarithms",
    "direct_regression": "it reckons on a scale that is logarithmic far from zero",
    "leading_regression": "it reckons on a scale that is logarithmic far from zero",
  ]

  /// Models whose forecast of a constant is not that constant, and why.
  static let notConstant: [String: String] = [
    "croston": "the correction is made for demand that comes now and then"
  ]

  /// Models that have no answer where values are below zero, and why.
  static let notNegative: [String: String] = [
    "holt_winters_multiplicative": "the season is a share of the level",
    "croston": "a demand is not negative",
    "tsb": "a demand is not negative",
  ]

  /// The trainings after which the model named `name` has an answer to a long enough history.
  static func trainings(_ name: String) -> [Training] { learners[name] ?? Training.allCases }

  static func predict(
    _ name: String, _ values: [Double], _ training: Training
  ) throws -> [PointForecast]? {
    var model = try model(name)
    var history = history(values)
    func observe(newest count: Int) {
      for age in (0..<count).reversed() {
        history.rewind(to: age)
        model.observe(history)
      }
    }
    switch training {
    case .none: break
    case .observed: observe(newest: values.count)
    case .refit: model.refit(history)
    case .refitThenObserved:
      history.rewind(to: values.count / 8)
      model.refit(history)
      observe(newest: values.count / 8)
    }
    var output: [PointForecast] = []
    let abstention = model.predict(targets, after: history, into: &output)
    // All or nothing.
    #expect(output.count == (abstention == nil ? targets.count : 0))
    return abstention == nil ? output : nil
  }

  static let awkward: [(String, [Double])] = [
    ("empty", []), ("one value", [5]), ("two values", [5, 6]), ("one gap", [.nan]),
    ("all gaps", Array(repeating: .nan, count: 300)),
    ("zeros", Array(repeating: 0, count: 300)),
    ("infinities", (0..<300).map { $0 % 3 == 0 ? .infinity : Double($0) }),
    ("huge", (0..<300).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 }),
    ("tiny", (0..<300).map { Double($0) * Double.leastNonzeroMagnitude }),
    ("gap at the end", Array(repeating: 4, count: 290) + Array(repeating: .nan, count: 10)),
    ("every second a gap", (0..<300).map { $0 % 2 == 0 ? Double($0) : .nan }),
    ("one known among gaps", (0..<300).map { $0 == 299 ? 1 : .nan }),
    ("level shift", (0..<600).map { $0 < 400 ? 1 : 1e9 }),
    ("level shift to zero", (0..<600).map { $0 < 400 ? 50 + Double($0 % 24) : 0 }),
    ("a long gap", (0..<900).map { (300..<800).contains($0) ? .nan : Double($0 % 24) + 1 }),
    ("one spike", (0..<600).map { $0 == 500 ? 1e300 : 3 }),
    ("grows to overflow", (0..<600).map { 1e300 * Double($0) * Double($0) }),
    ("tiny seasons", (0..<600).map { 1e-300 * Double(1 + $0 % 24) }),
    ("steep line", (0..<600).map { 1e6 * Double($0) }),
    ("steep fall", (0..<600).map { 1e6 - 1666 * Double($0) }),
    ("sparse", (0..<600).map { $0 % 37 == 0 ? 8 : 0 }),
    ("two seasons", (0..<48).map { Double($0 % 24) }),
    ("three values", [1, 2, 4]),
  ]

  @Test(arguments: names, Training.allCases)
  func answersFiniteOrNotAtAll(name: String, training: Training) throws {
    for (title, values) in Self.awkward {
      for point in try Self.predict(name, values, training) ?? [] {
        #expect(point.value.isFinite, "\(title)")
        #expect(point.scale.isNaN || point.scale.isFinite, "\(title)")
      }
    }
  }

  @Test(arguments: names)
  func aConstantStaysConstant(name: String) throws {
    guard Self.notConstant[name] == nil else { return }
    for training in Self.trainings(name) {
      let values = Array(repeating: 12.5, count: 3000)
      let points = try #require(try Self.predict(name, values, training))
      for point in points { #expect(abs(point.value - 12.5) < 1e-9, "\(training)") }
    }
  }

  @Test(arguments: names)
  func scaleCarriesOver(name: String) throws {
    try expectEquivariance(name, factor: 4, shift: 0)
  }

  @Test(arguments: names.filter { notShifted[$0] == nil })
  func shiftAndScaleCarryOver(name: String) throws {
    try expectEquivariance(name, factor: 4, shift: 1000)
  }

  func expectEquivariance(_ name: String, factor: Double, shift: Double) throws {
    var random = SeededGenerator(seed: 3)
    let values = (0..<3000).map { _ in Double.random(in: 1...100, using: &random) }
    for training in Self.trainings(name) {
      let plain = try #require(try Self.predict(name, values, training))
      let moved = try #require(try Self.predict(name, values.map { factor * $0 + shift }, training))
      for (point, other) in zip(plain, moved) {
        #expect(
          abs(factor * point.value + shift - other.value) < 1e-6 * abs(other.value),
          "\(training)")
      }
    }
  }

  @Test(arguments: names)
  func aMaximumIsNeverBelowTheValue(name: String) throws {
    var random = SeededGenerator(seed: 4)
    let least = Self.notNegative[name] == nil ? -50.0 : 1
    let values = (0..<3000).map { _ in Double.random(in: least...50, using: &random) }
    for training in Self.trainings(name) {
      let points = try #require(try Self.predict(name, values, training))
      #expect(points[2].value >= points[1].value)
      #expect(points[4].value >= points[3].value)
      #expect(points[4].value >= points[2].value)
    }
  }

  @Test(arguments: names, Training.allCases)
  func theSameHistoryGivesTheSameBits(name: String, training: Training) throws {
    var random = SeededGenerator(seed: 5)
    let values = (0..<3000).map { _ in
      Int.random(in: 0..<9, using: &random) == 0
        ? Double.nan : Double.random(in: 0...1, using: &random)
    }
    let first = try Self.predict(name, values, training)?.map(\.value.bitPattern)
    let second = try Self.predict(name, values, training)?.map(\.value.bitPattern)
    #expect(first == second)
  }

  @Test(arguments: names)
  func valuesBelowZeroAreRefusedWhereTheyMeanNothing(name: String) throws {
    let values = (0..<3000).map { Double($0 % 24) - 12 }
    for training in Self.trainings(name) {
      let answer = try Self.predict(name, values, training)
      #expect((answer == nil) == (Self.notNegative[name] != nil), "\(training)")
    }
  }

  @Test func abstentionsSayWhy() {
    let season = SeasonalNaive(season: 24)
    var path: [Double] = [7]
    let history = Self.history(Array(repeating: 1, count: 10))
    #expect(season.appendPath(steps: 3, after: history, to: &path) == .seasonUnknown(steps: 24))
    #expect(path == [7])
    let line = PredictLinear(step: Self.step)
    #expect(
      line.appendPath(steps: 3, after: Self.history([1]), to: &path)
        == .historyTooShort(found: 1, needed: 2))
    let last = LastValue(lookback: 3)
    let gap = Self.history([1, .nan, .nan, .nan])
    #expect(last.appendPath(steps: 1, after: gap, to: &path) != nil)
    #expect(path == [7])
    #expect(
      "\(Abstention.historyTooShort(found: 1, needed: 2))" == "1 known value where 2 are needed")
  }
}
