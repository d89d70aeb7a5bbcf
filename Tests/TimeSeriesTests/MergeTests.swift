import Testing
import TimeSeries
import TestSupport

struct MergeTests {
  @Test func aBackfillFillsWhatIsMissingAndRewritesNothing() {
    var random = SeededGenerator(seed: 1)
    for round in 0..<60 {
      let all = SampleRows.row(.gaps, .jittered, count: 1500, seed: UInt64(round))
      var live = CompressedSeries()
      var expected: [Timestamp: Double] = [:]
      let odds = [0.02, 0.5, 0.95][round % 3]
      let begin = Int.random(in: 0..<1500, using: &random)
      for (index, sample) in all.enumerated() {
        if index >= begin, Double.random(in: 0..<1, using: &random) < odds {
          live.append(sample)
          expected[sample.timestamp] = sample.value
        }
      }
      let from = Int.random(in: 0..<1500, using: &random)
      let through = Int.random(in: from..<1500, using: &random)
      var backfill: [Sample] = []
      for sample in all[from...through] where Double.random(in: 0..<1, using: &random) < 0.7 {
        backfill.append(
          Sample(timestamp: sample.timestamp, value: sample.value.isNaN ? 7 : sample.value + 1))
      }
      for sample in backfill {
        if expected[sample.timestamp].map(\.isNaN) ?? true {
          expected[sample.timestamp] = sample.value
        }
      }
      live.merge(round.isMultiple(of: 2) ? backfill : backfill.shuffled(using: &random))
      let wanted = expected.sorted { $0.key < $1.key }
        .map { Sample(timestamp: $0.key, value: $0.value) }
      #expect(areIdentical(live.allSamples, wanted))
      #expect(live.count == wanted.count)
      #expect(live.last?.timestamp == wanted.last?.timestamp)
      let next = Sample(timestamp: all[1499].timestamp + .seconds(15), value: 1)
      let accepted1 = live.append(next)
      #expect(accepted1)
    }
  }

  @Test func duplicatesInABackfillGiveTheFirstKnownOne() {
    var series = CompressedSeries()
    let moment = Timestamp(milliseconds: 5)
    series.merge([
      Sample(timestamp: Timestamp(milliseconds: 9), value: .infinity),
      Sample(timestamp: moment, value: .nan), Sample(timestamp: moment, value: 3),
      Sample(timestamp: moment, value: 4),
    ])
    let merged = series.allSamples
    #expect(merged.map(\.timestamp.milliseconds) == [5, 9])
    #expect(merged.first?.value == 3)
    #expect(merged.last?.value.isNaN == true)
  }

  @Test func aGapIsFilledAndAKnownValueStays() {
    var series = CompressedSeries()
    series.append(Sample(timestamp: Timestamp(milliseconds: 1), value: .nan))
    series.append(Sample(timestamp: Timestamp(milliseconds: 2), value: 2))
    series.merge((1...2).map { Sample(timestamp: Timestamp(milliseconds: $0), value: 9) })
    #expect(series.allSamples.map(\.value) == [9, 2])
  }
}
