import Testing
import TimeSeries
import TestSupport

struct CompressedChunkTests {
  @Test func samplesThatCannotBeAChunkAreRefused() {
    let sample = Sample(timestamp: Timestamp(milliseconds: 1), value: 1)
    #expect(CompressedChunk([]) == nil)
    #expect(CompressedChunk([sample, sample]) == nil)
    let many = SampleRows.row(.integers, .regular, count: 4097, seed: 1)
    #expect(CompressedChunk(many) == nil)
    #expect(CompressedChunk(Array(many.dropLast()))?.count == CompressedChunk.maximumCount)
  }

  @Test func everyPrefixAndEveryLongerTextIsRefused() {
    let chunk = CompressedChunk(SampleRows.row(.gaps, .jittered, count: 100, seed: 2))
    let bytes = chunk?.bytes ?? []
    #expect(bytes.count > 50)
    for length in bytes.indices { #expect(CompressedChunk(bytes: Array(bytes[..<length])) == nil) }
    #expect(CompressedChunk(bytes: bytes + [0]) == nil)
    #expect(CompressedChunk(bytes: bytes + [0x80]) == nil)
  }

  @Test func mutatedBytesNeverTrap() {
    var random = SeededGenerator(seed: 3)
    let originals = SampleRows.Values.allCases.flatMap { values in
      [SampleRows.Times.regular, .jittered, .extreme].compactMap { times in
        CompressedChunk(SampleRows.row(values, times, count: 12, seed: 4))?.bytes
      }
    }
    var accepted = 0
    for _ in 0..<40_000 {
      var bytes = originals.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let position = Int.random(in: 0..<min(bytes.count, 40), using: &random)
        bytes[position] = UInt8.random(in: 0...255, using: &random)
      }
      if let chunk = CompressedChunk(bytes: bytes) {
        accepted += 1
        let samples = chunk.samples
        #expect(samples.count == chunk.count)
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.timestamp < $1.timestamp })
        var series = CompressedSeries()
        let accepted1 = series.append(chunk: chunk)
        #expect(accepted1)
      }
    }
    #expect(accepted > 0)
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<60_000 {
      var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      if !bytes.isEmpty { bytes[0] = UInt8.random(in: 0x10...0x11, using: &random) }
      if let chunk = CompressedChunk(bytes: bytes) { #expect(chunk.samples.count == chunk.count) }
    }
  }
}
