/// The first season of a smoothing model, collected step by step.
struct SeasonWarmUp: Sendable {
  private let phases: SeasonalPhases
  private var means: [Double]
  private var counts: [Int32]
  private var steps = 0

  /// Nothing collected yet of a season with these nodes.
  init(phases: SeasonalPhases) {
    self.phases = phases
    means = Array(repeating: 0, count: phases.count)
    counts = Array(repeating: 0, count: phases.count)
  }

  /// Takes in the value of step `index`; a gap counts as a step of which nothing is known. O(1).
  mutating func add(_ value: Double, at index: Int64) {
    guard !value.isNaN else {
      if steps > 0 { steps += 1 }
      return
    }
    steps += 1
    let node = phases.phase(of: index) * phases.count / phases.season
    counts[node] += 1
    means[node] += (value - means[node]) / Double(counts[node])
  }

  /// The state after a whole season: its mean and the terms of its nodes; nil before that, and while a node is unknown.
  func state(form: SmoothingForm) -> SmoothingState? {
    guard steps >= phases.season, counts.allSatisfy({ $0 > 0 }) else { return nil }
    var level = 0.0
    for (index, mean) in means.enumerated() { level += (mean - level) / Double(index + 1) }
    let isMultiplicative = form.season == .multiplicative
    guard level.isFinite, !isMultiplicative || level > 0 else { return nil }
    let terms = means.map { isMultiplicative ? $0 / level : $0 - level }
    guard terms.allSatisfy(\.isFinite) else { return nil }
    return SmoothingState(level: level, season: terms)
  }
}
