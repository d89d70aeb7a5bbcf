/// The samples of one signal, in time order, compressed in memory.
///
/// Values come back bit for bit as they went in. A sample whose value is NaN marks a gap and stays
/// one. The newest samples wait in a head block; every 240 become a chunk of about one to three
/// bytes a sample (`ChunkFormat`). A copy shares its memory with the original until one of them
/// changes.
public struct CompressedSeries: Sendable {
  /// Samples in a chunk: an hour at 15 s.
  static let chunkLength = 240

  /// All chunks, one behind the other: one allocation a series, whatever its length.
  private var sealed: [UInt8] = []
  private var entries: [Entry] = []
  private var head = HeadBlock()
  private var sealedCount = 0
  private var newest = Sample(timestamp: Timestamp(milliseconds: .min), value: .nan)

  /// Where a chunk is and what time it spans.
  private struct Entry: Sendable {
    var first: Int64
    var last: Int64
    var end: Int
  }

  /// An empty series.
  public init() {}

  /// The number of samples, gaps included.
  public var count: Int { sealedCount + head.count }

  /// Whether there is no sample.
  public var isEmpty: Bool { count == 0 }

  /// The oldest sample that is kept. O(samples of a chunk).
  public var first: Sample? {
    guard let entry = entries.first else {
      return head.count == 0 ? nil : headSample(0)
    }
    return withSamples(ofChunk: 0) { times, values in
      sample(entry.first, values[0])
    }
  }

  /// The newest sample. O(1).
  public var last: Sample? { count == 0 ? nil : newest }

  /// The memory that the samples take, in bytes, room for more included.
  public var byteCount: Int {
    MemoryLayout<Self>.size + sealed.capacity
      + entries.capacity * MemoryLayout<Entry>.stride + head.byteCount
  }

  /// Adds the newest sample; an infinity is kept as a gap (NaN). Amortized O(1).
  ///
  /// - Returns: false, and changes nothing, where `sample` is not later than the last one.
  @discardableResult
  public mutating func append(_ sample: Sample) -> Bool {
    let time = sample.timestamp.milliseconds
    if time <= newest.timestamp.milliseconds, count > 0 { return false }
    let value = sample.value.isFinite ? sample.value : .nan
    head.append(time, value)
    newest = Sample(timestamp: sample.timestamp, value: value)
    if head.count == Self.chunkLength { sealHead() }
    return true
  }

  /// The samples from `from` to `through`, both included, gaps included, oldest first.
  /// O(log chunks + samples decoded).
  public func samples(from: Timestamp, through: Timestamp) -> [Sample] {
    let (from, through) = (from.milliseconds, through.milliseconds)
    var output: [Sample] = []
    guard from <= through else { return output }
    let chunks = firstChunk(endingAtOrAfter: from)..<firstChunk(beginningAfter: through)
    output.reserveCapacity(min(count, (chunks.count + 1) * Self.chunkLength))
    for index in chunks {
      withSamples(ofChunk: index) { times, values in
        for position in 0..<times.count where times[position] >= from && times[position] <= through
        {
          output.append(sample(times[position], values[position]))
        }
      }
    }
    for position in head.countBefore(from)..<head.count {
      let next = headSample(position)
      if next.timestamp.milliseconds > through { break }
      output.append(next)
    }
    return output
  }

  /// The values at `start`, `start + step`, ...: for each grid moment t the newest sample later
  /// than t - step and not later than t (or the largest of these), NaN where there is none or where
  /// it is a gap. Appends `count` values to `output`, all NaN where `step` is below a millisecond.
  /// O(log chunks + `count` + samples decoded).
  public func appendGrid(
    from start: Timestamp, step: Duration, count: Int, reduction: GridReduction = .newest,
    to output: inout [Double]
  ) {
    guard count > 0 else { return }
    let base = output.count
    output.append(contentsOf: repeatElement(.nan, count: count))
    guard step.milliseconds > 0 else { return }
    var grid = GridFiller(
      start: start.milliseconds, step: step.milliseconds, count: count, reduction)
    output.withUnsafeMutableBufferPointer { whole in
      let cells = UnsafeMutableBufferPointer(rebasing: whole[base...])
      for index in firstChunk(
        endingAtOrAfter: grid.earliest)..<firstChunk(beginningAfter: grid.latest)
      {
        withSamples(ofChunk: index) { times, values in
          for position in 0..<times.count {
            grid.put(
              times[position], Double(bitPattern: UInt64(bitPattern: values[position])), cells)
          }
        }
      }
      for position in head.countBefore(grid.earliest)..<head.count {
        let time = head.time(position)
        if time > grid.latest { break }
        grid.put(time, head.values[position], cells)
      }
    }
  }

