/// How a chunk writes its residuals, small whole numbers mostly: a prefix code with two choices
/// made for each chunk from the histogram of its residuals.
///
/// Rice codes (R. F. Rice, 1979) fit geometric residuals; exponential Golomb codes (J. Teuhola,
/// 1978) fit those with a long tail. Either comes with or without one bit in front that says
/// "zero", which pays where most residuals are zero and the others large.
struct ResidualCode: Equatable {
  enum Prefix: UInt8 {
    case rice = 0
    case exponentialGolomb = 1
  }

  var prefix: Prefix

  /// Whether one bit in front of each residual says if it is zero.
  var marksZero: Bool

  /// The number of low bits that are written as they are, 0 to 63.
  var lowBits: Int

  /// The longest run of zeros in a Rice code; a greater quotient is written as length and bits.
  private static let longestRun = 24

  /// The longest residual, in bits, that exponential Golomb codes are used for.
  private static let longestGolomb = 40

  init(prefix: Prefix, marksZero: Bool, lowBits: Int) {
    self.prefix = prefix
    self.marksZero = marksZero
    self.lowBits = lowBits
  }

  /// The code that `byte` stands for.
  init(byte: UInt8) {
    prefix = byte & 0x80 == 0 ? .rice : .exponentialGolomb
    marksZero = byte & 0x40 != 0
    lowBits = Int(byte & 0x3F)
  }

  /// The code as one byte.
  var byte: UInt8 {
    (prefix == .rice ? 0 : 0x80) | (marksZero ? 0x40 : 0) | UInt8(lowBits)
  }

  /// Writes `residual`.
  @inline(__always)
  func write(_ residual: UInt64, to writer: inout BitWriter) {
    var value = residual
    if marksZero {
      if value == 0 {
        writer.write(0, count: 1)
        return
      }
      writer.write(1, count: 1)
      value &-= 1
    }
    let high = value &>> UInt64(lowBits)
    switch prefix {
    case .rice:
      if high < UInt64(Self.longestRun) {
        writer.write(1, count: Int(high) &+ 1)
        writer.write(value, count: lowBits)
      } else {
        let length = 64 &- value.leadingZeroBitCount
        writer.write(0, count: Self.longestRun)
        writer.write(UInt64(length &- 1), count: 6)
        writer.write(value, count: length)
      }
    case .exponentialGolomb:
      let length = 64 &- (high &+ 1).leadingZeroBitCount
      writer.write(0, count: length &- 1)
      writer.write(high &+ 1, count: length)
      writer.write(value, count: lowBits)
    }
  }

  /// Reads one residual.
  @inline(__always)
  func read(from reader: inout BitReader) -> UInt64 {
    var window = reader.window()
    var offset: UInt64 = 0
    if marksZero {
      reader.skip(1)
      if window &>> 63 == 0 { return 0 }
      window &<<= 1
      offset = 1
    }
    let zeros = window.leadingZeroBitCount
    switch prefix {
    case .rice:
      if zeros < Self.longestRun {
        reader.skip(zeros &+ 1)
        return (UInt64(zeros) &<< UInt64(lowBits) | reader.read(lowBits)) &+ offset
      }
      reader.skip(Self.longestRun)
      let length = Int(reader.read(6)) &+ 1
      return reader.read(length) &+ offset
    case .exponentialGolomb:
      // Longer runs are written by nobody; corrupt bytes get any number, but no trap.
      let run = min(zeros, Self.longestGolomb)
      reader.skip(run)
      let high = reader.read(run &+ 1) &- 1
      return (high &<< UInt64(lowBits) | reader.read(lowBits)) &+ offset
    }
  }

  /// The cheapest code for residuals of which `histogram` counts the lengths.
  static func best(for histogram: borrowing Histogram) -> ResidualCode {
    var best = ResidualCode(prefix: .rice, marksZero: false, lowBits: 0)
    var fewest = Int.max
    func consider(_ prefix: Prefix, _ marksZero: Bool, _ lowBits: Int, _ bits: Int) {
      guard bits < fewest else { return }
      fewest = bits
      best = ResidualCode(prefix: prefix, marksZero: marksZero, lowBits: lowBits)
    }
    let zeros = histogram[0]
    let longest = histogram.longest
    let median = histogram.medianOfNonZero
    for lowBits in max(0, median &- 5)...min(longest, median &+ 2, 63) {
      var rice = 0
      var golomb = 0
      for length in 1..<(longest &+ 1) {
        let number = histogram[length]
        if number == 0 { continue }
        // Three quarters of the way through the numbers of this length.
        let quotient =
          length > lowBits &+ 6 ? longestRun : (3 &<< (length &- 1)) &>> (lowBits &+ 1)
        rice &+=
          number
          &* (quotient < longestRun ? quotient &+ 1 &+ lowBits : longestRun &+ 6 &+ length)
        golomb &+= number &* (2 &* max(length &- lowBits, 0) &+ 1 &+ lowBits)
      }
      let alone = zeros &* (lowBits &+ 1)
      consider(.rice, false, lowBits, rice &+ alone)
      consider(.rice, true, lowBits, rice &+ histogram.count)
      if longest <= longestGolomb {
        consider(.exponentialGolomb, false, lowBits, golomb &+ alone)
        consider(.exponentialGolomb, true, lowBits, golomb &+ histogram.count)
      }
    }
    return best
  }
}

extension ResidualCode {
  /// How many residuals have how many significant bits.
  struct Histogram: ~Copyable {
    private var numbers = InlineArray<65, Int>(repeating: 0)

    /// All residuals counted.
    private(set) var count = 0

    /// How many residuals have `length` significant bits.
    subscript(length: Int) -> Int { numbers[length] }

    /// Counts `residual`.
    @inline(__always)
    mutating func add(_ residual: UInt64) {
      numbers[64 &- residual.leadingZeroBitCount] &+= 1
      count &+= 1
    }

    /// The most significant bits that a residual has.
    var longest: Int {
      var length = 64
      while length > 0, numbers[length] == 0 { length &-= 1 }
      return length
    }

    /// The median of the lengths above zero; 0 where every residual is zero.
    var medianOfNonZero: Int {
      let half = (count &- numbers[0] &+ 1) / 2
      var length = 0
      var seen = 0
      while length < 64, seen < half {
        length &+= 1
        seen &+= numbers[length]
      }
      return length
    }
  }
}
