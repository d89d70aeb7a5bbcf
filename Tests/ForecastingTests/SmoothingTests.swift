import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Holt-Winters, ETS and Theta: seasons, gaps, starts and refusals. Their numbers are compared in `ClassicModelsReferenceTests`.
@Suite struct SmoothingTests {
  /// A day of `season` steps that swings by `swing` round a level that rises by `slope` a step.
  static func wave(_ index: Int, season: Int, slope: Double = 0, swing: Double = 30) -> Double {
    100 + slope * Double(index) + swing * sin(2 * Double.pi * Double(index) / Double(season))
  }

  static func largestError(_ path: [Double], _ truth: (Int) -> Double) -> Double {
    path.enumerated().map { abs($0.element - truth($0.offset)) }.max() ?? .infinity
  }

  @Test(arguments: [(12, 48), (288, 48), (1440, 336), (50, 48), (7, 3), (2, 1), (331, 330)])
  func nodesTileTheSeason(season: Int, limit: Int) {
    let phases = SeasonalPhases(season: season, limit: limit)
    #expect(phases.count <= limit && phases.season == season)
    for index in Int64(-2 * season)..<Int64(2 * season) {
      let node = phases.nodeIndex(of: index)
      #expect(phases.firstStep(ofNode: node) <= index)
      #expect(phases.firstStep(ofNode: node + 1) > index)
      let place = phases.place(of: index)
      #expect((0..<phases.count).contains(Int(place.first)))
      #expect((0..<phases.count).contains(Int(place.second)))
      #expect(place.share >= 0 && place.share < 1)
    }
  }

  @Test func aSeasonIsKnownAfterItsFirstRound() throws {
    let model = try #require(HoltWinters(season: 24))
    let early = TrainedModel(observing: (0..<23).map { Self.wave($0, season: 24) }, model)
    #expect(early.abstention == .seasonUnknown(steps: 24))
    let values = (0..<240).map { Self.wave($0, season: 24) }
    let path = try #require(TrainedModel(observing: values, model).path(24))
    #expect(Self.largestError(path) { Self.wave(240 + $0, season: 24) } < 0.5)
  }

  @Test(arguments: [HoltWinters.Seasonality.additive, .multiplicative])
  func holtWintersGoesOnWithTrendAndSeason(seasonality: HoltWinters.Seasonality) throws {
    let model = try #require(HoltWinters(season: 24, seasonality: seasonality, isDamped: false))
    let truth = { (index: Int) in
      seasonality == .additive
        ? Self.wave(index, season: 24, slope: 0.5)
        : (100 + 0.5 * Double(index)) * (1 + 0.3 * sin(2 * Double.pi * Double(index) / 24))
    }
    let path = try #require(TrainedModel(refittingTo: (0..<480).map(truth), model).path(48))
    // Weights are estimated: of 470 the multiplicative model misses a few.
    let tolerance = seasonality == .additive ? 1.0 : 12
    #expect(Self.largestError(path) { truth(480 + $0) } < tolerance)
  }

  @Test func aGapShiftsNeitherPhaseNorTrend() throws {
    let model = try #require(HoltWinters(season: 24, isDamped: false))
    let truth = { (index: Int) in Self.wave(index, season: 24, slope: 0.5) }
    for gap in [1, 7, 24, 61] {
      let values = (0..<480).map { $0 < 480 - gap ? truth($0) : .nan }
      let trained = TrainedModel(refittingTo: values, age: gap + 5, model)
      let path = try #require(trained.path(24))
      #expect(Self.largestError(path) { truth(480 + $0) } < 1, "\(gap)")
    }
    // Steps that nobody saw, as after a pause of the program, count as a gap too.
    var skipped = TrainedModel(refittingTo: (0..<480).map(truth), age: 100, model)
    skipped.model = TrainedModel(refittingTo: (0..<380).map(truth), model).model
    skipped.model.observe(skipped.history)
    let path = try #require(skipped.path(24))
    #expect(Self.largestError(path) { truth(480 + $0) } < 1)
  }

  @Test func aFineSeasonIsToldByFewNodes() throws {
    let season = 1440
    let model = try #require(HoltWinters(season: season, nodeLimit: 48))
    let truth = { (index: Int) in Self.wave(index, season: season) }
    var random = SeededGenerator(seed: 12)
    let values = (0..<7 * season).map { truth($0) + random.normal() }
    let trained = TrainedModel(refittingTo: values, age: 30, model)
    let path = try #require(trained.path(600))
    #expect(Self.largestError(path) { truth(7 * season + $0) } < 3)
    #expect(try #require(trained.model.fitted).byteCount < 1000)
    let theta = TrainedModel(refittingTo: values, age: 30, Theta(season: season, nodeLimit: 48))
    #expect(Self.largestError(try #require(theta.path(600))) { truth(7 * season + $0) } < 3)
    let ets = TrainedModel(refittingTo: values, age: 30, ETS(season: season))
    #expect(Self.largestError(try #require(ets.path(600))) { truth(7 * season + $0) } < 4)
  }