  /// Drops samples older than `moment`, whole chunks at a time: some older samples may stay.
  public mutating func trim(before moment: Timestamp) {
    let limit = moment.milliseconds
    if count > 0, newest.timestamp.milliseconds < limit {
      head.removeAll()
      entries.removeAll()
      sealed.removeAll()
      sealedCount = 0
      return
    }
    let dropped = firstChunk(endingAtOrAfter: limit)
    guard dropped > 0 else { return }
    for index in 0..<dropped { sealedCount -= withDecoder(ofChunk: index, \.count) }
    let cut = entries[dropped - 1].end
    sealed.removeSubrange(..<cut)
    entries.removeSubrange(..<dropped)
    for index in entries.indices { entries[index].end -= cut }
  }
}

// MARK: - Chunks

extension CompressedSeries {
  /// Compresses what is not compressed yet, so that `chunks` holds every sample. Sealing often
  /// makes small chunks, which take more room.
  public mutating func sealHead() {
    guard head.count > 0 else { return }
    seal(
      head.encoded(), count: head.count, first: head.time(0), last: newest.timestamp.milliseconds)
    head.removeAll()
  }

  /// The compressed part, oldest first: everything but the samples since the last chunk was sealed.
  /// Copies the bytes. O(bytes).
  public var chunks: [CompressedChunk] {
    entries.indices.map { index in
      CompressedChunk(
        trusted: Array(sealed[bytes(ofChunk: index)]), count: withDecoder(ofChunk: index, \.count),
        first: entries[index].first, last: entries[index].last)
    }
  }

  /// The samples that `chunks` does not hold, oldest first.
  public var unsealedSamples: [Sample] {
    (0..<head.count).map(headSample)
  }

  /// Adds the samples of `chunk` behind all others, as they are; seals the head first.
  ///
  /// - Returns: false, and changes nothing, where `chunk` does not begin after the last sample.
  @discardableResult
  public mutating func append(chunk: CompressedChunk) -> Bool {
    if let last, chunk.firstTimestamp <= last.timestamp { return false }
    sealHead()
    seal(
      chunk.bytes, count: chunk.count, first: chunk.firstTimestamp.milliseconds,
      last: chunk.lastTimestamp.milliseconds)
    newest = withSamples(ofChunk: entries.count - 1) { times, values in
      sample(times[times.count - 1], values[values.count - 1])
    }
    return true
  }

  private mutating func seal(_ bytes: [UInt8], count: Int, first: Int64, last: Int64) {
    // An array doubles when it is full; a history of days would leave half of that unused.
    if sealed.count + bytes.count > sealed.capacity {
      sealed.reserveCapacity(sealed.count + bytes.count + sealed.count / 16)
    }
    if entries.count == entries.capacity {
      entries.reserveCapacity(entries.count + 1 + entries.count / 8)
    }
    sealed.append(contentsOf: bytes)
    entries.append(Entry(first: first, last: last, end: sealed.count))
    sealedCount += count
  }

  private func bytes(ofChunk index: Int) -> Range<Int> {
    (index == 0 ? 0 : entries[index - 1].end)..<entries[index].end
  }

  /// The index of the first chunk that ends at `time` or later. O(log chunks).
  private func firstChunk(endingAtOrAfter time: Int64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].last < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The index behind the last chunk that begins at `time` or earlier. O(log chunks).
  private func firstChunk(beginningAfter time: Int64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].first <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func withDecoder<Result>(ofChunk index: Int, _ body: (ChunkDecoder) -> Result) -> Result {
    sealed.withUnsafeBytes { memory in
      guard
        let decoder = ChunkDecoder(UnsafeRawBufferPointer(rebasing: memory[bytes(ofChunk: index)]))
      else { preconditionFailure("a series holds whole chunks only") }
      return body(decoder)
    }
  }

  @inline(__always)
  private func withSamples<Result>(
    ofChunk index: Int,
    _ body: (
      _ times: UnsafeMutableBufferPointer<Int64>, _ values: UnsafeMutableBufferPointer<Int64>
    ) -> Result
  ) -> Result {
    withDecoder(ofChunk: index) { decoder in
      decoder.withSamples { times, values, _ in body(times, values) }
    }
  }

  @inline(__always)
  private func sample(_ time: Int64, _ pattern: Int64) -> Sample {
    Sample(
      timestamp: Timestamp(milliseconds: time),
      value: Double(bitPattern: UInt64(bitPattern: pattern)))
  }

  private func headSample(_ index: Int) -> Sample {
    Sample(timestamp: Timestamp(milliseconds: head.time(index)), value: head.values[index])
  }
}
