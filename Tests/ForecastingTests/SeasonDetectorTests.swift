import Foundation
import Testing
import TimeSeries

@testable import Forecasting
import TestSupport

@Suite struct SeasonDetectorTests {
  /// A series that is known to have seasons.
  struct Truth: CustomTestStringConvertible, Sendable {
    var name: String
    var step: Int
    var count: Int
    /// The periods in steps that must be found, and nothing else.
    var periods: [Int]
    var value: @Sendable (Int, inout SeededGenerator) -> Double
    var testDescription: String { name }
  }

  private static func wave(_ index: Int, _ period: Int) -> Double {
    sin(2 * .pi * Double(index) / Double(period))
  }

  /// Two busy times of a day of `day` steps.
  private static func twoPeaks(_ index: Int, _ day: Int) -> Double {
    let hour = Double(index % day) * 24 / Double(day)
    return 100 * exp(-(hour - 9) * (hour - 9) / 2) + 70 * exp(-(hour - 19) * (hour - 19) / 2)
  }

  private static func isWorkday(_ index: Int, _ day: Int) -> Bool { index / day % 7 < 5 }

  static let truths: [Truth] = [
    Truth(name: "a day in noise", step: 60, count: 20_160, periods: [1440]) {
      100 + 30 * wave($0, 1440) + 10 * $1.normal()
    },
    Truth(name: "a faint day", step: 60, count: 20_160, periods: [1440]) {
      100 + 4 * wave($0, 1440) + 10 * $1.normal()
    },
    Truth(name: "a day at 15 s", step: 15, count: 80_640, periods: [5760]) {
      100 + 30 * wave($0, 5760) + 10 * $1.normal()
    },
    Truth(name: "a day and a week", step: 60, count: 20_160, periods: [1440, 10_080]) {
      (isWorkday($0, 1440) ? 1 : 0.4) * (60 + 50 * wave($0, 1440)) + 5 * $1.normal()
    },
    Truth(name: "office hours", step: 300, count: 4032, periods: [288, 2016]) {
      (isWorkday($0, 288) && (9..<17).contains($0 % 288 / 12) ? 100 : 20) + 5 * $1.normal()
    },
    Truth(name: "two peaks a day", step: 60, count: 20_160, periods: [1440]) {
      twoPeaks($0, 1440) + 10 * $1.normal()
    },
    Truth(name: "spikes on the hour", step: 15, count: 80_640, periods: [240]) {
      10 + ($0 % 240 == 0 ? 50 : 0) + $1.normal()
    },
    Truth(name: "a day and spikes on the hour", step: 60, count: 20_160, periods: [1440, 60]) {
      100 + 30 * wave($0, 1440) + ($0 % 60 < 2 ? 40 : 0) + 5 * $1.normal()
    },
    Truth(name: "a day and an hourly job at 5 min", step: 300, count: 2016, periods: [288, 12]) {
      100 + 30 * wave($0, 288) + ($0 % 12 == 0 ? 20 : 0) + 5 * $1.normal()
    },
    Truth(name: "a job every 90 minutes", step: 60, count: 10_080, periods: [90]) {
      20 + ($0 % 90 < 10 ? 30 : 0) + 5 * $1.normal()
    },
    Truth(name: "a job every 90 minutes, gaps, a trend", step: 15, count: 80_640, periods: [360]) {
      $0 / 1000 % 5 == 0 ? .nan : 0.001 * Double($0) + ($0 % 360 < 40 ? 30 : 0) + 5 * $1.normal()
    },
    Truth(name: "7,000 s at 15 s", step: 15, count: 80_640, periods: [467]) {
      10 * sin(2 * .pi * Double($0) * 15 / 7000) + 5 * $1.normal()
    },
    Truth(name: "every 5 minutes", step: 15, count: 80_640, periods: [20]) {
      ($0 % 20 < 2 ? 10 : 0) + 2 * $1.normal()
    },
    Truth(name: "25 steps", step: 60, count: 200, periods: [25]) {
      10 * wave($0, 25) + 3 * $1.normal()
    },
    Truth(name: "a saw of 25 steps on a trend", step: 60, count: 200, periods: [25]) {
      Double($0 % 25) + 0.05 * Double($0) + 2 * $1.normal()
    },
    Truth(name: "three days by the hour", step: 3600, count: 72, periods: [24]) {
      10 * wave($0, 24) + $1.normal()
    },
    Truth(name: "two weeks by the hour", step: 3600, count: 336, periods: [24, 168]) {
      (isWorkday($0, 24) ? 10 : 3) * (1 + wave($0, 24)) + $1.normal()
    },
    Truth(name: "a level shift and two launches", step: 60, count: 20_160, periods: [1440]) {
      100 + 30 * wave($0, 1440) + 10 * $1.normal() + ($0 > 9000 ? 60 : 0)
        + ($0 / 60 == 100 ? 900 : 0) + ($0 / 60 == 250 ? 2000 : 0)
    },
    Truth(name: "a third missing at random", step: 60, count: 20_160, periods: [1440]) {
      let value = 100 + 30 * wave($0, 1440) + 10 * $1.normal()
      return Int.random(in: 0..<3, using: &$1) == 0 ? .nan : value
    },
    Truth(name: "numbers near the largest", step: 60, count: 2000, periods: [50]) {
      1e308 * wave($0, 50) * (0.9 + 0.1 * Double.random(in: 0..<1, using: &$1))
    },
  ]

