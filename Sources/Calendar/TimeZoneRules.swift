public import TimeSeries

/// A time zone: how far its clocks are from UTC at every moment.
///
/// Made of a compiled zone file (TZif), or of a fixed offset. What lies before the first transition of a file has
/// its first offset, what lies after the last follows the file's rule.
public struct TimeZoneRules: Hashable, Sendable {
  /// The zone's name, such as `Europe/Berlin`, `UTC` or `+02:00`.
  public let name: String

  private let transitions: [Int64]
  private let offsets: [Int]
  private let firstOffset: Int
  private let rule: PosixRule?

  /// Coordinated universal time.
  public static let utc = TimeZoneRules(name: "UTC", fixedOffset: 0)

  /// A zone that is `fixedOffset` seconds ahead of UTC at all times, at most a day either way.
  public init(name: String, fixedOffset: Int) {
    self.name = name
    transitions = []
    offsets = []
    firstOffset = min(max(fixedOffset, -86_400), 86_400)
    rule = nil
  }

  /// The zone in `tzif`, the bytes of a compiled zone file (RFC 9636, versions 1 to 4).
  ///
  /// - Throws: Where the bytes are no such file, or count leap seconds.
  public init(name: String, tzif: [UInt8]) throws(TimeZoneError) {
    let file = try ZoneFile(tzif)
    self.name = name
    transitions = file.transitions
    offsets = file.offsets
    firstOffset = file.firstOffset
    rule = file.footer.isEmpty ? nil : try PosixRule(file.footer)
  }

  /// A zone that needs no file: `UTC`, `GMT`, `Z`, `Etc/UTC`, or an offset such as `+02:00`, `-0330`, `UTC+1`;
  /// nil for any other name.
  public init?(builtIn name: String) {
    if ["UTC", "GMT", "Z", "Etc/UTC", "Etc/GMT", "UCT", "Zulu"].contains(name) {
      self.init(name: name, fixedOffset: 0)
      return
    }
    let text = name.hasPrefix("UTC") || name.hasPrefix("GMT") ? name.dropFirst(3) : name[...]
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    var digits = parts.joined()
    guard parts.count <= 2, parts.dropFirst().allSatisfy({ $0.count == 2 }),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    if digits.count <= 2 { digits += "00" }
    guard (3...4).contains(digits.count), let number = Int(digits), number % 100 < 60,
      number <= 1800
    else { return nil }
    let seconds = number / 100 * 3600 + number % 100 * 60
    self.init(name: name, fixedOffset: sign == "-" ? -seconds : seconds)
  }

  /// Seconds to add to UTC for this zone's local time at `moment`. O(log transitions).
  public func offset(at moment: Timestamp) -> Int {
    span(at: LocalTime.seconds(of: moment)).offset
  }

  /// What the zone's clocks show at `moment`, milliseconds cut off.
  public func localTime(at moment: Timestamp) -> LocalTime {
    LocalTime(moment, offset: offset(at: moment))
  }

  /// The moment or moments at which the zone's clocks show `time`.
  public func moments(of time: LocalTime) -> LocalMoments {
    let wall = time.wallSeconds
    // No zone is further than 26 hours from UTC: the spans in between hold every answer.
    var spans = [span(at: wall - 93_600)]
    while let last = spans.last, last.end <= wall + 93_600, spans.count < 16 {
      spans.append(span(at: last.end))
    }
    let found = spans.compactMap { span -> Int64? in
      let second = wall - Int64(span.offset)
      return span.contains(second) ? second : nil
    }
    if let first = found.first, let last = found.last {
      return first == last
        ? .once(Self.moment(first)) : .twice(earlier: Self.moment(first), later: Self.moment(last))
    }
    // The clock jumps over it: before the change the time lies ahead, after the change behind.
    for span in spans where wall - Int64(span.offset) >= span.end {
      let next = self.span(at: span.end)
      guard wall - Int64(next.offset) < next.start else { continue }
      return .skipped(
        change: Self.moment(span.end), shifted: Self.moment(wall - Int64(span.offset)))
    }
    return .once(time.moment(offset: spans[0].offset))
  }

  /// The moment at which `date` begins: local midnight, or the change that skips it.
  public func start(of date: CivilDate) -> Timestamp {
    switch moments(of: LocalTime(date)) {
    case .once(let moment): moment
    case .skipped(let change, _): change
    case .twice(let earlier, _): earlier
    }
  }

  /// The distances from UTC between two moments: each with the moment from which it holds, the first of them `start`.
  public func offsets(
    from start: Timestamp, to end: Timestamp
  ) -> [(start: Timestamp, seconds: Int)] {
    let last = LocalTime.seconds(of: end)
    var span = span(at: LocalTime.seconds(of: start))
    var found = [(start: start, seconds: span.offset)]
    while span.end < last {
      span = self.span(at: span.end)
      found.append((Self.moment(span.start), span.offset))
    }
    return found
  }

  /// The stretch of equal offset that holds `second`.
  func span(at second: Int64) -> OffsetSpan {
    // The number of transitions that are not after `second`.
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle + 1 } else { high = middle }
    }
    let start = low == 0 ? Int64.min : transitions[low - 1]
    if low == transitions.count, let rule {
      var span = rule.span(at: second)
      span.start = max(span.start, start)
      return span
    }
    return OffsetSpan(
      start: start, end: low < transitions.count ? transitions[low] : .max,
      offset: low == 0 ? firstOffset : offsets[low - 1])
  }

  private static func moment(_ second: Int64) -> Timestamp {
    Timestamp(milliseconds: second * 1000)
  }
}
