extension Duration {
  /// The longest time that is given to C: about 24 days.
  package static let longestWait = Duration.milliseconds(Int(Int32.max))

  /// Whole milliseconds, rounded up so that a wait never ends early, within what C's `int` holds.
  package var waitMilliseconds: Int {
    if self <= .zero { return 0 }
    if self >= .longestWait { return Int(Int32.max) }
    let (seconds, attoseconds) = components
    let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return min(Int(seconds) * 1000 + Int(fraction), Int(Int32.max))
  }

  /// The duration for a message: `5s`, `1.5s`, `250ms`.
  package var text: String {
    let milliseconds = waitMilliseconds
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest == 0 ? "\(whole)s" : "\(Double(milliseconds) / 1000)s"
  }
}
