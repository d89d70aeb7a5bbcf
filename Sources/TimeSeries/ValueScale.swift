/// How a chunk turns its values into whole numbers, exactly.
///
/// What people measure are mostly counts, decimals, or counts over a time: whole numbers over a
/// common divisor. Everything else goes in as the bit pattern. (Decimals as scaled integers: ALP,
/// Afroozeh et al., SIGMOD 2024.)
enum ValueScale: Equatable {
  /// The bit pattern, in an order in which neighbouring values are neighbouring numbers.
  case bits

  /// `number / divisors[index]`.
  case ratio(index: Int)

  /// `number / 3600`, rounded to seven significant digits: how rates of whole numbers come out of
  /// programs that print with `%.7g`, or in single precision.
  case sevenDigits

  /// Powers of ten for decimals; the seconds of an hour for rates over any usual window; the least
  /// common multiple of 1 to 12 for means over a few replicas; 1024 for binary fractions. As an
  /// integer code takes out the numbers' common factor, a divisor costs no more than its smallest
  /// sufficient part. The position in this list is part of the format: add at the end only.
  static let divisors: [Double] = [
    1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 3600, 27_720, 1024,
  ]

  /// The scale as one byte.
  var byte: UInt8 {
    switch self {
    case .bits: 0xFF
    case .sevenDigits: 0xFE
    case .ratio(let index): UInt8(index)
    }
  }

  /// The scale that `byte` stands for.
  init?(byte: UInt8) {
    if byte == 0xFF {
      self = .bits
    } else if byte == 0xFE {
      self = .sevenDigits
    } else if Int(byte) < Self.divisors.count {
      self = .ratio(index: Int(byte))
    } else {
      return nil
    }
  }

  /// Chooses the scale for `values`, all finite and at least one, and writes them as whole numbers
  /// to `numbers`, which has room for them.
  init(
    encoding values: UnsafeBufferPointer<Double>, to numbers: UnsafeMutablePointer<Int64>
  ) {
    // The value that last ruled a divisor out is the likeliest to rule out the next one.
    var suspect = 0
    candidates: for (index, divisor) in Self.divisors.enumerated() {
      // More decimals than three may be a whole number of something, divided and rounded.
      if index == 4, Self.sevenDigits(values[suspect]) != nil,
        Self.encodeSevenDigits(values, to: numbers)
      {
        self = .sevenDigits
        return
      }
      guard Self.whole(values[suspect], divisor) != nil else { continue }
      for position in values.indices {
        guard let number = Self.whole(values[position], divisor) else {
          suspect = position
          continue candidates
        }
        numbers[position] = number
      }
      self = .ratio(index: index)
      return
    }
    for position in values.indices {
      let bits = Int64(bitPattern: values[position].bitPattern)
      numbers[position] = bits ^ ((bits &>> 63) & .max)
    }
    self = .bits
  }

  /// Writes `values` as numbers of `.sevenDigits`; false where that is not exact.
  private static func encodeSevenDigits(
    _ values: UnsafeBufferPointer<Double>, to numbers: UnsafeMutablePointer<Int64>
  ) -> Bool {
    for position in values.indices {
      guard let number = sevenDigits(values[position]) else { return false }
      numbers[position] = number
    }
    return true
  }

  /// The whole number that gives `value` bit for bit when divided by 3600 and rounded.
  @inline(__always)
  private static func sevenDigits(_ value: Double) -> Int64? {
    let product = value * 3600
    guard product.magnitude < 0x1p51 else { return nil }
    let number = Int64((product + 0x1.8p52) - 0x1.8p52)
    let restored = roundedToSevenDigits(Double(number) / 3600)
    return restored.bitPattern == value.bitPattern ? number : nil
  }

  /// `value` rounded to seven significant digits; as it is where that needs more than 22 decimals
  /// or fewer than none.
  @inline(__always)
  private static func roundedToSevenDigits(_ value: Double) -> Double {
    let magnitude = value.magnitude
    guard magnitude >= 1e-15, magnitude < 1e7 else { return value }
    // 10^exponent <= magnitude < 10^(exponent + 1); log10(2) is about 1233 / 4096, and what the
    // mantissa adds is at most one.
    let binary = Int(magnitude.bitPattern &>> 52) &- 1023
    var decimals = 6 &- (binary &* 1233) &>> 12
    if magnitude * powers[decimals] >= 1e7 { decimals &-= 1 }
    let power = powers[decimals]
    let rounded = (value * power + 0x1.8p52) - 0x1.8p52
    return rounded / power
  }

  /// 1, 10, ... 10^22.
  private static let powers: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append(powers.last.map { $0 * 10 } ?? 1)
  }

  /// The whole number that gives `value` bit for bit when divided by `divisor`.
  @inline(__always)
  private static func whole(_ value: Double, _ divisor: Double) -> Int64? {
    let product = value * divisor
    // Beyond 2^51 the sum below does not round to whole numbers.
    guard product.magnitude < 0x1p51 else { return nil }
    // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number without a call of libm.
    let number = Int64((product + 0x1.8p52) - 0x1.8p52)
    return (Double(number) / divisor).bitPattern == value.bitPattern ? number : nil
  }

  /// Turns `count` whole numbers at `memory` back into the bit patterns of values, in place.
  func restore(_ memory: UnsafeMutablePointer<Int64>, count: Int) {
    switch self {
    case .ratio(index: 0):
      for index in 0..<count {
        memory[index] = Int64(bitPattern: Double(memory[index]).bitPattern)
      }
    case .ratio(let index):
      let divisor = Self.divisors[index]
      for index in 0..<count {
        memory[index] = Int64(bitPattern: (Double(memory[index]) / divisor).bitPattern)
      }
    case .sevenDigits:
      for index in 0..<count {
        let value = Self.roundedToSevenDigits(Double(memory[index]) / 3600)
        memory[index] = Int64(bitPattern: value.bitPattern)
      }
    case .bits:
      for index in 0..<count {
        let bits = memory[index]
        memory[index] = bits ^ ((bits &>> 63) & .max)
      }
    }
  }
}
