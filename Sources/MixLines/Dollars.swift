/// Amounts of money as text.
enum Dollars {
  /// Dollars with four decimals, more where there are more.
  static func text(_ microdollars: Int) -> String {
    var decimals = padded(microdollars % 1_000_000, 6)
    while decimals.count > 4, decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(microdollars / 1_000_000).\(decimals)"
  }

  /// Dollars with four decimals, rounded.
  static func rounded(_ dollars: Double) -> String {
    text(Int(min((dollars * 1e4).rounded(), 1e14)) * 100)
  }

  /// The price of `hours`, in dollars and cents, rounded up.
  static func cents(_ microdollarsPerHour: Int, hours: Int) -> String {
    let (whole, rest) = microdollarsPerHour.quotientAndRemainder(dividingBy: 10_000)
    let cents = whole * hours + (rest * hours + 9_999) / 10_000
    return "\(cents / 100).\(padded(cents % 100, 2))"
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