  @Test func aMultiplicativeSeasonRefusesWhatIsNotPositive() throws {
    let model = try #require(HoltWinters(season: 24, seasonality: .multiplicative))
    var values = (0..<240).map { Self.wave($0, season: 24) }
    #expect(TrainedModel(observing: values, model).abstention == nil)
    values[230] = 0
    #expect(TrainedModel(observing: values, model).abstention == .seasonUnknown(steps: 24))
    #expect(TrainedModel(refittingTo: values, model).abstention == .seasonUnknown(steps: 24))
    #expect(TrainedModel(refittingTo: values, age: 20, model).abstention != nil)
    // So too where the zero is lost in the mean of a node.
    let fine = try #require(
      HoltWinters(season: 1440, nodeLimit: 48, seasonality: .multiplicative))
    var days = (0..<4 * 1440).map { Self.wave($0, season: 1440) }
    #expect(TrainedModel(refittingTo: days, fine).abstention == nil)
    days[3000] = 0
    #expect(TrainedModel(refittingTo: days, fine).abstention == .seasonUnknown(steps: 1440))
  }

  static let forms: [(String, @Sendable (Int, inout SeededGenerator) -> Double, Set<String>)] = [
    ("noise", { _, random in 50 + random.normal() }, ["ETS(A,N,N)", "ETS(M,N,N)"]),
    (
      "line", { index, random in 50 + 2 * Double(index) + random.normal() },
      ["ETS(A,A,N)", "ETS(M,A,N)", "ETS(A,Ad,N)", "ETS(M,Ad,N)"]
    ),
    (
      "season", { index, random in wave(index, season: 12) + random.normal() },
      ["ETS(A,N,A)", "ETS(M,N,A)", "ETS(M,N,M)"]
    ),
    (
      "growing season",
      { index, random in
        (50 + Double(index)) * (1 + 0.4 * sin(Double.pi * Double(index) / 6))
          * (1 + 0.02 * random.normal())
      }, ["ETS(M,A,M)", "ETS(M,Ad,M)"]
    ),
  ]

  @Test(arguments: forms.indices)
  func etsChoosesTheFormThatMadeTheSeries(index: Int) throws {
    let (name, value, expected) = Self.forms[index]
    var random = SeededGenerator(seed: 21)
    let values = (0..<144).map { value($0, &random) }
    let trained = TrainedModel(refittingTo: values, ETS(season: 12))
    let form = try #require(trained.model.chosenForm)
    #expect(expected.contains(form), "\(name): \(form)")
  }

  @Test func etsSmoothsFromItsFirstValueOn() {
    #expect(TrainedModel(observing: [.nan, .nan], ETS(season: 12)).abstention != nil)
    #expect(TrainedModel(observing: [.nan, 10, 20], ETS(season: 12)).path(2) == [13, 13])
  }

  @Test func thetaAddsHalfTheSlope() throws {
    // Of an exact line the smoothed level keeps up, so that the drift alone is the slope's half.
    let path = try #require(
      TrainedModel(refittingTo: (0..<400).map { 5 + 2 * Double($0) }, Theta(season: nil)).path(3))
    #expect(abs(path[1] - path[0] - 1) < 1e-6 && abs(path[2] - path[1] - 1) < 1e-6)
    #expect(abs(path[0] - 804) < 0.5)
  }

  @Test func thetaTakesNoSeasonThatIsChance() {
    var random = SeededGenerator(seed: 2)
    let noise = (0..<600).map { _ in 50 + random.normal() }
    #expect(TrainedModel(refittingTo: noise, Theta(season: 24)).model.fitted.terms == nil)
    let season = noise.enumerated().map { $0.element + Double($0.offset % 24) }
    #expect(TrainedModel(refittingTo: season, Theta(season: 24)).model.fitted.terms?.count == 24)
  }

  @Test func theMinimumOfACurvedValleyIsFound() {
    // Rosenbrock's function, its minimum at (0.6, 0.7) of the unit box.
    let found = NelderMead(dimensions: 2, budget: 400).minimize(
      amongAndBeyond: [[0.1, 0.9, 0, 0], [0.9, 0.1, 0, 0]]
    ) { point in
      let (x, y) = (5 * (point[0] - 0.4), 10 * (point[1] - 0.6))
      return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
    }
    #expect(abs(found.point[0] - 0.6) < 0.01 && abs(found.point[1] - 0.7) < 0.01)
  }
}
