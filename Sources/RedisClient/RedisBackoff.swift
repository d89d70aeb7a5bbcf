/// How long to wait after each failure before the next try: exponential, with equal jitter (half fixed,
/// half by chance), so that many clients of one server do not come back in step.
///
/// Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
public struct RedisBackoff: Hashable, Sendable {
  /// The longest wait after a first failure. Above zero.
  public var initial: Duration

  /// The longest wait of all. At least `initial`.
  public var maximum: Duration

  private var failures = 0
  private var state: UInt64

  /// A backoff whose chance comes from `seed`.
  public init(
    initial: Duration = .milliseconds(200), maximum: Duration = .seconds(10),
    seed: UInt64 = .random(in: .min ... .max)
  ) {
    self.initial = max(initial, .milliseconds(1))
    self.maximum = max(maximum, self.initial)
    state = seed
  }

  /// The wait after one more failure.
  public mutating func next() -> Duration {
    var longest = initial
    for _ in 0..<failures where longest < maximum { longest = min(longest * 2, maximum) }
    failures = min(failures + 1, 64)
    return longest * (0.5 + 0.5 * chance())
  }

  /// Starts over, after a success.
  public mutating func reset() { failures = 0 }

  /// A number in 0..<1 (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
  private mutating func chance() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
  }
}
