/// A decimal number as it is written, 0 or above, so that scaling it to a whole number is exact.
public struct DecimalNumber: Hashable, Sendable {
  private let digits: [UInt8]
  private let fractionDigits: Int

  /// Reads digits with at most one point, and at least one digit.
  public init?(_ text: some StringProtocol) {
    var digits: [UInt8] = []
    var fraction: Int?
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), fraction == nil {
        fraction = 0
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits.append(byte - UInt8(ascii: "0"))
        fraction = fraction.map { $0 + 1 }
      } else {
        return nil
      }
    }
    guard !digits.isEmpty else { return nil }
    self.digits = digits
    fractionDigits = fraction ?? 0
  }

  /// The number times `scale` as a whole number: rounded up, down, or to the nearest where `up` is
  /// nil; nil beyond the range of Int.
  public func scaled(by scale: Int, up: Bool?) -> Int? {
    var whole = 0
    for digit in digits.dropLast(fractionDigits) {
      guard let next = Self.shifted(whole, adding: Int(digit)) else { return nil }
      whole = next
    }
    let (product, overflow) = whole.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    // The fraction times the scale, digit by digit from the last: what is left behind the point
    // stays below the scale.
    var (part, hasRest) = (0, false)
    for digit in digits.suffix(fractionDigits).reversed() {
      let (term, overflow) = scale.multipliedReportingOverflow(by: Int(digit))
      guard !overflow else { return nil }
      hasRest = hasRest || part % 10 != 0
      part = part / 10 + term
    }
    let rest = part % 10
    part /= 10
    switch up {
    case true: part += rest > 0 || hasRest ? 1 : 0
    case nil: part += rest >= 5 ? 1 : 0
    case false: break
    }
    let (sum, carried) = product.addingReportingOverflow(part)
    return carried ? nil : sum
  }

  private static func shifted(_ value: Int, adding digit: Int) -> Int? {
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carried) = tens.addingReportingOverflow(digit)
    return overflow || carried ? nil : sum
  }
}
