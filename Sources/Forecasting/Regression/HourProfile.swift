/// How much each moment of the hour lies above or below its surroundings: what jobs that start on the hour or every ten minutes leave in a load.
///
/// A mean per step of the hour over the last occurrences, weights halving every 12. A grid whose step does not divide the hour, or is longer
/// than ten minutes, has no profile.
struct HourProfile: Sendable {
  private var excesses: [Float]
  private var weights: [Float]

  private static let keep: Float = 0.9438743  // 2^(-1/12)

  /// A profile for steps of `stepMilliseconds`.
  init(stepMilliseconds: Int64) {
    let hour: Int64 = 3_600_000
    let divides = stepMilliseconds <= 600_000 && hour % stepMilliseconds == 0
    let count = divides ? min(Int(hour / stepMilliseconds), 3600) : 0
    excesses = Array(repeating: 0, count: count)
    weights = excesses
  }

  /// Whether the grid has one.
  var exists: Bool { !excesses.isEmpty }

  /// Takes in by how much the value of step `index` lies above its surroundings.
  mutating func observe(_ excess: Double, index: Int64) {
    guard exists, excess.isFinite else { return }
    let place = place(index)
    weights[place] = Self.keep * weights[place] + (1 - Self.keep)
    excesses[place] += (Float(excess) - excesses[place]) * (1 - Self.keep) / weights[place]
  }

  /// The excess to expect at step `index`; NaN before three occurrences.
  func excess(at index: Int64) -> Float {
    let place = place(index)
    return weights[place] > 0.15 ? excesses[place] : .nan
  }

  /// The largest excess to expect from step `first` through step `last`.
  func largest(from first: Int64, through last: Int64) -> Float {
    var largest = Float.nan
    for index in first...min(last, first + Int64(excesses.count) - 1) {
      let excess = excess(at: index)
      if largest.isNaN || excess > largest { largest = excess }
    }
    return largest
  }

  /// The bytes held.
  var byteCount: Int { (excesses.capacity + weights.capacity) * MemoryLayout<Float>.stride }

  private func place(_ index: Int64) -> Int {
    let rest = Int(index % Int64(excesses.count))
    return rest < 0 ? rest + excesses.count : rest
  }
}
