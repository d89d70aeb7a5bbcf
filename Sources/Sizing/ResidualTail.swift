import Glibc

/// How often standardized errors exceeded a size, learnt as they come, with a heavy tail beyond what was seen.
///
/// Recent errors weigh more. O(1) an error; the table is made anew now and then in O(bins).
struct ResidualTail: Sendable {
  private static let bins = 512
  private static let lowest: Float = -4
  private static let highest: Float = 7
  private static let scale = Float(bins) / (highest - lowest)

  private var counts = [Double](repeating: 0, count: bins)
  private var total = 0.0
  private var weight = 1.0
  private let growth: Double
  /// The chance of more than the lower edge of each bin.
  private var table = [Float](repeating: 1, count: bins + 1)
  private let tailPrior: Double

  /// - Parameter halfLife: the number of errors after which one weighs half.
  init(halfLife: Double, tailPrior: Double = 1) {
    growth = pow(2, 1 / halfLife)
    self.tailPrior = tailPrior
    refresh()
  }

  @inline(__always)
  private static func coordinate(_ z: Float) -> Float {
    // asinh(2 z): fine near nought, wide in the tails.
    let x = 2 * z
    return x >= 0 ? log(x + (x * x + 1).squareRoot()) : -log(-x + (x * x + 1).squareRoot())
  }

  /// Takes an error.
  mutating func add(_ z: Float) {
    guard z.isFinite else { return }
    let place = Int(
      max(0, min(Float(Self.bins - 1), (Self.coordinate(z) - Self.lowest) * Self.scale)))
    counts[place] += weight
    total += weight
    weight *= growth
    if weight > 1e12 {
      for index in counts.indices { counts[index] /= weight }
      total /= weight
      weight = 1
    }
  }

  /// Makes the table of chances anew.
  mutating func refresh() {
    // Errors by now, in units of the newest one; a tail like z^-2.5 beyond the largest hundredth, worth some of them.
    let known = total / weight
    var above = 0.0
    var edge = Self.bins
    var tail99 = Float(1)
    var found = false
    table[Self.bins] = 0
    while edge > 0 {
      edge -= 1
      above += counts[edge] / weight
      if !found, above >= 0.01 * known {
        found = true
        tail99 = max(0.5, sinh(Self.lowest + Float(edge) / Self.scale) / 2)
      }
    }
    above = 0
    edge = Self.bins
    while edge > 0 {
      edge -= 1
      above += counts[edge] / weight
      let z = sinh(Self.lowest + Float(edge) / Self.scale) / 2
      let prior = z <= 0 ? 1.0 : min(1, Double(pow(1 + z / tail99, -2.5)))
      table[edge] = Float((above + tailPrior * prior) / (known + tailPrior))
    }
    table[Self.bins] = table[Self.bins - 1] * 0.5
  }

  /// The chance of an error above `z`.
  @inline(__always)
  func chance(above z: Float) -> Float {
    let place = (Self.coordinate(z) - Self.lowest) * Self.scale
    if place <= 0 { return 1 }
    if place >= Float(Self.bins) {
      return table[Self.bins]
    }
    let index = Int(place)
    let part = place - Float(index)
    return table[index] * (1 - part) + table[index + 1] * part
  }
}
