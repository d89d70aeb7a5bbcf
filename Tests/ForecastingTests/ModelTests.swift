import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Each model's own numbers.
@Suite struct ModelTests {
  let step = Duration.seconds(60)

  func path(_ model: some PathForecaster, _ values: [Double], steps: Int) -> [Double]? {
    var path: [Double] = []
    let history = ForecasterContractTests.history(values)
    return model.appendPath(steps: steps, after: history, to: &path) == nil ? path : nil
  }

  @Test func lastValueBridgesAGapButNotALongOne() {
    #expect(path(LastValue(lookback: 3), [1, 2, .nan, .nan], steps: 2) == [2, 2])
    #expect(path(LastValue(lookback: 2), [1, 2, .nan, .nan], steps: 2) == nil)
  }

  @Test func predictLinearGoesOnAlongALine() {
    let values = (0..<60).map { 10 + 2 * Double($0) }
    #expect(path(PredictLinear(step: step), values, steps: 3) == [130, 132, 134])
  }

  @Test func predictLinearOnTheGridIsThatOfPromQL() throws {
    var random = SeededGenerator(seed: 8)
    let values = (0..<90).map { _ in
      Int.random(in: 0..<4, using: &random) == 0 ? .nan : Double.random(in: 0...9, using: &random)
    }
    let samples = values.enumerated().map {
      Sample(timestamp: Timestamp(milliseconds: Int64($0.offset) * 60_000), value: $0.element)
    }
    let now = samples[89].timestamp
    for boundary in [RangeBoundary.leftOpen, .leftClosed] {
      let model = PredictLinear(step: step, boundary: boundary)
      let own = try #require(path(model, values, steps: 10)?.last)
      let selected = boundary.select(from: samples, evaluationTime: now, range: .seconds(1800))
      let truth = PromQL.predictLinear(selected, evaluationTime: now, seconds: 600)
      #expect(own == truth)
    }
  }

  @Test func doubleExponentialSmoothingStartsAtPromQLsValue() throws {
    let values: [Double] = [3, 5, 9, .nan, 20, 18, 30]
    let samples = values.enumerated().map {
      Sample(timestamp: Timestamp(milliseconds: Int64($0.offset) * 60_000), value: $0.element)
    }
    let level = try #require(
      PromQL.doubleExponentialSmoothing(samples, smoothingFactor: 0.3, trendFactor: 0.1))
    let model = try #require(DoubleExponentialSmoothing(step: step))
    let ahead = try #require(path(model, values, steps: 2))
    // The path is straight, so its two first values lead back to the level now.
    #expect(abs(2 * ahead[0] - ahead[1] - level) < 1e-9)
  }

  @Test func factorsOutOfRangeAreRefused() {
    for factor in [0, 1, -1, 2, Double.nan] {
      #expect(DoubleExponentialSmoothing(step: step, smoothingFactor: factor) == nil)
      #expect(DoubleExponentialSmoothing(step: step, trendFactor: factor) == nil)
      #expect(
        PromQL.doubleExponentialSmoothing(
          [Sample](), smoothingFactor: factor, trendFactor: 0.5) == nil)
    }
  }

  @Test func theTwoBoundariesDifferByTheSampleAtTheEdge() {
    let samples = (0...4).map {
      Sample(timestamp: Timestamp(milliseconds: $0 * 1000), value: Double($0))
    }
    let now = Timestamp(milliseconds: 4000)
    let open = RangeBoundary.leftOpen.select(
      from: samples, evaluationTime: now, range: .seconds(2))
    let closed = RangeBoundary.leftClosed.select(
      from: samples, evaluationTime: now, range: .seconds(2))
    #expect(open.map(\.value) == [3, 4])
    #expect(closed.map(\.value) == [2, 3, 4])
    #expect(RangeBoundary.leftOpen.steps(in: .seconds(90), step: step) == 2)
    #expect(RangeBoundary.leftClosed.steps(in: .seconds(120), step: step) == 3)
  }

  static let seasons: [(String, [Double], Int, [Double]?)] = [
    ("plain", [1, 2, 3, 4, 5, 6], 3, [4, 5, 6, 4]),
    ("a gap comes from the season before", [1, 2, 3, 4, .nan, 6], 3, [4, 2, 6, 4]),
    ("a gap in both comes from its neighbour", [1, 2, 3, 4, 5, .nan, 7, 8], 4, nil),
    ("shorter than a season", [1, 2], 3, nil),
    ("just one season", [1, 2, 3], 3, [1, 2, 3, 1]),
  ]

  @Test(arguments: seasons.indices)
  func seasonalNaive(index: Int) {
    let (name, values, season, expected) = Self.seasons[index]
    let found = path(SeasonalNaive(season: season), values, steps: 4)
    if name.hasPrefix("a gap in both") {
      #expect(found == [5, 2, 7, 8], "\(name)")
    } else {
      #expect(found == expected, "\(name)")
    }
  }

  @Test func seasonalNaiveFillsAFewUnknownPhasesFromNeighbours() {
    let values: [Double] = [1, 2, 3, 4, .nan, 6, 7, 8]
    #expect(path(SeasonalNaive(season: 8), values, steps: 8) == [1, 2, 3, 4, 4, 6, 7, 8])
    let holes: [Double] = [1, .nan, 3, .nan, .nan, 6, 7, 8]
    #expect(path(SeasonalNaive(season: 8), holes, steps: 8) == nil)
  }

  @Test func everyModelCanBeMadeByName() {
    for model in ForecastModel.allCases {
      #expect(!model.forecasters(step: step, targets: [.value(steps: 3)]).isEmpty)
      #expect(!model.summary.isEmpty)
    }
    #expect(ForecastModel(rawValue: "nonsense") == nil)
    let all = ForecastModel.auto.forecasters(step: step, targets: [.value(steps: 3)]).map(\.name)
    #expect(Set(all).count == all.count)
    #expect(all.first == "last_value")
  }
}
