extension CompressedSeries {
  /// Takes in samples of the past, a backfill, wherever the series has none.
  ///
  /// Where both have a sample at the same moment the series' own stays, unless it is a gap and the
  /// other one is known: what was seen live is not rewritten by what a server computes later.
  /// Chunks that lie before or after the backfill stay as they are. O(samples between
  /// the first and the last of `samples`, and the bytes of the rest).
  ///
  /// - Parameter samples: In any order; infinities are gaps. Of two samples at one moment the first
  ///   known one counts.
  public mutating func merge(_ samples: [Sample]) {
    var incoming = samples
    if !zip(incoming, incoming.dropFirst()).allSatisfy({ $0.timestamp < $1.timestamp }) {
      incoming = Self.orderedWithoutDuplicates(incoming)
    }
    guard let first = incoming.first, let final = incoming.last else { return }

    if last.map({ $0.timestamp < first.timestamp }) ?? true {
      for sample in incoming { append(sample) }
      return
    }

    var merged = CompressedSeries()
    let chunks = chunks
    let begin = chunks.prefix { $0.lastTimestamp < first.timestamp }.count
    let end =
      chunks.suffix(from: begin).prefix { $0.firstTimestamp <= final.timestamp }.count + begin
    for chunk in chunks[..<begin] { merged.append(chunk: chunk) }

    var own: [Sample] = []
    for chunk in chunks[begin..<end] { own += chunk.samples }
    let unsealed = unsealedSamples
    // The head joins in only where no chunk lies between it and the backfill.
    let headJoins = end == chunks.count
    if headJoins { own += unsealed }
    Self.forEachMerged(own, incoming) { merged.append($0) }

    for chunk in chunks[end...] { merged.append(chunk: chunk) }
    if !headJoins {
      for sample in unsealed { merged.append(sample) }
    }
    self = merged
  }

  /// Calls `body` with the union of two ascending lists; see `merge` for which one wins.
  private static func forEachMerged(
    _ own: [Sample], _ incoming: [Sample], _ body: (Sample) -> Void
  ) {
    var left = own[...]
    var right = incoming[...]
    while let mine = left.first, let other = right.first {
      if mine.timestamp < other.timestamp {
        body(mine)
        left.removeFirst()
      } else if other.timestamp < mine.timestamp {
        body(other)
        right.removeFirst()
      } else {
        body(!mine.isKnown && other.isKnown ? other : mine)
        left.removeFirst()
        right.removeFirst()
      }
    }
    left.forEach(body)
    right.forEach(body)
  }

  private static func orderedWithoutDuplicates(_ samples: [Sample]) -> [Sample] {
    // The position keeps equal moments in the order in which they came.
    let ordered = samples.enumerated().sorted {
      ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset)
    }
    var output: [Sample] = []
    output.reserveCapacity(samples.count)
    for (_, sample) in ordered {
      if let last = output.last, last.timestamp == sample.timestamp {
        if !last.isKnown, sample.isKnown { output[output.count - 1] = sample }
      } else {
        output.append(sample)
      }
    }
    return output
  }
}
