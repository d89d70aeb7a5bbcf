/// Series of the kinds that a sidecar remembers, seeded and the same in every run.
enum SyntheticSeries {
  /// A series' name and its values at 15 s.
  struct Case {
    var name: String
    var values: [Double]
  }

  /// All kinds, `count` values each.
  static func all(count: Int) -> [Case] {
    var random = SplitMix64(seed: 20_240_229)
    return [
      Case(name: "constant", values: Array(repeating: 4, count: count)),
      Case(name: "replica counts", values: replicas(count, &random)),
      Case(name: "queue lengths", values: queue(count, &random)),
      Case(name: "counter", values: counter(count, &random)),
      Case(name: "rate, two decimals", values: rate(count, &random) { ($0 * 100).rounded() / 100 }),
      Case(name: "rate over a minute", values: rate(count, &random) { ($0 * 60).rounded() / 60 }),
      Case(name: "rate, full precision", values: rate(count, &random) { $0 }),
    ]
  }

  private static func replicas(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    var replicas = 12.0
    return (0..<count).map { _ in
      if random.unit() < 0.02 {
        replicas = max(
          2, replicas + (random.unit() < 0.5 ? -1 : 1) * (1 + random.unit() * 3).rounded())
      }
      return replicas
    }
  }

  private static func queue(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    var length = 50.0
    return (0..<count).map { _ in
      length = max(0, length + ((random.unit() + random.unit() - 1) * 40).rounded())
      return length
    }
  }

  private static func counter(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    var total = 1e6
    return (0..<count).map { _ in
      total += (3000 + 300 * random.normal()).rounded()
      return total
    }
  }

  private static func rate(
    _ count: Int, _ random: inout SplitMix64, _ round: (Double) -> Double
  ) -> [Double] {
    var noise = 0.0
    return (0..<count).map { index in
      noise = 0.9 * noise + 6 * random.normal()
      let day = Double(index % 5760) / 5760
      return round(max(0, 250 - 150 * (2 * day - 1) * (2 * day - 1) + noise))
    }
  }
}

/// A small random number generator (S. Vigna's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// A generator whose numbers are those of `seed`.
  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Even in 0..<1.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// About normal, mean 0 and deviation 1: twelve even numbers summed up.
  mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + unit() }
  }
}
