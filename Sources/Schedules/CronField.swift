/// The values that one field of a cron expression allows.
struct CronField: Hashable, Sendable {
  /// Bit `n` stands for the value `n`, 0 to 59.
  private var bits: UInt64 = 0

  /// Whether the field begins with `*`, steps such as `*/2` included: cron takes it for unrestricted.
  var isStar = false

  /// No values.
  init() {}

  /// The values of `range`, each within 0 to 59, `step` apart.
  init(_ range: ClosedRange<Int>, step: Int = 1) {
    for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
      bits |= 1 << UInt64(value)
    }
  }

  /// Adds the values of `other`.
  mutating func formUnion(_ other: CronField) { bits |= other.bits }

  /// Whether `value` is allowed.
  func contains(_ value: Int) -> Bool {
    (0..<64).contains(value) && bits & (1 << UInt64(value)) != 0
  }

  /// The least value that is not below `value`, which is 0 to 63; nil where there is none.
  func first(atOrAfter value: Int) -> Int? {
    guard value < 64 else { return nil }
    let rest = bits & (UInt64.max << UInt64(value))
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }

  /// The greatest value that is not above `value`, which is at most 63; nil where there is none.
  func last(atOrBefore value: Int) -> Int? {
    guard value >= 0 else { return nil }
    let rest = bits & (UInt64.max >> UInt64(63 - value))
    return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
  }

  /// Makes the value 7 the value 0: both are Sunday.
  mutating func joinSundays() {
    if contains(7) { bits = (bits | 1) & 0x7F }
  }
}
