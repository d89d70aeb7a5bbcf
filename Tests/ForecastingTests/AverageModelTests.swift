import Testing
import TimeSeries

@testable import Forecasting

/// Moving and seasonal means, and the methods for sparse demand: small numbers worked out by hand.
@Suite struct AverageModelTests {
  @Test func movingAverages() {
    let model = MovingAverage(step: .seconds(60), window: .seconds(240))
    #expect(model.lookback == 4)
    #expect(MovingAverage(step: .seconds(3600)).lookback == 4)
    #expect(MovingAverage(step: .seconds(15)).lookback == 60)
    #expect(TrainedModel(observing: [100, 1, 2, 3, 6], model).path(2) == [3, 3])
    #expect(TrainedModel(observing: [100, 1, .nan, .nan, 5], model).path(1) == [3])
    #expect(TrainedModel(observing: [100, .nan, .nan, .nan, .nan], model).abstention != nil)
  }

  @Test func pastSeasonsAreBroughtToTheLevelOfNow() throws {
    // Each season of three is twice the one before it.
    let values: [Double] = [1, 2, 3, 2, 4, 6, 4, 8, 12]
    let model = SeasonalMean(season: 3, window: 3)
    let path = try #require(TrainedModel(observing: values, model).path(4))
    // What followed one season ago, twice; two seasons ago, four times; three back there is no level to compare with.
    #expect(path == [8, 16, 24, 8])
    #expect(TrainedModel(observing: [1, 2], model).abstention == .seasonUnknown(steps: 3))
    #expect(TrainedModel(observing: [], model).abstention == .nothingKnown)
  }

  @Test func levelsThatAreNotPositiveAreShifted() {
    // The level fell by 10 within a season, and is expected to do so again.
    let values: [Double] = [-1, 1, 0, -11, -9, -10]
    #expect(
      TrainedModel(observing: values, SeasonalMean(season: 3, window: 3)).path(3)
        == [-21, -19, -20])
  }

  @Test func crostonSmoothsSizeAndInterval() throws {
    let values: [Double] = [0, 0, 6, 0, .nan, 8, 0]
    // Sizes 6, 8; intervals 3, 2 (the gap is no step): 6.2 and 2.9 at a weight of 0.1.
    let plain = Croston(isCorrected: false)
    let path = try #require(TrainedModel(observing: values, plain).path(1))
    #expect(abs(path[0] - 6.2 / 2.9) < 1e-12)
    let corrected = try #require(TrainedModel(observing: values, Croston()).path(2))
    #expect(abs(corrected[1] - 0.95 * 6.2 / 2.9) < 1e-12)
    #expect(TrainedModel(refittingTo: values, Croston()).path(2) == corrected)
  }

  @Test func tsbForgetsADemandThatCeased() throws {
    let busy: [Double] = (0..<60).map { $0 % 3 == 0 ? 4 : 0 }
    let quiet = busy + Array(repeating: 0, count: 200)
    let before = try #require(TrainedModel(observing: busy, TSB()).path(1))
    let after = try #require(TrainedModel(observing: quiet, TSB()).path(1))
    #expect(before[0] > 1 && after[0] < 0.001)
    #expect(
      TrainedModel(observing: quiet, Croston()).path(1)
        == TrainedModel(observing: busy, Croston()).path(1))
    // 1, then 0.95, then 0.95 of that and 0.05 more; sizes 4, 4.2.
    let path = try #require(TrainedModel(observing: [4, 0, 6], TSB()).path(1))
    #expect(abs(path[0] - 4.2 * (0.95 * 0.95 + 0.05)) < 1e-12)
  }

  @Test func withoutDemandNoneIsExpected() {
    #expect(TrainedModel(observing: [0, 0], Croston()).path(1) == [0])
    #expect(TrainedModel(observing: [0, 0], TSB()).path(1) == [0])
    #expect(TrainedModel(observing: [.nan], Croston()).abstention != nil)
    #expect(TrainedModel(observing: [.nan], TSB()).abstention != nil)
    #expect(TrainedModel(observing: [3, -1], Croston()).abstention == .notFinite)
    #expect(TrainedModel(observing: [3, -1], TSB()).abstention == .notFinite)
  }
}
