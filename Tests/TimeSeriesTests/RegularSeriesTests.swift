import Testing
import TimeSeries

struct RegularSeriesTests {
  @Test func resamplingTakesTheNewestOfEachStep() throws {
    let samples = [(10, 1.0), (20, 2), (60, 3), (61, 4), (200, .infinity), (239, 6)].map {
      Sample(timestamp: Timestamp(milliseconds: $0.0 * 1000), value: $0.1)
    }
    let series = try #require(RegularSeries(resampling: samples, step: .seconds(60)))
    #expect(series.start == Timestamp(milliseconds: 60_000))
    #expect(series.values.map { $0.isNaN ? -1 : $0 } == [3, 4, -1, 6])
    #expect(series.timestamp(at: 3) == Timestamp(milliseconds: 240_000))
    #expect(series.timestamp(at: -2) == Timestamp(milliseconds: -60_000))

    var history = CompressedSeries()
    for sample in samples { history.append(sample) }
    let same = RegularSeries(history, from: series.start, step: series.step, count: 4)
    #expect(same.values.map { $0.isNaN ? -1 : $0 } == [3, 4, -1, 6])
  }

  @Test func tooManyOrNoStepsAreRefused() {
    let far = [Int64.min, .max].map { Sample(timestamp: Timestamp(milliseconds: $0), value: 1) }
    #expect(RegularSeries(resampling: far, step: .milliseconds(1)) == nil)
    #expect(RegularSeries(resampling: far, step: .seconds(1_000_000_000)) != nil)
    #expect(RegularSeries(resampling: [], step: .seconds(1)) == nil)
  }
}
