/// How a chunk writes one row of whole numbers, its time stamps or its values: what a predictor
/// gets wrong is written, in multiples of the row's common unit.
///
/// The same code serves both, because time stamps at equal steps are a row that the linear
/// predictor gets right throughout, and a constant value is a row whose unit is 0: neither takes a
/// bit a sample.
struct IntegerCode {
  /// What the next number is predicted from.
  enum Predictor: UInt8, CaseIterable {
    /// Always the same number, the row's mean: noise about a level.
    case centre = 0
    /// The number before: a random walk.
    case last = 1
    /// The number before, plus the step that led to it: time stamps, slopes.
    case linear = 2
    /// An exponentially weighted mean with weight 1/2: noise about a level that moves.
    case smoothed = 3
    /// An exponentially weighted mean with weight 1/4.
    case smoother = 4
  }

  /// The first number.
  var base: Int64

  /// What all distances from `base` are multiples of; 0 where all numbers are equal.
  var unit: UInt64

  var predictor = Predictor.last

  /// The mean for `.centre`, the second number for `.linear`; both in units from `base`.
  var start: Int64 = 0

  /// The code of the residuals; nil where all are zero.
  var residuals: ResidualCode?
}

extension IntegerCode {
  /// The cheapest code for `numbers`, of which there is at least one. Afterwards `numbers` holds
  /// the residuals, zigzag, as bit patterns.
  init(encoding numbers: UnsafeMutableBufferPointer<Int64>) {
    base = numbers[0]
    unit = Self.reduce(numbers)
    guard unit != 0 else { return }

    var lengths = InlineArray<5, Int>(repeating: 0)
    let centre = Self.centre(of: numbers)
    for predictor in Predictor.allCases {
      var state = PredictorState(predictor, start: predictor == .centre ? centre : numbers[1])
      var bits = 0
      for index in Self.firstPredicted(predictor)..<numbers.count {
        let residual = numbers[index] &- state.prediction
        state.learn(numbers[index])
        bits &+= 64 &- residual.zigzag.leadingZeroBitCount
      }
      lengths[Int(predictor.rawValue)] = bits
    }
    for candidate in Predictor.allCases
    where lengths[Int(candidate.rawValue)] < lengths[Int(predictor.rawValue)] {
      predictor = candidate
    }
    start = predictor == .centre ? centre : predictor == .linear ? numbers[1] : 0

    var state = PredictorState(predictor, start: start)
    var histogram = ResidualCode.Histogram()
    for index in Self.firstPredicted(predictor)..<numbers.count {
      let number = numbers[index]
      let residual = (number &- state.prediction).zigzag
      state.learn(number)
      histogram.add(residual)
      numbers[index] = Int64(bitPattern: residual)
    }
    if histogram.longest > 0 { residuals = .best(for: histogram) }
  }

  /// The code for `count` numbers from `start` on, each `step` (above zero) after the one before.
  init(from start: Int64, step: Int64, count: Int) {
    base = start
    unit = count > 1 ? UInt64(step) : 0
    if count > 1 {
      predictor = .linear
      self.start = 1
    }
  }

  /// The index of the first number that is written as a residual.
  @inline(__always)
  static func firstPredicted(_ predictor: Predictor) -> Int {
    predictor == .linear ? 2 : 1
  }

  /// Turns numbers into multiples of their unit, counted from the first; returns the unit.
  private static func reduce(_ numbers: UnsafeMutableBufferPointer<Int64>) -> UInt64 {
    let base = numbers[0]
    var divisor: UInt64 = 0
    var wraps = false
    for index in numbers.indices {
      let (distance, overflow) = numbers[index].subtractingReportingOverflow(base)
      wraps = wraps || overflow
      numbers[index] = distance
      if divisor != 1 { divisor = greatestCommonDivisor(divisor, distance.magnitude) }
    }
    // A distance that wrapped is exact only as it is, modulo 2^64.
    if wraps { return 1 }
    guard divisor > 1, divisor <= UInt64(Int64.max) else { return divisor == 0 ? 0 : 1 }
    if divisor & (divisor &- 1) == 0 {
      let shift = Int64(divisor.trailingZeroBitCount)
      for index in numbers.indices { numbers[index] &>>= shift }
    } else {
      for index in numbers.indices { numbers[index] /= Int64(divisor) }
    }
    return divisor
  }

