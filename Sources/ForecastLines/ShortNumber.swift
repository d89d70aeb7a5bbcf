import Glibc

/// A number for people: four significant digits, no exponent between a thousandth and a billion.
func shortNumber(_ value: Double) -> String {
  guard value.isFinite else { return "-" }
  if value == 0 { return "0" }
  let size = abs(value)
  guard size >= 1e-3, size < 1e9 else { return scientific(value) }
  let decimals = max(0, 3 - Int(log10(size).rounded(.down)))
  let power = pow(10, Double(decimals))
  let scaled = (size * power).rounded()
  var digits = String(Int64(scaled))
  if decimals > 0 {
    while digits.count <= decimals { digits = "0" + digits }
    var fraction = digits.suffix(decimals)
    let whole = digits.dropLast(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    digits = fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }
  return value < 0 ? "-" + digits : digits
}

private func scientific(_ value: Double) -> String {
  var exponent = Int(log10(abs(value)).rounded(.down))
  // In two steps: a single power of ten overflows for subnormal numbers.
  let mantissa = value / pow(10, Double(exponent / 2)) / pow(10, Double(exponent - exponent / 2))
  var thousandths = Int((mantissa * 1000).rounded())
  if abs(thousandths) >= 10_000 {
    thousandths /= 10
    exponent += 1
  }
  return shortNumber(Double(thousandths) / 1000) + "e\(exponent)"
}
