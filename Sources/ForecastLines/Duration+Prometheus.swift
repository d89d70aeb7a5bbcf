internal import TimeSeries

extension Duration {
  /// The duration that `text` names as Prometheus writes it: `1h30m`, `90s`, `14d`, `500ms`; units from large to small, each once. Nil for
  /// anything else and for more than 10,000 years.
  init?(prometheus text: String) {
    let units: [(name: String, milliseconds: Int64)] = [
      ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000),
      ("s", 1000), ("ms", 1),
    ]
    var rest = Substring(text)
    var next = 0
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let number = Int64(digits),
        let unit = units[next...].firstIndex(where: { $0.name == name })
      else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, carry) = total.addingReportingOverflow(product)
      guard !overflow, !carry else { return nil }
      total = sum
      next = unit + 1
    }
    guard total < 320_000_000_000_000 else { return nil }
    self = .milliseconds(total)
  }
}

extension Duration {
  /// The duration as Prometheus writes it, such as `1h30m`; `0s` for none, a minus sign in front of a negative one.
  var prometheusText: String {
    var rest = milliseconds.magnitude
    guard rest > 0 else { return "0s" }
    var text = milliseconds < 0 ? "-" : ""
    let units: [(name: String, milliseconds: UInt64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    for unit in units where rest >= unit.milliseconds {
      text += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return text
  }
}
