/// The decimal with the fewest digits that reads back as a double; of several, the one nearest to it.
///
/// By the method of Raffaello Giulietti, "The Schubfach way to render doubles" (2020): the ends of the interval that rounds to the double are scaled by a power of
/// ten, so that it holds at least one and at most a few whole numbers. Three products of 64 with 128 bits, which are kept exact enough by rounding to odd.
struct ShortestDecimal {
  /// The digits as a whole number below 10^17; zeros may come last.
  private(set) var digits: UInt64

  /// The power of ten that `digits` is multiplied with.
  private(set) var exponent: Int

  /// The decimal of `value`, without its sign.
  ///
  /// - Precondition: `value` is finite and not zero.
  @inline(__always)
  init(_ value: Double) {
    let significand: UInt64
    // `value` is `significand` · 2^`power`.
    let power: Int
    if value.isNormal {
      significand = value.significandBitPattern | 1 << 52
      power = Int(value.exponentBitPattern) - 1075
    } else {
      significand = value.significandBitPattern
      power = -1074
    }
    // The double below a power of two is only half as far away.
    let isLowerCloser = value.significandBitPattern == 0 && value.exponentBitPattern > 1
    // Ends belong to the interval where ties round to this double: where it is even.
    let isOdd = significand & 1

    let k = Self.floorLog10(ofPowerOfTwo: power, threeQuarters: isLowerCloser)
    let shift = UInt64(truncatingIfNeeded: power + Self.floorLog2(ofPowerOfTen: -k) + 1)
    let scale = PowersOfTen.table[-k - PowersOfTen.first]
    let middle = 4 &* significand
    // Four times the scaled double, and the same of the ends.
    let lower =
      scale.product(roundedToOdd: (middle &- (2 &- Self.bit(isLowerCloser))) &<< shift) &+ isOdd
    let scaled = scale.product(roundedToOdd: middle &<< shift)
    let upper = scale.product(roundedToOdd: (middle &+ 2) &<< shift) &- isOdd

    // Which candidate it is no branch foretells: all are made, and masks choose.
    let below = scaled / 4
    let isBelowInside = Self.bit(lower <= 4 &* below)
    let isAboveInside = Self.bit(4 &* below &+ 4 <= upper)
    // Where both are: the nearer one, and of two equally near the even one.
    let isAboveNearer = Self.bit(scaled &+ (below & 1) > 4 &* below &+ 2)
    let isOnlyOne = isBelowInside ^ isAboveInside
    let near = below &+ (isOnlyOne & isAboveInside | ~isOnlyOne & isAboveNearer)

    // There is at most one multiple of ten.
    let tens = below / 10
    let isTenBelowInside = Self.bit(lower <= 40 &* tens)
    let isTenAboveInside = Self.bit(40 &* tens &+ 40 <= upper)
    let isTen = (isTenBelowInside ^ isTenAboveInside) & Self.bit(below >= 10)
    let mask = 0 &- isTen
    digits = (tens &+ isTenAboveInside) & mask | near & ~mask
    exponent = k &+ Int(truncatingIfNeeded: isTen)
  }

  /// 1 for true.
  @inline(__always)
  private static func bit(_ condition: Bool) -> UInt64 { condition ? 1 : 0 }

  /// ⌊log10(2^`power`)⌋, or ⌊log10(3/4 · 2^`power`)⌋; exact for every double.
  private static func floorLog10(ofPowerOfTwo power: Int, threeQuarters: Bool) -> Int {
    (power &* 1_262_611 &- (threeQuarters ? 524_031 : 0)) >> 22
  }

  /// ⌊log2(10^`power`)⌋; exact for every double.
  static func floorLog2(ofPowerOfTen power: Int) -> Int { (power &* 1_741_647) >> 19 }
}

/// A power of ten, scaled by a power of two to lie between 2^127 and 2^128, and rounded up.
struct ScaledPowerOfTen: Equatable {
  var high: UInt64
  var low: UInt64

  /// The next larger one.
  fileprivate var next: ScaledPowerOfTen {
    let (low, carry) = low.addingReportingOverflow(1)
    return ScaledPowerOfTen(high: high + (carry ? 1 : 0), low: low)
  }

