import Foundation
import Testing

@testable import Forecasting
import TestSupport

@Suite struct ErrorDistributionTests {
  @Test func ranksAreConformal() {
    let errors = ErrorDistribution(sorted: (1...9).map { Float($0) })
    #expect(errors.quantile(0.9) == 9)
    #expect(errors.quantile(0.81) == 9)
    #expect(errors.quantile(0.8) == 8)
    #expect(errors.quantile(0.5) == 5)
    #expect(errors.quantile(0.1) == 1)
    #expect(errors.quantile(0.2) == 2)
    #expect(errors.quantile(0.29) == 2)
    #expect(!errors.isBeyondReach(0.9))
    #expect(errors.isBeyondReach(0.91))
    #expect(errors.isBeyondReach(0.09))
  }

  @Test func levelsOutOfRangeAndNoErrorsGiveNothing() {
    let none = ErrorDistribution(sorted: [])
    #expect(none.quantile(0.5) == nil)
    #expect(none.exceedance(of: 0) == nil)
    let some = ErrorDistribution(sorted: [1, 2])
    for level in [0, 1, -1, 2, Double.nan] { #expect(some.quantile(level) == nil) }
  }

  @Test(arguments: [1, 2, 5, 19, 20, 99, 100, 512], [UInt64(1), 2, 3])
  func quantilesRiseAndExceedanceFalls(count: Int, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sorted = (0..<count).map { _ in Float(pow(random.normal(), 3)) }.sorted()
    let errors = ErrorDistribution(sorted: sorted)
    var last = -Double.infinity
    var rises = true
    var largestDifference = 0.0
    for step in 1..<5000 {
      let level = Double(step) / 5000
      let value = try #require(errors.quantile(level))
      rises = rises && value >= last && value.isFinite
      let exceedance = try #require(errors.exceedance(of: value))
      largestDifference = max(largestDifference, abs(exceedance - (1 - level)))
      last = value
    }
    #expect(rises)
    // What is exceeded with a certain probability is read back, but for the step between two ranks.
    #expect(largestDifference <= 2.0 / Double(count + 1))
  }

  /// With 100 errors the 0.999 quantile lies beyond them all; the tail must not leave it far too low.
  @Test(arguments: ["normal", "exponential", "heavy"])
  func theTailKeepsItsPromise(shape: String) throws {
    var random = SeededGenerator(seed: 9)
    func draw() -> Double {
      switch shape {
      case "normal": random.normal()
      case "exponential": -log(Double.random(in: Double.ulpOfOne..<1, using: &random))
      // Student's t with three degrees of freedom.
      default:
        random.normal()
          / ((pow(random.normal(), 2) + pow(random.normal(), 2) + pow(random.normal(), 2)) / 3)
          .squareRoot()
      }
    }
    var exceeded = 0
    let trials = 400
    for _ in 0..<trials {
      let errors = ErrorDistribution(sorted: (0..<100).map { _ in Float(draw()) }.sorted())
      let level = try #require(errors.quantile(0.999))
      for _ in 0..<50 where draw() > level { exceeded += 1 }
    }
    let share = Double(exceeded) / Double(trials * 50)
    // The largest of 100 alone would be exceeded 10 times in 1,000.
    #expect(share < 0.004, "\(shape): \(share)")
  }

  @Test func aWindowKeepsTheNewest() {
    var window = ErrorWindow(capacity: 3)
    for error in [5, 1, 4, 1, .nan, 9, .infinity] as [Float] { window.append(error) }
    #expect(window.sorted == [1, 4, 9])
    for error in [2, 2, 2] as [Float] { window.append(error) }
    #expect(window.sorted == [2, 2, 2])
  }

  @Test func aWindowIsTheSortedTail() {
    var random = SeededGenerator(seed: 6)
    var window = ErrorWindow(capacity: 50)
    var all: [Float] = []
    for _ in 0..<400 {
      let error = Float(Int.random(in: -9...9, using: &random))
      window.append(error)
      all.append(error)
      #expect(window.sorted == all.suffix(50).sorted())
    }
  }
}
