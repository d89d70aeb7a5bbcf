import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

/// Regressions on harmonics and on the calendar, and the solver below them.
@Suite struct RegressionModelTests {
  static let day = 1440

  @Test func leastSquaresFindsTheCoefficients() throws {
    var random = SeededGenerator(seed: 6)
    var problem = LeastSquares(width: 3)
    for _ in 0..<50 {
      let row = [1, random.normal(), random.normal()]
      row.withUnsafeBufferPointer { problem.add($0, 2 - 3 * row[1] + 0.5 * row[2]) }
    }
    let found = try #require(problem.coefficients { _ in 1e-12 })
    for (found, truth) in zip(found, [2, -3, 0.5]) { #expect(abs(found - truth) < 1e-9) }
    // A feature that never occurs has no effect, and none is not a failure.
    #expect(LeastSquares(width: 2).coefficients { _ in 1 } == [0, 0])
    #expect(LeastSquares(width: 2).coefficients { _ in 0 } == nil)
  }

  @Test func autoregressionsAreRecovered() {
    var random = SeededGenerator(seed: 7)
    var values = [0.0, 0.0]
    for index in 2..<4000 {
      values.append(1.2 * values[index - 1] - 0.5 * values[index - 2] + random.normal())
    }
    let found = Autoregression(residuals: values, maximumOrder: 2).coefficients
    #expect(found.count == 2 && abs(found[0] - 1.2) < 0.05 && abs(found[1] + 0.5) < 0.05)
    let noise = (0..<4000).map { _ in random.normal() }
    #expect(Autoregression(residuals: noise, maximumOrder: 4).coefficients.count <= 1)
    #expect(Autoregression(residuals: [.nan, .nan], maximumOrder: 4).coefficients == [])
  }

  @Test func aWaveIsWrittenAndSummedTheSame() {
    let basis = HarmonicBasis(seasons: [24, 168], count: 6, shortest: 2.5)
    // Of the week's six harmonics none is a day's; periods of a day: 24, 12, 8, 6, 4.8, 4 steps.
    #expect(basis.waves.count == 12)
    let coefficients = (0..<basis.width).map { Double($0) - 7 }
    for start in [Int64(0), -1000, 123_456_789] {
      var sums: [Double] = []
      basis.appendSums(of: coefficients[...], from: start, count: 200, to: &sums)
      for offset in [0, 1, 199] {
        var features = [Double](repeating: 0, count: basis.width)
        features.withUnsafeMutableBufferPointer {
          basis.write(at: start + Int64(offset), plus: 0, into: $0)
        }
        let truth = zip(features, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(sums[offset] - truth) < 1e-9)
      }
    }
  }

  @Test func harmonicsOfDayAndWeekGoOn() throws {
    let truth = { (index: Int) in
      let turn = 2 * Double.pi * Double(index) / Double(Self.day)
      return 200 + 50 * sin(turn) + 20 * cos(3 * turn) + 30 * sin(turn / 7 + 1)
    }
    var random = SeededGenerator(seed: 9)
    let values = (0..<15 * Self.day).map {
      $0 % 50 == 0 ? .nan : truth($0) + random.normal()
    }
    let model = HarmonicRegression(seasons: [Self.day, 7 * Self.day])
    let trained = TrainedModel(refittingTo: values, age: 100, model)
    let path = try #require(trained.path(Self.day))
    let error = SmoothingTests.largestError(path) { truth(15 * Self.day + $0) }
    #expect(error < 2)
    #expect(TrainedModel(observing: values, model).abstention != nil)
  }

  @Test func whatHarmonicsLeaveOverDecays() throws {
    var random = SeededGenerator(seed: 10)
    var residual = 0.0
    var values = (0..<4000).map { _ in
      residual = 0.9 * residual + random.normal()
      return 100 + residual
    }
    values[3999] = 150
    let model = TrainedModel(refittingTo: values, HarmonicRegression(seasons: []))
    let path = try #require(model.path(100))
    #expect(path[0] > 125 && path[20] < path[0] && abs(path[99] - 100) < 3)
    #expect(try #require(model.model.order) >= 1)
  }

  @Test func hourDayAndTrendAreTold() throws {
    // Thursday 1970-01-01 is day 0 of the week here; the third is Saturday.
    let truth = { (index: Int) in
      let hour = Double(index % Self.day) / 60
      let day = index / Self.day % 7
      return 100 + 2 * abs(hour - 12) + (day == 2 ? -20 : 0) + 0.5 * Double(index) / 1440
    }
    let values = (0..<28 * Self.day).map { $0 % 9 == 0 ? .nan : truth($0) }
    let model = CalendarRegression(step: .seconds(60))
    let path = try #require(TrainedModel(refittingTo: values, model).path(7 * Self.day))
    // Within an hour the mean of the hour is told: at noon, where the course has its corner, it is a minute's worth off.
    let error = SmoothingTests.largestError(path) { truth(28 * Self.day + $0) }
    // At midnight the day of the week changes at once.
    #expect(error < 2)
    #expect(path[2 * Self.day + 720] < path[Self.day + 720] - 15)
  }

  @Test func theCalendarNeedsEveryHour() {
    let values = (0..<20 * 60).map { Double($0) }
    let model = TrainedModel(refittingTo: values, CalendarRegression(step: .seconds(60)))
    #expect(model.abstention == .seasonUnknown(steps: 1440))
    let coarse = TrainedModel(
      refittingTo: values, CalendarRegression(step: .seconds(2 * 86_400)))
    #expect(coarse.abstention != nil)
  }
}
