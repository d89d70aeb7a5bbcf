/// Durations as Prometheus writes them: units from years to milliseconds, each at most once, largest
/// first.
enum PrometheusDuration {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000),
    ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// The duration in `text`; nil where it is none, or longer than 292 million years.
  static func parse(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    var total: Int64 = 0
    var rest = text.utf8[...]
    var nextUnit = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[digits.endIndex...]
      let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      rest = rest[letters.endIndex...]
      guard let count = Int64(String(Substring(digits))),
        let index = units[nextUnit...].firstIndex(where: { $0.name == String(Substring(letters)) })
      else { return nil }
      nextUnit = index + 1
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: units[index].milliseconds)
      let (sum, isSumTooLarge) = total.addingReportingOverflow(product)
      guard !isTooLarge, !isSumTooLarge else { return nil }
      total = sum
    }
    return .milliseconds(total)
  }

  /// `duration` in the fewest units, to the millisecond. Weeks and years count as days.
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    var rest = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    guard rest > 0 else { return "0s" }
    var output = ""
    for unit in units.dropFirst(2) where rest >= unit.milliseconds {
      output += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return output
  }
}