  /// The product with `factor` over 2^128, rounded down, its last bit set where it is not exact: further shifts then still tell what lies on which side.
  @inline(__always)
  func product(roundedToOdd factor: UInt64) -> UInt64 {
    let lowProduct = low.multipliedFullWidth(by: factor).high
    let highProduct = high.multipliedFullWidth(by: factor)
    let (middle, carry) = highProduct.low.addingReportingOverflow(lowProduct)
    // The rounding up of the power may have added one.
    return (highProduct.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }
}

/// The powers of ten that doubles are scaled by, made when the first of them is asked for.
enum PowersOfTen {
  /// The exponent of the first one: the largest doubles are scaled by it.
  static let first = -292

  /// The exponent of the last one: the smallest doubles are scaled by it.
  static let last = 324

  /// 10^`first` to 10^`last`.
  static let table: [ScaledPowerOfTen] = {
    // 5^n as whole numbers without bound; the factor 2^n falls out by scaling.
    var powers = [WideNumber(words: [1])]
    for _ in 0..<max(-first, last) { powers.append(powers[powers.count - 1].times(5)) }
    return (first...last).map {
      $0 < 0 ? powers[-$0].scaledReciprocal() : powers[$0].scaledUp()
    }
  }()
}

/// A whole number of any length, its lowest word first; only what the table of powers asks for.
private struct WideNumber {
  var words: [UInt64]

  var bitWidth: Int { words.count * 64 - (words.last?.leadingZeroBitCount ?? 0) }

  /// The 64 bits from bit `start` on, which may be negative: there are zeros below the number.
  func bits(from start: Int) -> UInt64 {
    func word(_ index: Int) -> UInt64 { words.indices.contains(index) ? words[index] : 0 }
    let index = start >> 6
    let shift = UInt64(start & 63)
    return shift == 0 ? word(index) : word(index) >> shift | word(index + 1) << (64 - shift)
  }

  func times(_ factor: UInt64) -> WideNumber {
    var carry: UInt64 = 0
    var product: [UInt64] = []
    product.reserveCapacity(words.count + 1)
    for word in words {
      let (high, low) = word.multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product.append(sum)
      carry = high + (overflow ? 1 : 0)
    }
    if carry > 0 { product.append(carry) }
    return WideNumber(words: product)
  }

  /// The first 128 bits, rounded up.
  func scaledUp() -> ScaledPowerOfTen {
    let rest = bitWidth - 128
    let scaled = ScaledPowerOfTen(high: bits(from: rest + 64), low: bits(from: rest))
    // Odd numbers, as powers of five are: what is cut off is never zero.
    return rest > 0 ? scaled.next : scaled
  }

  /// The first 128 bits of its reciprocal, rounded up, by long division of the largest power of two below it.
  func scaledReciprocal() -> ScaledPowerOfTen {
    var rest = Array(repeating: UInt64(0), count: words.count + 1)
    rest[(bitWidth - 1) / 64] = 1 << UInt64((bitWidth - 1) % 64)
    let divisor = words + [0]
    var quotient = ScaledPowerOfTen(high: 0, low: 0)
    for _ in 0..<128 {
      Self.double(&rest)
      let fits = Self.isAtLeast(rest, divisor)
      if fits { Self.subtract(divisor, from: &rest) }
      quotient.high = quotient.high << 1 | quotient.low >> 63
      quotient.low = quotient.low << 1 | (fits ? 1 : 0)
    }
    // No power of five divides a power of two: there always is a rest.
    return quotient.next
  }

  private static func double(_ words: inout [UInt64]) {
    var carry: UInt64 = 0
    for index in words.indices {
      let next = words[index] >> 63
      words[index] = words[index] << 1 | carry
      carry = next
    }
  }

  /// Whether `words` is no smaller than `others`, which are as many.
  private static func isAtLeast(_ words: [UInt64], _ others: [UInt64]) -> Bool {
    for index in words.indices.reversed() where words[index] != others[index] {
      return words[index] > others[index]
    }
    return true
  }

  private static func subtract(_ others: [UInt64], from words: inout [UInt64]) {
    var borrow: UInt64 = 0
    for index in words.indices {
      let (first, below) = words[index].subtractingReportingOverflow(others[index])
      let (second, belowAgain) = first.subtractingReportingOverflow(borrow)
      words[index] = second
      borrow = below || belowAgain ? 1 : 0
    }
  }
}
