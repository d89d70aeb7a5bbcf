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

  /// Powers of ten for decimals; then seconds in a minute and an hour for rates of whole numbers.
  /// The position in this list is part of the format: add at the end only.
  static let divisors: [Double] = [
    1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 60, 300, 3600, 7, 9, 11, 13, 1024,
  ]

  /// The scale as one byte.
  var byte: UInt8 {
    switch self {
    case .bits: 0xFF
    case .ratio(let index): UInt8(index)
    }
  }

  /// The scale that `byte` stands for.
  init?(byte: UInt8) {
    if byte == 0xFF {
      self = .bits
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
    case .bits:
      for index in 0..<count {
        let bits = memory[index]
        memory[index] = bits ^ ((bits &>> 63) & .max)
      }
    }
  }
}
