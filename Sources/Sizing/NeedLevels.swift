import Glibc

/// The numbers of replicas that were enough for a share of the time of late: floors below which a fleet may choose not to fall.
///
/// Where bursts cannot be foreseen at the lead, standing on such a floor is cheaper than chasing every one. Newer needs weigh more; O(1) a need, O(replicas)
/// to read the levels anew.
struct NeedLevels: Sendable {
  /// The shares of time that the floors cover, the first of which is none at all.
  static let shares: [Double] = [0, 0.98, 0.998]

  private var counts: [Double]
  private var total = 0.0
  private var weight = 1.0
  private let growth: Double
  /// The floors, one for each of ``shares``.
  private(set) var floors = [Int](repeating: 0, count: shares.count)

  /// - Parameters:
  ///   - most: larger needs count as this one.
  ///   - halfLife: the number of needs after which one weighs half.
  init(most: Int, halfLife: Double) {
    counts = Array(repeating: 0, count: most + 1)
    growth = exp2(1 / halfLife)
  }

  /// Takes the need of a tick.
  mutating func add(_ need: Int) {
    counts[min(need, counts.count - 1)] += weight
    total += weight
    weight *= growth
    guard weight > 1e12 else { return }
    for index in counts.indices { counts[index] /= weight }
    total /= weight
    weight = 1
  }

  /// Reads the floors anew.
  mutating func refresh() {
    guard total > 0 else { return }
    for index in Self.shares.indices.dropFirst() {
      var above = 0.0
      var level = counts.count - 1
      while level > 0 {
        above += counts[level]
        if above > (1 - Self.shares[index]) * total { break }
        level -= 1
      }
      floors[index] = level
    }
  }
}
