internal import TimeSeries

extension ScalarType where Value == Int {
  /// A whole number in decimal digits.
  static func count(_ range: ClosedRange<Int>) -> ScalarType {
    ScalarType(
      name: "whole number",
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { (text, _) throws(Mismatch) in
        guard let number = DecimalText.integer(text), range.contains(number) else {
          throw Mismatch("")
        }
        return number
      }, write: { "\($0)" })
  }

  /// Bytes: a number with or without a binary (`Ki`, `MiB`) or decimal (`k`, `MB`) unit.
  static var byteCount: ScalarType {
    ScalarType(
      name: "size", expected: "a size above zero, such as `512Mi`, `4GiB` or `1.5GB`",
      read: { (text, _) throws(Mismatch) in
        let split = text.firstIndex { $0.isLetter } ?? text.endIndex
        guard let number = DecimalText.number(DecimalText.withoutTrailingSpaces(text[..<split])),
          let unit = ByteUnit.factor(of: String(text[split...])),
          let bytes = Int(exactly: (number * unit).rounded()), bytes > 0, bytes <= 1 << 60
        else { throw Mismatch("") }
        return bytes
      }, write: { "\($0)" })
  }

  /// Thousandths of a core, written as Kubernetes does.
  static var milliCores: ScalarType {
    ScalarType(
      name: "cores",
      expected: "cores above zero, in thousandths at the finest, such as `2`, `0.5` or `500m`",
      read: { (text, _) throws(Mismatch) in
        let isMilli = text.hasSuffix("m")
        guard let number = DecimalText.number(isMilli ? String(text.dropLast()) : text) else {
          throw Mismatch("")
        }
        let scaled = isMilli ? number : number * 1000
        guard scaled > 0, scaled <= 1e9, abs(scaled - scaled.rounded()) < 1e-6,
          let milliCores = Int(exactly: scaled.rounded()), milliCores > 0
        else { throw Mismatch("") }
        return milliCores
      }, write: { "\($0)m" })
  }
}

extension ScalarType where Value == Double {
  /// A finite number above `bound`.
  ///
  /// - Parameter unit: What it counts, for the reference page.
  static func number(above bound: Double, atMost limit: Double? = nil, unit: String) -> ScalarType {
    let above = bound == 0 ? "zero" : DecimalText.short(bound)
    let end = limit.map { " up to \(DecimalText.short($0))" } ?? ""
    return ScalarType(
      name: "number above \(above)\(end), \(unit)", expected: "a number above \(above)\(end)",
      read: { (text, _) throws(Mismatch) in
        guard let number = DecimalText.number(text), number > bound,
          number <= limit ?? .greatestFiniteMagnitude
        else { throw Mismatch("") }
        return number
      }, write: { DecimalText.short($0) })
  }

  /// A share, as a ratio (`0.001`) or in percent (`0.1%`), that `isValid` accepts.
  static func ratio(
    _ expected: String, bounds: String, isValid: @escaping @Sendable (Double) -> Bool
  ) -> ScalarType {
    ScalarType(
      name: "ratio or percent, \(bounds)", expected: expected,
      read: { (text, _) throws(Mismatch) in
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? DecimalText.withoutTrailingSpaces(text.dropLast()) : text
        // Shifting the exponent rounds once: 0.1 % is the double next to 0.001.
        let shifted =
          isPercent && !digits.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
          ? DecimalText.number(digits) == nil ? nil : Double(digits + "e-2")
          : DecimalText.number(digits).map { isPercent ? $0 / 100 : $0 }
        guard let ratio = shifted, isValid(ratio) else { throw Mismatch("") }
        return ratio
      }, write: { DecimalText.short($0) })
  }
}

extension ScalarType where Value == Duration {
  /// A duration in Prometheus' form.
  static func duration(from shortest: Duration, through longest: Duration) -> ScalarType {
    ScalarType(
      name: "duration, \(shortest.prometheusText) to \(longest.prometheusText)",
      expected:
        "a duration from \(shortest.prometheusText) to \(longest.prometheusText), such as `15s`, `5m` or `1h30m`",
      read: { (text, _) throws(Mismatch) in
        guard let duration = Duration(prometheusText: text) else {
          throw Mismatch(
            DecimalText.number(text) != nil ? "the unit is missing" : "")
        }
        guard duration >= shortest, duration <= longest else { throw Mismatch("") }
        return duration
      }, write: { $0.prometheusText })
  }

  /// Whole seconds, for keys that carry the unit in their name.
  static func seconds(_ range: ClosedRange<Int>) -> ScalarType {
    let count = ScalarType<Int>.count(range)
    return ScalarType(
      name: "whole seconds, \(range.lowerBound) to \(range.upperBound)",
      expected: "whole seconds from \(range.lowerBound) to \(range.upperBound)",
      read: { (text, loading) throws(Mismatch) in .seconds(try count.read(text, loading)) },
      write: { "\($0.components.seconds)" })
  }
}

/// The units of a size.
enum ByteUnit {
  /// How many bytes one `unit` has; nil where it is not known.
  static func factor(of unit: String) -> Double? {
    switch unit {
    case "", "B": 1
    case "k", "kB", "KB": 1e3
    case "M", "MB": 1e6
    case "G", "GB": 1e9
    case "T", "TB": 1e12
    case "P", "PB": 1e15
    case "Ki", "KiB": 1024
    case "Mi", "MiB": 1_048_576
    case "Gi", "GiB": 1_073_741_824
    case "Ti", "TiB": 1_099_511_627_776
    case "Pi", "PiB": 1_125_899_906_842_624
    default: nil
    }
  }
}
