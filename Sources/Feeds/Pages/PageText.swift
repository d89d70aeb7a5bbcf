import Numerals
import TimeSeries

/// Numbers and moments as the pages tell them. What is not known is a word, never a number.
enum PageText {
  static let unknown = "unknown"

  /// A whole number, thousands apart.
  static func count(_ value: Int?) -> String {
    guard let value else { return unknown }
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{2009}" }
      text.append(digit)
    }
    return value < 0 ? "−" + text : text
  }

  /// A number with about four digits that count.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return unknown }
    let size = abs(value)
    if size >= 1e9 || (size > 0 && size < 0.001) {
      return DecimalText.string(rounded(value, to: 4))
    }
    if size >= 1000 { return count(Int(value.rounded())) }
    return DecimalText.string(decimals(value, size >= 100 ? 1 : size >= 1 ? 2 : 4))
  }

  /// Dollars.
  static func dollars(_ value: Double?) -> String {
    guard let value, value.isFinite else { return unknown }
    let size = abs(value)
    let places = size >= 100 ? 0 : size >= 1 ? 2 : 4
    var text =
      size >= 1e6
      ? number(size)
      : DecimalText.string(size < 0.01 ? rounded(size, to: 2) : decimals(size, places))
    if places == 2 {
      // Cents have two digits.
      let fraction = text.split(separator: ".").dropFirst().first?.count ?? 0
      if fraction == 0 { text += ".00" } else if fraction == 1 { text += "0" }
    }
    return (value < 0 ? "−$" : "$") + text
  }

  /// A share of 1 as a percentage.
  static func percent(_ ratio: Double?) -> String {
    guard let ratio, ratio.isFinite else { return unknown }
    // What is not certain must not be rounded to certainty.
    if ratio < 1, ratio >= 0.9995 { return "> 99.9\u{00A0}%" }
    let value = ratio * 100
    return number(abs(value) >= 10 ? decimals(value, 1) : rounded(value, to: 3)) + "\u{00A0}%"
  }

  /// A time in its two largest units.
  static func duration(_ duration: Duration?) -> String {
    guard let duration else { return unknown }
    let seconds = duration.inSeconds
    guard seconds >= 1 else { return number(seconds) + "\u{00A0}s" }
    let whole = Int64(seconds.rounded())
    let units: [(String, Int64)] = [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)]
    let first = units.firstIndex { whole >= $0.1 } ?? units.count - 1
    let rest = whole % units[first].1
    var text = "\(whole / units[first].1)\u{00A0}\(units[first].0)"
    if first + 1 < units.count, rest / units[first + 1].1 > 0 {
      text += "\u{00A0}\(rest / units[first + 1].1)\u{00A0}\(units[first + 1].0)"
    }
    return text
  }

  /// A moment in UTC, to the second.
  static func moment(_ time: Timestamp) -> String {
    // 2023-11-14T22:13:30.000Z
    let text = time.rfc3339
    guard text.count >= 19 else { return text }
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }

  /// The moments that an axis names: of a day its hours, of a longer time the days too.
  static func axis(_ time: Timestamp, span: Duration) -> String {
    let text = time.rfc3339
    guard text.count >= 19 else { return text }
    let clock = text.dropFirst(11)
    if span < .seconds(600) { return String(clock.prefix(8)) }
    if span < .seconds(86_400) { return String(clock.prefix(5)) }
    return text.dropFirst(5).prefix(5) + " " + clock.prefix(5)
  }

  /// A number for the page's script.
  static func exact(_ value: Double) -> String { DecimalText.string(value) }

  private static func decimals(_ value: Double, _ places: Int) -> Double {
    let scale: Double = [1, 10, 100, 1000, 10_000][min(places, 4)]
    return (value * scale).rounded() / scale
  }

  private static func rounded(_ value: Double, to digits: Int) -> Double {
    guard value != 0 else { return 0 }
    var scale = 1.0
    let size = abs(value)
    var most = 1.0
    for _ in 0..<digits { most *= 10 }
    while size * scale < most / 10, scale < 1e300 { scale *= 10 }
    while size * scale >= most, scale > 1e-300 { scale /= 10 }
    return (value * scale).rounded() / scale
  }
}
