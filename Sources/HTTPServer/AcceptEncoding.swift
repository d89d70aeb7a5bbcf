/// The choice between gzip and the plain form by `Accept-Encoding` (RFC 9110, section 12.5.3).
public enum AcceptEncoding {
  /// Whether gzip is acceptable and no less wanted than the plain form.
  ///
  /// `x-gzip` is gzip's old name; `*` stands for every coding not named; a weight of 0 forbids; a
  /// weight that cannot be read counts as 0, the careful reading. The plain form, where it is not
  /// named, is merely tolerated: any gzip with a weight above 0 wins over it.
  public static func prefersGzip(_ header: String) -> Bool {
    var gzip: Int?
    var identity: Int?
    var others: Int?
    for element in header.utf8.split(separator: UInt8(ascii: ",")) {
      let parts = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      guard let first = parts.first else { continue }
      let weight = weight(of: parts.dropFirst())
      switch String(trim(first))?.lowercased() {
      case "gzip", "x-gzip": gzip = max(gzip ?? 0, weight)
      case "identity": identity = weight
      case "*": others = weight
      default: break
      }
    }
    let wanted = gzip ?? others ?? 0
    return wanted > 0 && wanted >= identity ?? 0
  }

  /// The weight in thousandths: `q=0.5` is 500; 1000 without one.
  private static func weight(of parameters: ArraySlice<Substring.UTF8View>) -> Int {
    for parameter in parameters {
      let text = trim(parameter)
      guard let name = text.first, name | 0x20 == UInt8(ascii: "q") else { continue }
      var rest = trim(text.dropFirst())
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = trim(rest.dropFirst())
      let whole = rest.prefix { $0 != UInt8(ascii: ".") }
      let fraction = rest.dropFirst(whole.count).dropFirst()
      guard let ones = Int(String(whole) ?? ""), (0...1).contains(ones), fraction.count <= 3,
        fraction.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return 0 }
      let digits = Array(fraction) + Array(repeating: UInt8(ascii: "0"), count: 3 - fraction.count)
      let thousandths = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      return min(ones * 1000 + thousandths, 1000)
    }
    return 1000
  }

  /// Without the spaces and tabs at both ends.
  private static func trim(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var text = text
    while let byte = text.first, byte == 0x20 || byte == 0x09 { text = text.dropFirst() }
    while let byte = text.last, byte == 0x20 || byte == 0x09 { text = text.dropLast() }
    return text
  }
}
