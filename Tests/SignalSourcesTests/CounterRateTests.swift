import Testing
import TimeSeries

import Configuration
@testable import SignalSources
import TestSupport

@Suite struct CounterRateTests {
  private func rate(_ window: Duration, _ scrapes: [(Int, Double)]) -> Double? {
    var rate = CounterRate(window: window)
    for (seconds, value) in scrapes {
      rate.append(Sample(timestamp: someMoment + .seconds(seconds), value: value))
    }
    return rate.perSecond
  }

  @Test func increaseOverTime() {
    #expect(rate(.seconds(60), []) == nil)
    #expect(rate(.seconds(60), [(0, 100)]) == nil)
    #expect(rate(.seconds(60), [(0, 100), (15, 130)]) == 2)
    #expect(rate(.seconds(60), [(0, 100), (15, 130), (60, 160)]) == 1)
    #expect(rate(.seconds(60), [(0, 5), (15, 5)]) == 0)
  }

  @Test func theWindowSlides() {
    #expect(rate(.seconds(30), [(0, 0), (15, 1000), (30, 1030), (45, 1060)]) == 2)
    #expect(rate(.seconds(30), [(0, 0), (100, 50)]) == nil)
    #expect(rate(.seconds(30), [(0, 0), (30, 60)]) == 2)
  }

  @Test func aResetBeginsAtZero() {
    #expect(rate(.seconds(60), [(0, 100), (15, 130), (30, 15)]) == 1.5)
    #expect(rate(.seconds(60), [(0, 100), (10, 0), (20, 20)]) == 1)
  }

  @Test func unknownScrapesAreLeftOut() {
    #expect(rate(.seconds(60), [(0, 0), (15, .nan), (30, 30)]) == 1)
    #expect(rate(.seconds(60), [(0, 0), (15, .infinity), (30, 30)]) == 1)
  }

  @Test func aClockThatIsSetBackBeginsAnew() {
    #expect(rate(.seconds(60), [(3600, 50), (3615, 80), (0, 90)]) == nil)
    #expect(rate(.seconds(60), [(3600, 50), (3615, 80), (0, 90), (15, 120)]) == 2)
    #expect(rate(.seconds(60), [(0, 0), (0, 10), (10, 10)]) == 1)
  }

  /// Against the definition, on counters that run and reset at random.
  @Test func equalsTheDefinition() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      var scrapes: [(Int, Double)] = []
      var time = 0
      var value = 0.0
      for _ in 0..<30 {
        time += Int.random(in: 1...20, using: &generator)
        value =
          Int.random(in: 0..<6, using: &generator) == 0
          ? Double.random(in: 0..<9, using: &generator)
          : value + Double.random(in: 0..<9, using: &generator)
        scrapes.append((time, value))
      }
      let inside = scrapes.filter { $0.0 >= time - 90 }
      var increase = 0.0
      for (before, after) in zip(inside, inside.dropFirst()) {
        increase += after.1 < before.1 ? after.1 : after.1 - before.1
      }
      let expected = increase / Double(time - inside[0].0)
      #expect(rate(.seconds(90), scrapes) == expected)
    }
  }
}

@Suite struct ReductionTests {
  @Test func whatIsKnownInPartIsNotKnown() {
    for reduction in Reduction.allCases {
      #expect(reduction.apply(to: []) == nil)
      #expect(reduction.apply(to: [3]) == 3)
      for unknown in [Double.nan, .infinity, -.infinity] {
        #expect(reduction.apply(to: [1, unknown, 2]) == nil)
      }
    }
    let values = [4.0, -1, 9]
    #expect(Reduction.sum.apply(to: values) == 12)
    #expect(Reduction.max.apply(to: values) == 9)
    #expect(Reduction.min.apply(to: values) == -1)
    #expect(Reduction.avg.apply(to: values) == 4)
    #expect(Reduction.sum.apply(to: [1.7e308, 1.7e308]) == nil)
  }
}