  @inline(__always)
  private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (greater, lesser) = (right, left)
    while lesser != 0 { (greater, lesser) = (lesser, greater % lesser) }
    return greater
  }

  /// About the mean.
  private static func centre(of numbers: UnsafeMutableBufferPointer<Int64>) -> Int64 {
    var sum = 0.0
    for number in numbers { sum += Double(number) }
    return Int64(exactly: (sum / Double(numbers.count)).rounded()) ?? 0
  }

  /// Writes the residuals that `init(encoding:)` left in `residuals`.
  func write(_ numbers: UnsafeMutableBufferPointer<Int64>, to writer: inout BitWriter) {
    guard unit != 0, let residuals else { return }
    for number in numbers.dropFirst(Self.firstPredicted(predictor)) {
      residuals.write(UInt64(bitPattern: number), to: &writer)
    }
  }

  /// Reads `count` numbers to `output`, which has room for them.
  func read(
    _ count: Int, from reader: inout BitReader, to output: UnsafeMutablePointer<Int64>
  ) {
    guard count > 0 else { return }
    output[0] = base
    guard unit != 0 else {
      for index in 1..<count { output[index] = base }
      return
    }
    // One loop for each predictor: the choice is made once a chunk, not once a sample.
    switch predictor {
    case .centre: readRow(.centre, count, &reader, output)
    case .last: readRow(.last, count, &reader, output)
    case .linear: readRow(.linear, count, &reader, output)
    case .smoothed: readRow(.smoothed, count, &reader, output)
    case .smoother: readRow(.smoother, count, &reader, output)
    }
  }

  @inline(__always)
  private func readRow(
    _ predictor: Predictor, _ count: Int, _ reader: inout BitReader,
    _ output: UnsafeMutablePointer<Int64>
  ) {
    let first = Self.firstPredicted(predictor)
    let unit = Int64(bitPattern: unit)
    if first == 2, count > 1 { output[1] = base &+ start &* unit }
    guard count > first else { return }
    var state = PredictorState(predictor, start: start)
    if let residuals {
      for index in first..<count {
        let number = state.prediction &+ Int64(zigzag: residuals.read(from: &reader))
        state.learn(number)
        output[index] = base &+ number &* unit
      }
    } else {
      for index in first..<count {
        let number = state.prediction
        state.learn(number)
        output[index] = base &+ number &* unit
      }
    }
  }
}

extension IntegerCode {
  /// Appends everything but the residuals.
  func appendHeader(to bytes: inout [UInt8]) {
    bytes.appendSignedVarint(base)
    bytes.appendVarint(unit)
    guard unit != 0 else { return }
    bytes.append(predictor.rawValue | (residuals == nil ? 0 : 0x80))
    if predictor == .centre || predictor == .linear { bytes.appendSignedVarint(start) }
    if let residuals { bytes.append(residuals.byte) }
  }

  /// Reads what `appendHeader` wrote; nil where it did not write that.
  init?(header reader: inout ByteReader) {
    guard let base = reader.signedVarint(), let unit = reader.varint() else { return nil }
    self.init(base: base, unit: unit)
    guard unit != 0 else { return }
    guard let kind = reader.byte(), let predictor = Predictor(rawValue: kind & 0x7F) else {
      return nil
    }
    self.predictor = predictor
    if predictor == .centre || predictor == .linear {
      guard let start = reader.signedVarint() else { return nil }
      self.start = start
    }
    if kind & 0x80 != 0 {
      guard let code = reader.byte() else { return nil }
      residuals = ResidualCode(byte: code)
    }
  }
}

/// A predictor at work. All arithmetic wraps: what wraps when writing wraps back when reading.
private struct PredictorState {
  private let predictor: IntegerCode.Predictor
  private(set) var prediction: Int64
  private var memory: Int64

  /// The state before the first predicted number; the numbers before it are 0 and, for `.linear`,
  /// `start`.
  @inline(__always)
  init(_ predictor: IntegerCode.Predictor, start: Int64) {
    self.predictor = predictor
    switch predictor {
    case .centre: (prediction, memory) = (start, 0)
    case .linear: (prediction, memory) = (start &* 2, start)
    case .last, .smoothed, .smoother: (prediction, memory) = (0, 0)
    }
  }

  @inline(__always)
  mutating func learn(_ number: Int64) {
    switch predictor {
    case .centre: break
    case .last: prediction = number
    case .linear:
      prediction = number &* 2 &- memory
      memory = number
    case .smoothed:
      memory &+= ((number &<< 4) &- memory) &>> 1
      prediction = (memory &+ 8) &>> 4
    case .smoother:
      memory &+= ((number &<< 4) &- memory) &>> 2
      prediction = (memory &+ 8) &>> 4
    }
  }
}
