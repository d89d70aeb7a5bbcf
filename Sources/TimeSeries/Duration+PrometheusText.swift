extension Duration {
  /// The units of Prometheus' durations, longest first, as its documentation defines them: a year
  /// has 365 days, a day 24 hours.
  /// https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000),
    ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// The duration that `text` says as Prometheus writes durations: `15s`, `1h30m`, `14d`, `500ms`,
  /// `0`.
  ///
  /// Whole numbers with the units y, w, d, h, m, s, ms, each at most once and in this order.
  ///
  /// - Returns: nil for any other text (a sign, a fraction, a space, a bare number other than 0)
  ///   and for durations of 2^63 ms, about 292 million years, and above.
  public init?(prometheusText text: some StringProtocol) {
    if text == "0" {
      self = .zero
      return
    }
    var total: Int64 = 0
    var allowed = Self.units[...]
    var rest = Array(text.utf8)[...]
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { !(0x30...0x39).contains($0) }
      rest = rest.dropFirst(letters.count)
      guard let number = Int64(String(decoding: digits, as: UTF8.self)),
        let position = allowed.firstIndex(where: { letters.elementsEqual($0.name.utf8) })
      else { return nil }
      let (part, tooLong) = number.multipliedReportingOverflow(by: allowed[position].milliseconds)
      let (sum, tooMuch) = total.addingReportingOverflow(part)
      guard !tooLong, !tooMuch else { return nil }
      total = sum
      allowed = allowed[(position + 1)...]
    }
    self = .milliseconds(total)
  }

  /// This duration as Prometheus writes it, rounded towards zero to milliseconds: `1h30m`, `2w`,
  /// `90d`, `0s`. Years and weeks stand only where nothing is left over. Prometheus has no negative
  /// durations: they get a `-` in front, which `init(prometheusText:)` refuses.
  public var prometheusText: String {
    var rest = milliseconds.magnitude
    if rest == 0 { return "0s" }
    var text = milliseconds < 0 ? "-" : ""
    for (name, length) in Self.units {
      let length = UInt64(length)
      let isExactOnly = name == "y" || name == "w"
      guard rest >= length, !isExactOnly || rest % length == 0 else { continue }
      text += "\(rest / length)\(name)"
      rest %= length
    }
    return text
  }
}
