/// Reads the bytes of one chunk; the memory must outlive it.
struct ChunkDecoder {
  private let memory: UnsafeRawBufferPointer

  /// Samples in the chunk, gaps included.
  let count: Int

  private let times: IntegerCode

  /// The known samples: their number, and how they are written.
  private let knownCount: Int
  private let scale: ValueScale
  private let values: IntegerCode

  /// Where the runs of known samples and gaps are; nil where there is no gap.
  private let runs: ByteReader?

  /// Where the residuals begin.
  private let payload: Int

  /// A decoder of `memory`; nil where that does not begin as a chunk of this format does.
  init?(_ memory: UnsafeRawBufferPointer) {
    var reader = ByteReader(memory)
    guard let head = reader.byte(), head & 0xFE == ChunkFormat.version << 4,
      let count = reader.varint(), count > 0, count <= UInt64(ChunkFormat.maximumCount),
      let times = IntegerCode(header: &reader)
    else { return nil }
    self.memory = memory
    self.count = Int(count)
    self.times = times

    if head & 1 == 0 {
      runs = nil
      knownCount = Int(count)
    } else {
      runs = reader
      guard let known = Self.countKnown(&reader, of: Int(count)) else { return nil }
      knownCount = known
    }
    if knownCount > 0 {
      guard let scale = reader.byte().flatMap(ValueScale.init(byte:)),
        let values = IntegerCode(header: &reader)
      else { return nil }
      self.scale = scale
      self.values = values
    } else {
      scale = .bits
      values = IntegerCode(base: 0, unit: 0)
    }
    payload = reader.position
  }

  /// Reads runs until they make `count`; nil where they do not, or where one but the first is
  /// empty.
  private static func countKnown(_ reader: inout ByteReader, of count: Int) -> Int? {
    var known = 0
    var total = 0
    var isKnown = true
    while total < count {
      guard let length = reader.varint(), length > 0 || (isKnown && total == 0),
        length <= UInt64(count - total)
      else { return nil }
      total += Int(length)
      if isKnown { known += Int(length) }
      isKnown.toggle()
    }
    return known == count ? nil : known
  }

  /// Writes the time stamps, in milliseconds, and the values, as bit patterns, to memory with room
  /// for `count` of each.
  ///
  /// - Returns: whether the bytes ended exactly where the residuals did.
  @discardableResult
  func decode(
    times moments: UnsafeMutablePointer<Int64>, values patterns: UnsafeMutablePointer<Int64>
  ) -> Bool {
    var reader = BitReader(memory, from: payload)
    times.read(count, from: &reader, to: moments)
    // Known values go to the end first, so that they can be spread forwards in place.
    let known = patterns + (count - knownCount)
    values.read(knownCount, from: &reader, to: known)
    scale.restore(known, count: knownCount)
    if let runs { spread(known, over: patterns, runs) }
    return reader.isExhausted
  }

  private func spread(
    _ known: UnsafeMutablePointer<Int64>, over patterns: UnsafeMutablePointer<Int64>,
    _ runs: ByteReader
  ) {
    var runs = runs
    var source = known
    var target = 0
    var isKnown = true
    while target < count, let length = runs.varint() {
      for _ in 0..<Int(length) {
        if isKnown {
          patterns[target] = source.pointee
          source += 1
        } else {
          patterns[target] = Int64(bitPattern: Double.nan.bitPattern)
        }
        target += 1
      }
      isKnown.toggle()
    }
  }
}
