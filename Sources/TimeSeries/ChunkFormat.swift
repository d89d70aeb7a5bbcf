/// The bytes of one chunk, format 1:
///
///     head      format (4 bits), 3 bits zero, whether there are gaps (1 bit)
///     count     varint, samples in the chunk, gaps included
///     times     an integer code's header
///     runs      where there are gaps: varints, known samples and gaps in turn, until `count`
///     scale     where a value is known: one byte
///     values    where a value is known: an integer code's header
///     residuals of the times, then of the known values; the last byte filled up with zeros
///
/// Nothing else says how long anything is, so a chunk of a constant series at equal steps is about
/// twenty bytes, however many samples it holds.
enum ChunkFormat {
  /// The only format so far.
  static let version: UInt8 = 1

  /// The most samples that a chunk holds: no few bytes ask for much memory.
  static let maximumCount = 4096

  /// When the samples of a chunk are.
  enum Times {
    case regular(start: Int64, step: Int64)
    case listed(UnsafeBufferPointer<Int64>)
  }

  /// Encodes 1 to `maximumCount` samples, in ascending order of time; a value that is not finite
  /// is a gap.
  static func encode(_ times: Times, _ values: UnsafeBufferPointer<Double>) -> [UInt8] {
    let count = values.count
    precondition(count > 0 && count <= maximumCount, "a chunk holds 1 to 4096 samples")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { known in
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2 * count) { scratch in
        var knownCount = 0
        for value in values where value.isFinite {
          known[knownCount] = value
          knownCount &+= 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + count)
        bytes.append(version << 4 | (knownCount < count ? 1 : 0))
        bytes.appendVarint(UInt64(count))

        let moments = UnsafeMutableBufferPointer(rebasing: scratch[..<count])
        let timeCode: IntegerCode
        switch times {
        case .regular(let start, let step):
          timeCode = IntegerCode(from: start, step: step, count: count)
        case .listed(let list):
          for index in 0..<count { moments[index] = list[index] }
          timeCode = IntegerCode(encoding: moments)
        }
        timeCode.appendHeader(to: &bytes)
        if knownCount < count { appendRuns(of: values, to: &bytes) }

        var writer: BitWriter
        if knownCount > 0 {
          let numbers = UnsafeMutableBufferPointer(
            rebasing: scratch[count..<(count + knownCount)])
          let scale = ValueScale(
            encoding: UnsafeBufferPointer(rebasing: known[..<knownCount]),
            to: numbers.baseAddress!)
          let valueCode = IntegerCode(encoding: numbers)
          bytes.append(scale.byte)
          valueCode.appendHeader(to: &bytes)
          writer = BitWriter(bytes: bytes)
          timeCode.write(moments, to: &writer)
          valueCode.write(numbers, to: &writer)
        } else {
          writer = BitWriter(bytes: bytes)
          timeCode.write(moments, to: &writer)
        }
        return writer.finish()
      }
    }
  }

  /// Known samples and gaps in turn, known ones first.
  private static func appendRuns(of values: UnsafeBufferPointer<Double>, to bytes: inout [UInt8]) {
    var isKnown = true
    var length: UInt64 = 0
    for value in values {
      if value.isFinite != isKnown {
        bytes.appendVarint(length)
        isKnown.toggle()
        length = 0
      }
      length += 1
    }
    bytes.appendVarint(length)
  }
}
