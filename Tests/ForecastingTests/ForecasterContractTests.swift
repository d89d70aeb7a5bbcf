import Foundation
import Testing
import TimeSeries

@testable import Forecasting

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
      .flatMap { $0.forecasters(step: step, parameters: parameters) }
  }

  static let names = models.map(\.name)

  static func model(_ name: String) throws -> any Forecaster {
    try #require(models.first { $0.name == name })
  }

  static func history(_ values: [Double]) -> GridHistory {
    GridHistory(
      RegularSeries(start: Timestamp(milliseconds: 0), step: step, values: values))
  }

  static func predict(_ name: String, _ values: [Double]) throws -> [PointForecast]? {
    var model = try model(name)
    var output: [PointForecast] = []
    let history = history(values)
    model.refit(history)
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
  ]

  @Test(arguments: names, awkward.indices)
  func answersFiniteOrNotAtAll(name: String, index: Int) throws {
    let (_, values) = Self.awkward[index]
    for point in try Self.predict(name, values) ?? [] {
      #expect(point.value.isFinite)
      #expect(point.scale.isNaN || point.scale.isFinite)
    }
  }

  @Test(arguments: names)
  func aConstantStaysConstant(name: String) throws {
    let points = try #require(try Self.predict(name, Array(repeating: 12.5, count: 400)))
    for point in points { #expect(abs(point.value - 12.5) < 1e-9) }
  }

  /// Models that reckon in logarithms: a shift changes what they say.
  static let logarithmic: Set = ["seasonal_profile", "seasonal_regression_log", "seasonal_median"]

  @Test(arguments: names)
  func shiftAndScaleCarryOver(name: String) throws {
    var random = SeededGenerator(seed: 3)
    let values = (0..<400).map { _ in Double.random(in: 0...100, using: &random) }
    let plain = try #require(try Self.predict(name, values))
    let shift = Self.logarithmic.contains(name) ? 0.0 : 1000
    let moved = try #require(try Self.predict(name, values.map { 4 * $0 + shift }))
    for (point, other) in zip(plain, moved) {
      #expect(abs(4 * point.value + shift - other.value) < 1e-6 * abs(other.value))
    }
  }

  @Test(arguments: names)
  func aMaximumIsNeverBelowTheValue(name: String) throws {
    var random = SeededGenerator(seed: 4)
    let values = (0..<400).map { _ in Double.random(in: -50...50, using: &random) }
    let points = try #require(try Self.predict(name, values))
    #expect(points[2].value >= points[1].value)
    #expect(points[4].value >= points[3].value)
    #expect(points[4].value >= points[2].value)
  }

  @Test(arguments: names)
  func theSameHistoryGivesTheSameBits(name: String) throws {
    var random = SeededGenerator(seed: 5)
    let values = (0..<400).map { _ in
      Int.random(in: 0..<9, using: &random) == 0
        ? Double.nan : Double.random(in: 0...1, using: &random)
    }
    let first = try Self.predict(name, values)?.map(\.value.bitPattern)
    let second = try Self.predict(name, values)?.map(\.value.bitPattern)
    #expect(first == second)
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
