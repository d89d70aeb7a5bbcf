import Testing
import TimeSeries
import TestSupport

struct CompressedSeriesTests {
  private static let kinds = SampleRows.Values.allCases
  private static let times = SampleRows.Times.allCases

  @Test(arguments: kinds, times)
  func everythingComesBackBitForBit(values: SampleRows.Values, times: SampleRows.Times) {
    for (seed, count) in [1, 2, 3, 7, 239, 240, 241, 1000].enumerated() {
      let samples = SampleRows.row(values, times, count: count, seed: UInt64(seed))
      var series = series(of: samples)
      #expect(series.count == count)
      #expect(areIdentical(series.allSamples, samples))
      #expect(
        areIdentical(
          [series.first, series.last].compactMap(\.self), [samples[0], samples[count - 1]]))

      series.sealHead()
      #expect(areIdentical(series.allSamples, samples))
      var rebuilt = CompressedSeries()
      for chunk in series.chunks {
        let read = CompressedChunk(bytes: chunk.bytes)
        #expect(read == chunk)
        if let read {
          let accepted = rebuilt.append(chunk: read)
          #expect(accepted)
        }
      }
      #expect(areIdentical(rebuilt.allSamples, samples))
      #expect(rebuilt.last?.timestamp == samples.last?.timestamp)
    }
  }

  @Test func infinitiesBecomeGapsAndOldSamplesAreRefused() {
    var series = CompressedSeries()
    let accepted2 = series.append(Sample(timestamp: Timestamp(milliseconds: 10), value: .infinity))
    #expect(accepted2)
    #expect(series.last?.value.isNaN == true)
    let accepted3 = series.append(Sample(timestamp: Timestamp(milliseconds: 10), value: 1))
    #expect(!accepted3)
    let accepted4 = series.append(Sample(timestamp: Timestamp(milliseconds: 9), value: 1))
    #expect(!accepted4)
    #expect(series.count == 1)
    let accepted5 = series.append(Sample(timestamp: Timestamp(milliseconds: .max), value: -0.0))
    #expect(accepted5)
    #expect(series.last?.value.sign == .minus)
  }

  @Test func anEmptySeriesAnswersEverything() {
    var series = CompressedSeries()
    #expect(series.first == nil && series.last == nil && series.isEmpty)
    #expect(series.allSamples.isEmpty && series.chunks.isEmpty)
    series.sealHead()
    series.trim(before: Timestamp(milliseconds: .max))
    series.merge([])
    var grid: [Double] = []
    series.appendGrid(from: Timestamp(milliseconds: 0), step: .seconds(1), count: 3, to: &grid)
    #expect(grid.count == 3 && grid.allSatisfy(\.isNaN))
  }

  @Test(arguments: times)
  func rangesAreThoseOfAPlainFilter(times: SampleRows.Times) {
    let samples = SampleRows.row(.gaps, times, count: 900, seed: 5)
    let series = series(of: samples)
    var random = SeededGenerator(seed: 6)
    for _ in 0..<200 {
      let ends = [samples.randomElement(using: &random), samples.randomElement(using: &random)]
        .compactMap(\.self).map {
          $0.timestamp + .milliseconds(Int.random(in: -1...1, using: &random))
        }
      let expected = samples.filter { $0.timestamp >= ends[0] && $0.timestamp <= ends[1] }
      #expect(areIdentical(series.samples(from: ends[0], through: ends[1]), expected))
    }
  }

  @Test(arguments: [SampleRows.Times.regular, .jittered, .missed])
  func gridsAreThoseOfTheDefinition(times: SampleRows.Times) {
    let samples = SampleRows.row(.gaps, times, count: 700, seed: 7)
    let series = series(of: samples)
    var random = SeededGenerator(seed: 8)
    for _ in 0..<40 {
      let start =
        samples[0].timestamp + .milliseconds(Int.random(in: -300_000...9_000_000, using: &random))
      let step = Duration.milliseconds(
        [1, 777, 15_000, 60_000, 600_000].randomElement(using: &random) ?? 1)
      let count = Int.random(in: 0...60, using: &random)
      var grid = [0.5]
      series.appendGrid(from: start, step: step, count: count, to: &grid)
      #expect(grid.count == count + 1 && grid[0] == 0.5)
      var largest: [Double] = []
      series.appendGrid(from: start, step: step, count: count, reduction: .largest, to: &largest)
      var smallest: [Double] = []
      series.appendGrid(from: start, step: step, count: count, reduction: .smallest, to: &smallest)
      #expect(largest.count == count && smallest.count == count)
      for index in 0..<count {
        let moment = start + step * index
        let newest = samples.last { $0.timestamp <= moment && $0.timestamp > moment - step }
        let expected = newest?.value ?? .nan
        #expect(grid[index + 1] == expected || (grid[index + 1].isNaN && expected.isNaN))
        let within = samples.filter { $0.timestamp <= moment && $0.timestamp > moment - step }
        let most = within.map(\.value).filter(\.isFinite).max() ?? .nan
        #expect(largest[index] == most || (largest[index].isNaN && most.isNaN))
        let least = within.map(\.value).filter(\.isFinite).min() ?? .nan
        #expect(smallest[index] == least || (smallest[index].isNaN && least.isNaN))
      }
    }
  }

  @Test(arguments: [
    (Int64.min, Int64.max), (.max, .max), (.max, 1), (.min, 1), (0, 0), (0, -5), (-7, .max),
  ])
  func gridsAtTheEndsOfTimeDoNotTrap(start: Int64, step: Int64) {
    let series = series(of: SampleRows.row(.integers, .extreme, count: 300, seed: 9))
    var grid: [Double] = []
    series.appendGrid(
      from: Timestamp(milliseconds: start), step: .milliseconds(step), count: 5, to: &grid)
    #expect(grid.count == 5)
    let regular = RegularSeries(
      start: Timestamp(milliseconds: start), step: .milliseconds(max(1, step)), values: grid)
    #expect(regular.timestamp(at: .max) >= regular.start)
  }

  @Test func trimmingDropsWholeChunksAndKeepsTheRest() {
    let samples = SampleRows.row(.decimals, .regular, count: 1000, seed: 10)
    var series = series(of: samples)
    let before = series.byteCount
    series.trim(before: samples[500].timestamp)
    #expect(series.first?.timestamp == samples[480].timestamp)
    #expect(series.count == 520)
    #expect(areIdentical(series.allSamples, Array(samples[480...])))
    #expect(series.byteCount <= before)
    series.trim(before: samples[999].timestamp)
    #expect(series.first?.timestamp == samples[960].timestamp)
    series.trim(before: samples[999].timestamp + .seconds(1))
    #expect(series.isEmpty && series.last == nil)
    let accepted6 = series.append(samples[3])
    #expect(accepted6)
    #expect(areIdentical(series.allSamples, [samples[3]]))
  }

  @Test func copiesDoNotSeeLaterChanges() {
    let samples = SampleRows.row(.integers, .regular, count: 500, seed: 11)
    let original = series(of: Array(samples[..<479]))
    var copy = original
    for sample in samples[479...] { copy.append(sample) }
    copy.trim(before: samples[300].timestamp)
    #expect(areIdentical(original.allSamples, Array(samples[..<479])))
    #expect(areIdentical(copy.allSamples, Array(samples[240...])))
  }

  @Test func smallSeriesTakeFewBytes() {
    // Generous bounds: exact figures are the benchmark's.
    let bounds: [(SampleRows.Values, Double)] = [
      (.constant, 0.15), (.steps, 1.5), (.integers, 1.6), (.decimals, 2.1), (.perMinute, 2.1),
      (.printed, 2.6),
      (.onlyGaps, 0.15), (.multiples, 3), (.anyBits, 9),
    ]
    for (kind, bytesPerSample) in bounds {
      var series = series(of: SampleRows.row(kind, .regular, count: 2400, seed: 12))
      series.sealHead()
      let bytes = series.chunks.reduce(0) { $0 + $1.bytes.count }
      #expect(Double(bytes) / 2400 < bytesPerSample, "\(kind)")
    }
  }

  private func series(of samples: [Sample]) -> CompressedSeries {
    var series = CompressedSeries()
    for sample in samples {
      let accepted7 = series.append(sample)
      #expect(accepted7)
    }
    return series
  }
}

extension CompressedSeries {
  var allSamples: [Sample] {
    samples(from: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max))
  }
}