  @Test(arguments: truths, [1, 2, 3])
  func findsWhatIsThere(truth: Truth, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<truth.count).map { truth.value($0, &generator) }
    let seasons = SeasonDetector.seasons(of: Self.series(values, step: truth.step))
    #expect(seasons.map(\.steps) == truth.periods, "\(seasons)")
    for season in seasons {
      #expect((0.05...1).contains(season.strength))
      let seconds = Double(season.steps * truth.step)
      #expect(abs(season.period.inSeconds - seconds) <= Double(truth.step) / 2)
    }
  }

  enum Chance: CaseIterable { case noise, walk, red, nearWalk, shifts, bursts, heavyTails }

  /// What has no season must not be given one. At this many tries one false finding in a thousand would not show.
  @Test(arguments: Chance.allCases, [50, 200, 700, 2000, 20_160])
  func findsNothingInChance(chance: Chance, count: Int) {
    for seed in 0..<UInt64(count > 10_000 ? 3 : 25) {
      var generator = SeededGenerator(seed: seed &* 7919 &+ UInt64(count))
      var level = 0.0
      let values = (0..<count).map { index -> Double in
        let noise = generator.normal()
        switch chance {
        case .noise: return 5 + noise
        case .walk: level += noise
        case .red: level = 0.8 * level + noise
        case .nearWalk: level = 0.99 * level + noise
        case .shifts: return noise + (index > count / 3 ? 6 : 0) - (index > 2 * count / 3 ? 9 : 0)
        case .bursts: return noise + (Int.random(in: 0..<200, using: &generator) == 0 ? 50 : 0)
        case .heavyTails: return noise / generator.normal()
        }
        return level
      }
      let seasons = SeasonDetector.seasons(of: Self.series(values, step: 60))
      #expect(seasons.isEmpty, "seed \(seed): \(seasons)")
    }
  }

  private static let nothings: [[Double]] = [
    [], [1], [1, 2], [.nan, .nan, .nan], [.infinity, -.infinity, .nan, .leastNonzeroMagnitude, 1],
    Array(repeating: 0, count: 5000), Array(repeating: 0.1, count: 5000),
    Array(repeating: .nan, count: 5000), Array(repeating: -.greatestFiniteMagnitude, count: 100),
    (0..<3000).map { Double($0) }, (0..<100).map { $0 == 50 ? 1.0 : 0.0 },
    (0..<100).map { $0 % 10 == 0 ? Double($0) : Double.nan },
  ]

  @Test(arguments: nothings)
  func findsNothingWhereNothingIs(values: [Double]) {
    for step in [1, 60, 86_400] {
      #expect(SeasonDetector.seasons(of: Self.series(values, step: step)).isEmpty)
    }
  }

  @Test func isTheSameOnARerunAndInOtherUnits() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<6000).map {
      Self.twoPeaks($0, 288) + 10 * generator.normal() + ($0 % 12 == 0 ? 20 : 0)
    }
    let once = SeasonDetector.seasons(of: Self.series(values, step: 300))
    #expect(once == SeasonDetector.seasons(of: Self.series(values, step: 300)))
    let doubled = SeasonDetector.seasons(of: Self.series(values.map { 1024 * $0 }, step: 300))
    #expect(once.map(\.steps) == doubled.map(\.steps))
    #expect(!once.isEmpty)
  }

  @Test func aSeasonOfAnUncommonlyLongStepIsBorne() {
    let values = (0..<100).map { Self.wave($0, 10) }
    let series = RegularSeries(
      start: Timestamp(milliseconds: 0), step: .milliseconds(Int64.max / 4), values: values)
    #expect(SeasonDetector.seasons(of: series).map(\.steps) == [10])
  }

  @Test func theTransformGivesSumsOfProducts() {
    var generator = SeededGenerator(seed: 9)
    let first = (0..<100).map { _ in generator.normal() }
    let second = (0..<100).map { _ in generator.normal() }
    let sums = FourierTransform(atLeast: 200).selfProducts(first, second)
    for lag in 0..<100 {
      for (values, found) in [(first, sums.first), (second, sums.second)] {
        let expected = (0..<100 - lag).reduce(0) { $0 + values[$1] * values[$1 + lag] }
        #expect(abs(found[lag] - expected) < 1e-9)
      }
    }
  }

  private static func series(_ values: [Double], step: Int) -> RegularSeries {
    RegularSeries(
      start: Timestamp(milliseconds: 1_700_000_000_000), step: .seconds(step), values: values)
  }
}
