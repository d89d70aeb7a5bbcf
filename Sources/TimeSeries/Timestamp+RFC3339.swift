extension Timestamp {
  /// The moment that `text` says in RFC 3339: `2026-02-28T09:30:00Z`, `2026-02-28
  /// 09:30:00.25+01:00`.
  ///
  /// What is finer than a millisecond is cut off. `T`, `t` or one space separates date and time; a
  /// leap second (`:60`) is the first second of the next minute.
  ///
  /// - Returns: nil where `text` is anything else, has no offset, or names a day that does not
  ///   exist.
  public init?(rfc3339 text: some StringProtocol) {
    var scanner = CivilTimeScanner(text)
    guard let time = scanner.dateAndTime(), let offset = scanner.offset(), scanner.isAtEnd else {
      return nil
    }
    self.init(milliseconds: time.timestamp.milliseconds - offset)
  }

  /// The moment that `text` says in UTC as spreadsheets and data sets write it:
  /// `2026-02-28 09:30:00`, with or without a fraction and `T` for the space; an offset is allowed.
  ///
  /// - Returns: nil where `text` is anything else or names a day that does not exist.
  public init?(utcText text: some StringProtocol) {
    var scanner = CivilTimeScanner(text)
    guard let time = scanner.dateAndTime(),
      let offset = scanner.isAtEnd ? 0 : scanner.offset(), scanner.isAtEnd
    else { return nil }
    self.init(milliseconds: time.timestamp.milliseconds - offset)
  }

  /// The moment that `text` says, in Unix seconds (`1700000000`, `1700000000.25`, `1.7e9`) or in
  /// RFC 3339.
  ///
  /// - Returns: nil where `text` is neither, or too far from the epoch.
  public init?(unixSecondsOrRFC3339 text: some StringProtocol) {
    if let seconds = Double(decimalText: Array(text.utf8)) {
      guard let milliseconds = Int64(exactly: (seconds * 1000).rounded()) else { return nil }
      self.init(milliseconds: milliseconds)
    } else {
      self.init(rfc3339: text)
    }
  }

  /// This moment in RFC 3339, in UTC: `2026-02-28T09:30:00Z`, with three decimals where it is not a
  /// whole second. RFC 3339 ends at the years 0000 and 9999; beyond them the year has a sign and
  /// more digits.
  public var rfc3339: String {
    let time = CivilTime(self)
    var text = ""
    if time.year > 9999 { text += "+" }
    if time.year < 0 { text += "-" }
    text.append(time.year.magnitude, digits: 4)
    for (separator, part) in [
      ("-", time.month), ("-", time.day), ("T", time.hour), (":", time.minute), (":", time.second),
    ] {
      text += separator
      text.append(part.magnitude, digits: 2)
    }
    if time.millisecond != 0 {
      text += "."
      text.append(time.millisecond.magnitude, digits: 3)
    }
    return text + "Z"
  }
}

extension Timestamp: CustomStringConvertible {
  /// The moment in RFC 3339.
  public var description: String { rfc3339 }
}

extension String {
  /// Appends `number` with at least `digits` digits.
  fileprivate mutating func append(_ number: UInt64, digits: Int) {
    let text = String(number)
    self += String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

/// Reads the parts of a date and time from text.
private struct CivilTimeScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: some StringProtocol) {
    rest = Array(text.utf8)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// `YYYY-MM-DDThh:mm:ss` and any fraction of a second.
  mutating func dateAndTime() -> CivilTime? {
    guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
      skip("T") || skip("t") || skip(" "),
      let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2),
      let millisecond = fraction()
    else { return nil }
    return CivilTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      millisecond: millisecond)
  }

  /// `Z`, `z`, `+hh:mm` or `-hh:mm`, in milliseconds.
  mutating func offset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes) * 60_000
  }

  /// Nothing, or a dot and digits, cut off to milliseconds; nil for a dot alone.
  private mutating func fraction() -> Int64? {
    guard skip(".") else { return 0 }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    var value: Int64 = 0
    for position in 0..<3 {
      let index = digits.startIndex + position
      value = value * 10 + (index < digits.endIndex ? Int64(digits[index]) - 0x30 : 0)
    }
    return value
  }

  /// Exactly `count` digits.
  private mutating func number(_ count: Int) -> Int64? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int64($1) - 0x30 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next = rest.first, UInt32(next) == character.value else { return false }
    rest = rest.dropFirst()
    return true
  }
}
