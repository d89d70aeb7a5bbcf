import Glibc

/// Sines and cosines of some seasons, by the absolute index of a step on the grid.
struct HarmonicBasis: Sendable {
  /// One wave: so many periods in so many steps.
  struct Wave: Sendable {
    var periods: Int
    var season: Int
  }

  let waves: [Wave]

  /// The first `count` harmonics of each of `seasons` (steps): each period once, and none shorter than `shortest` steps.
  init(seasons: [Int], count: Int, shortest: Double) {
    var waves: [Wave] = []
    for season in seasons {
      for periods in 1...max(1, count) {
        guard Double(season) / Double(periods) >= shortest else { break }
        // A week's seventh harmonic is a day's first.
        let isKnown = waves.contains { $0.season * periods == season * $0.periods }
        if !isKnown { waves.append(Wave(periods: periods, season: season)) }
      }
    }
    self.waves = waves
  }

  /// The number of features: a cosine and a sine a wave.
  var width: Int { 2 * waves.count }

  /// The angle of `wave` at `index`, a step's part of it included.
  private static func angle(_ wave: Wave, at index: Int64, plus fraction: Double) -> Double {
    // The remainder is taken in whole steps: a large index times a frequency would lose digits.
    let phase = index % Int64(wave.season)
    let turns = (Double(phase) + fraction) / Double(wave.season) * Double(wave.periods)
    return 2 * Double.pi * turns
  }

  /// Puts the features of `index` + `fraction` into the first `width` places of `features`. O(width).
  func write(
    at index: Int64, plus fraction: Double, into features: UnsafeMutableBufferPointer<Double>
  ) {
    for (place, wave) in waves.enumerated() {
      let angle = Self.angle(wave, at: index, plus: fraction)
      features[2 * place] = cos(angle)
      features[2 * place + 1] = sin(angle)
    }
  }

  /// Appends the weighted sums of the features at `index`, `index` + 1, and so on, `count` of them. O(count · width): the waves are turned from
  /// step to step.
  func appendSums(
    of coefficients: ArraySlice<Double>, from index: Int64, count: Int, to output: inout [Double]
  ) {
    // Each wave is one vector, its amplitude included, whose first part is the wave's value.
    var vectors: [SIMD2<Double>] = []
    var turns: [SIMD2<Double>] = []
    for (place, wave) in waves.enumerated() {
      let angle = Self.angle(wave, at: index, plus: 0)
      let (cosine, sine) = (cos(angle), sin(angle))
      let a = coefficients[coefficients.startIndex + 2 * place]
      let b = coefficients[coefficients.startIndex + 2 * place + 1]
      vectors.append([a * cosine + b * sine, b * cosine - a * sine])
      let turn = 2 * Double.pi * Double(wave.periods) / Double(wave.season)
      turns.append([cos(turn), sin(turn)])
    }
    vectors.withUnsafeMutableBufferPointer { vectors in
      turns.withUnsafeBufferPointer { turns in
        for _ in 0..<max(0, count) {
          var sum = 0.0
          for place in vectors.indices {
            let vector = vectors[place]
            let turn = turns[place]
            sum += vector.x
            vectors[place] = [
              vector.x * turn.x + vector.y * turn.y, vector.y * turn.x - vector.x * turn.y,
            ]
          }
          output.append(sum)
        }
      }
    }
  }
}
